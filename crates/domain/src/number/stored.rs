//! Texts that hold phone numbers: as people type them into a field, with names and several at once.

use unicode_normalization::UnicodeNormalization;

use super::Number;
use super::library::{self, Parsed};

/// Whether a stored phone text holds the wanted number, compared by digits (Salesforce stores phone
/// fields as people and programs typed them).
///
/// Country code and national digits must agree; punctuation, extensions, names and further numbers in
/// the text do not matter. A stored number without a country code is read in `region` (ISO 3166), and
/// only where it is no number there, in the wanted number's own country.
///
/// ```
/// use domain::number::{NumberPlan, read, same};
///
/// let plan = NumberPlan { region: "JP".into(), ..NumberPlan::default() };
/// let wanted = read(Some("+81355500123"), &plan);
/// assert!(same("０３−５５５０−０１２３ (受付) / 090-5550-0199", &wanted, "JP"));
/// assert!(!same("03-5550-0124", &wanted, "JP"));
/// ```
#[must_use]
pub fn same(stored: &str, wanted: &Number, region: &str) -> bool {
    let Some(wanted_digits) = wanted.digits() else {
        return false;
    };
    let home = wanted.region.as_deref().unwrap_or(region);
    pieces(stored).iter().any(|piece| {
        let digits = dialled(piece);
        if digits.starts_with('+') {
            return parses_to(&digits, home, wanted);
        }
        if digits == wanted_digits || digits.strip_prefix("00") == Some(wanted_digits) {
            return true;
        }
        match library::parse(&digits, region) {
            Some(parsed) if is(&parsed, wanted) => true,
            Some(parsed) if parsed.assigned => false,
            _ => home != region && parses_to(&digits, home, wanted),
        }
    })
}

fn parses_to(digits: &str, region: &str, wanted: &Number) -> bool {
    library::parse(digits, region).is_some_and(|parsed| is(&parsed, wanted))
}

fn is(parsed: &Parsed, wanted: &Number) -> bool {
    wanted.e164.as_deref() == Some(parsed.e164.as_str())
}

/// The parts of a text that can be numbers: split at words, at separators and before each `+`.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let plain = plain(text).replace('+', "\n+");
    let parts = plain.split(|c: char| c.is_alphabetic() || "/,;|\n\r\t、・&@=:<>".contains(c));
    parts
        .map(|part| part.trim_matches(|c: char| !(c.is_ascii_digit() || "+*#".contains(c))))
        .filter(|part| part.chars().any(|c| c.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

/// Full-width characters as plain ones, and every kind of dash as `-`.
pub(super) fn plain(text: &str) -> String {
    let dash = |c| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FE63}' | '\u{FF0D}' => '-',
        other => other,
    };
    text.nfkc().map(dash).collect()
}

/// What would be dialled: digits, `*`, `#` and a leading `+`.
pub(super) fn dialled(piece: &str) -> String {
    let kept = piece.chars().filter(|c| c.is_ascii_digit() || "+*#".contains(*c));
    kept.enumerate().filter(|(i, c)| *i == 0 || *c != '+').map(|(_, c)| c).collect()
}
