//! How numbers are written in a language (CLDR): what groups thousands, and what stands before the decimals.

use crate::{Language, Locale};

/// Narrow, so that a number is not torn, and wide enough to be seen.
const NARROW_SPACE: char = '\u{202f}';

/// A space at which no line ends.
const FIRM_SPACE: char = '\u{a0}';

/// Between groups of thousands, and before the decimals.
fn marks(language: Language) -> (char, char) {
    language.pick([(',', '.'), (',', '.'), (NARROW_SPACE, ','), ('.', ',')])
}

/// A number that `to_string` or `format!` wrote, with the language's marks.
pub(crate) fn marked(language: Language, plain: &str) -> String {
    let (group, point) = marks(language);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain.to_owned();
    }
    let mut text = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(group);
        }
        text.push(digit);
    }
    if !decimals.is_empty() {
        text.push(point);
        text.push_str(decimals);
    }
    text
}

impl Locale {
    /// A whole number: `1,234`, `1 234`, `1.234`.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        marked(self.language, &number.to_string())
    }

    /// A number with so many decimals: `1,234.5`, `1 234,5`, `1.234,5`.
    #[must_use]
    pub fn decimal(&self, number: f64, digits: usize) -> String {
        marked(self.language, &format!("{number:.digits$}"))
    }

    /// A share, where 1.0 is all of it, with one decimal where it has one: `98.5%`, `98,5 %`.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        let text = format!("{:.1}", share * 100.0);
        let plain = text.strip_suffix(".0").unwrap_or(&text);
        let number = marked(self.language, plain);
        match self.language {
            Language::French => format!("{number}{FIRM_SPACE}%"),
            _ => format!("{number}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_readers_write_them() {
        for (language, whole, decimal, percent) in [
            (Language::English, "-1,234,567", "1,234.5", "98.5%"),
            (Language::Japanese, "-1,234,567", "1,234.5", "98.5%"),
            (Language::French, "-1\u{202f}234\u{202f}567", "1\u{202f}234,5", "98,5\u{a0}%"),
            (Language::Indonesian, "-1.234.567", "1.234,5", "98,5%"),
        ] {
            let locale = Locale::utc(language);
            assert_eq!(locale.number(-1_234_567), whole);
            assert_eq!(locale.decimal(1_234.54, 1), decimal);
            assert_eq!(locale.percent(0.985), percent);
            assert_eq!(locale.number(12), "12");
            assert_eq!(locale.number(999), "999");
        }
        assert_eq!(Locale::utc(Language::English).percent(1.0), "100%");
        assert_eq!(Locale::utc(Language::French).decimal(f64::NAN, 1), "NaN");
    }

    #[test]
    fn numbers_in_messages_are_grouped_too() {
        for (language, text) in [
            (Language::English, "12,345 calls"),
            (Language::Japanese, "12,345 件"),
            (Language::French, "12\u{202f}345 appels"),
            (Language::Indonesian, "12.345 panggilan"),
        ] {
            let said = crate::say_with(language, "shell-sample-calls", &[("count", 12_345.into())]);
            let digits =
                |text: &str| text.chars().filter(|c| !c.is_alphabetic()).collect::<String>();
            assert!(said.starts_with(digits(text).trim_end()), "{said}");
        }
    }
}
