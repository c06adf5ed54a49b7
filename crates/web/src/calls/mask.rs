//! What those see who may not see personal data: that there is a number or a name, and enough to tell two apart.

/// Stands for a name or a text.
pub(crate) const HIDDEN: &str = "•••";

/// Country codes of one digit; those of two are listed, and all others have three (ITU-T E.164).
const ONE: [&str; 2] = ["1", "7"];
const TWO: [&str; 42] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94",
];

/// Digits at the end that are shown, where there are enough to hide.
const SHOWN: usize = 2;
const LEAST_HIDDEN: usize = 4;

/// A number with its country code and its last two digits: `+81 ••• 23`.
pub(crate) fn number(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let country = if text.starts_with('+') { country(&digits) } else { "" };
    let rest = digits.get(country.len()..).unwrap_or_default();
    let end = rest.len().checked_sub(SHOWN).filter(|hidden| *hidden >= LEAST_HIDDEN);
    let end = end.and_then(|from| rest.get(from..)).unwrap_or_default();
    let plus = if country.is_empty() { String::new() } else { format!("+{country} ") };
    format!("{plus}{HIDDEN} {end}").trim_end().to_owned()
}

fn country(digits: &str) -> &str {
    let begins =
        |codes: &[&str], length: usize| digits.get(..length).filter(|start| codes.contains(start));
    begins(&ONE, 1).or_else(|| begins(&TWO, 2)).or_else(|| digits.get(..3)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_its_country_and_its_end() {
        for (text, masked) in [
            ("+81355500123", "+81 ••• 23"),
            ("+12025550147", "+1 ••• 47"),
            ("+352621000123", "+352 ••• 23"),
            ("03-5550-0123", "••• 23"),
            ("1001", "•••"),
            ("anonymous", "•••"),
            ("", "•••"),
            ("+8", "•••"),
        ] {
            assert_eq!(number(text), masked, "{text}");
        }
    }
}
