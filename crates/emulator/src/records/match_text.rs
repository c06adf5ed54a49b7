//! When two names, companies or phone numbers count as the same for a duplicate rule. Modelled: Salesforce keeps its
//! own fuzzy methods to itself.

use crate::setup::MatchMethod;

/// Digits at the end of a phone number that must be the same.
pub(super) const PHONE_DIGITS: usize = 8;

/// Words of a company's name that say nothing about which company it is.
const LEGAL_FORMS: [&str; 14] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "llc",
    "gmbh",
    "sa",
    "plc",
    "kk",
    "the",
];

/// Whether two values match.
pub(super) fn matches(method: MatchMethod, one: &str, other: &str) -> bool {
    match method {
        MatchMethod::Exact => one.trim().to_lowercase() == other.trim().to_lowercase(),
        MatchMethod::FuzzyName => names(one, other),
        MatchMethod::FuzzyPhone => {
            let (one, other) = (last_digits(one), last_digits(other));
            !one.is_empty() && one == other
        }
        MatchMethod::FuzzyCompany => {
            let (one, other) = (company(one), company(other));
            !one.is_empty() && one == other
        }
    }
}

/// The digits of a phone number that are compared.
pub(super) fn last_digits(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(PHONE_DIGITS)..].iter().collect()
}

/// Names match word by word: the last words are alike, and the first ones are alike or one is the other's initial.
fn names(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.to_lowercase().split_whitespace().map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let (Some((last, firsts)), Some((other_last, other_firsts))) =
        (one.split_last(), other.split_last())
    else {
        return false;
    };
    if !alike(last, other_last) {
        return false;
    }
    match (firsts.first(), other_firsts.first()) {
        (None, None) => true,
        (Some(first), Some(other)) => alike(first, other) || is_initial(first, other),
        _ => false,
    }
}

fn is_initial(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let letter = short.trim_end_matches('.');
    letter.chars().count() == 1 && long.starts_with(letter)
}

/// The same word, or one differing letter in words of five letters and more.
fn alike(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one == other {
        return true;
    }
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    if short.len() < 5 || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long.iter()).take_while(|(one, other)| one == other).count();
    let rest = usize::from(short.len() == long.len());
    short.get(same + rest..) == long.get(same + 1..)
}

fn company(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|character| if character.is_alphanumeric() { character } else { ' ' })
        .collect();
    let words = plain.split_whitespace().filter(|word| !LEGAL_FORMS.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_has_its_own_idea_of_the_same() {
        use MatchMethod::{Exact, FuzzyCompany, FuzzyName, FuzzyPhone};
        for (method, one, other, expected) in [
            (Exact, "ann@example.com", "ANN@example.com ", true),
            (Exact, "ann@example.com", "anne@example.com", false),
            (FuzzyName, "Ann Larsen", "A. Larsen", true),
            (FuzzyName, "Ann Larsen", "ann larson", true),
            (FuzzyName, "Ann Larsen", "Bob Larsen", false),
            (FuzzyName, "Larsen", "Ann Larsen", false),
            (FuzzyName, "Maria Larsen", "Marla Larsens", true),
            (FuzzyName, "Ito", "Sato", false),
            (FuzzyName, "", "", false),
            (FuzzyPhone, "+81 3-5550-0100", "03 5550 0100", true),
            (FuzzyPhone, "03-5550-0100", "03-5550-0101", false),
            (FuzzyPhone, "", "", false),
            (FuzzyCompany, "Acme, Inc.", "The ACME Corporation", true),
            (FuzzyCompany, "Acme", "Apex", false),
        ] {
            assert_eq!(matches(method, one, other), expected, "{one} / {other}");
        }
    }
}
