//! How people write a number: the texts that a phone field in Salesforce is compared with.
//!
//! Salesforce compares phone fields as plain text, so one number has many spellings. Which of the
//! records found really hold the number is decided afterwards, by [`crate::number::same`].

use serde::{Deserialize, Serialize};

use crate::number::{Grouped, Number, grouped};

/// A Salesforce phone field holds 40 characters.
const LONGEST: usize = 40;

/// How many spellings of a number are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spellings {
    /// The national digits with hyphens and without, and no other spelling (F19).
    Strict,
    /// Every usual spelling, at home and abroad.
    Every,
}

/// The spellings of a number, the likeliest first, without repeats. None for a number without an E.164
/// form.
///
/// ```
/// use domain::number::{NumberPlan, read};
/// use domain::spelling::{Spellings, spellings};
///
/// let plan = NumberPlan { region: "JP".into(), ..NumberPlan::default() };
/// let number = read(Some("+81355500123"), &plan);
/// assert_eq!(spellings(&number, Spellings::Strict), ["0355500123", "03-5550-0123"]);
/// ```
#[must_use]
pub fn spellings(number: &Number, which: Spellings) -> Vec<String> {
    let Some((e164, parts)) = parts(number) else {
        return Vec::new();
    };
    let texts = match which {
        Spellings::Strict => vec![parts.national.concat(), parts.national.join("-")],
        Spellings::Every => every(e164, &parts),
    };
    let mut unique: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        if text.chars().count() <= LONGEST && !unique.contains(&text) {
            unique.push(text);
        }
    }
    unique
}

/// The national significant digits, for a search in which anything may stand between them. Empty for
/// a number without an E.164 form.
#[must_use]
pub fn tail_digits(number: &Number) -> String {
    parts(number).map(|(_, parts)| parts.significant).unwrap_or_default()
}

fn parts(number: &Number) -> Option<(&str, Grouped)> {
    let e164 = number.e164.as_deref()?;
    Some((e164, grouped(e164)?))
}

fn every(e164: &str, parts: &Grouped) -> Vec<String> {
    let mut texts = at_home(parts);
    texts.insert(0, e164.to_owned());
    texts.extend(abroad(parts));
    let digits = parts.national.concat();
    texts.push(full_width(&digits));
    texts.push(full_width(&parts.national.join("-")));
    texts
}

/// National spellings.
fn at_home(parts: &Grouped) -> Vec<String> {
    let groups = &parts.national;
    let mut texts =
        vec![groups.concat(), groups.join("-"), parts.national_text.clone(), groups.join(" ")];
    if let [first, rest @ ..] = groups.as_slice()
        && !rest.is_empty()
    {
        texts.push(format!("({first}) {}", rest.join("-")));
        texts.push(format!("({first}){}", rest.join("-")));
    }
    if let [first, second, rest @ ..] = groups.as_slice()
        && !rest.is_empty()
        && parts.country_code != "1"
    {
        texts.push(format!("{first}({second}){}", rest.join("-")));
    }
    texts.push(groups.join("."));
    texts
}

/// Spellings with the country code.
fn abroad(parts: &Grouped) -> Vec<String> {
    let code = &parts.country_code;
    let groups = &parts.international;
    let whole = groups.concat();
    let mut texts = vec![
        format!("{code}{whole}"),
        format!("+{code} {}", groups.join("-")),
        format!("+{code}-{}", groups.join("-")),
        format!("+{code} {}", groups.join(" ")),
        format!("+{code} {whole}"),
    ];
    if let [first, rest @ ..] = groups.as_slice()
        && !rest.is_empty()
    {
        texts.push(format!("+{code} ({first}) {}", rest.join("-")));
    }
    if parts.national.concat() == format!("0{whole}") {
        texts.push(format!("+{code} (0){}", groups.join("-")));
        texts.push(format!("+{code}0{whole}"));
    }
    if code == "1" {
        // North America also writes its trunk prefix, which is the country code, without a plus.
        texts.push(format!("1-{}", groups.join("-")));
        texts.push(format!("1 {}", groups.join(" ")));
        texts.push(format!("1 {}", parts.national_text));
    }
    texts
}

/// ASCII digits and punctuation as their full-width forms.
fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.chars().map(wide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{NumberPlan, read};

    fn every_of(raw: &str) -> Vec<String> {
        spellings(&read(Some(raw), &NumberPlan::default()), Spellings::Every)
    }

    #[test]
    fn a_japanese_number_in_every_spelling() {
        let texts = every_of("+81355500123");
        for wanted in [
            "+81355500123",
            "0355500123",
            "03-5550-0123",
            "03 5550 0123",
            "(03) 5550-0123",
            "(03)5550-0123",
            "03(5550)0123",
            "03.5550.0123",
            "81355500123",
            "+81 3-5550-0123",
            "+81-3-5550-0123",
            "+81 3 5550 0123",
            "+81 (0)3-5550-0123",
            "０３５５５００１２３",
            "０３－５５５０－０１２３",
        ] {
            assert!(texts.iter().any(|t| t == wanted), "{wanted} is missing in {texts:?}");
        }
    }

    #[test]
    fn an_american_number_in_every_spelling() {
        let texts = every_of("+14155550123");
        for wanted in [
            "+14155550123",
            "14155550123",
            "4155550123",
            "(415) 555-0123",
            "415-555-0123",
            "415.555.0123",
            "1-415-555-0123",
            "1 415 555 0123",
            "1 (415) 555-0123",
            "+1 (415) 555-0123",
            "+1 415-555-0123",
            "(415)555-0123",
        ] {
            assert!(texts.iter().any(|t| t == wanted), "{wanted} is missing in {texts:?}");
        }
    }

    #[test]
    fn few_short_unique_and_all_the_same_number() {
        for raw in [
            "+81355500123",
            "+819055500123",
            "+14155550123",
            "+33199001234",
            "+442079460123",
            "+6281255500123",
        ] {
            let number = read(Some(raw), &NumberPlan::default());
            let region = number.region.clone().unwrap();
            let texts = spellings(&number, Spellings::Every);
            assert!(texts.len() <= 19, "{raw}: {}", texts.len());
            let unique: std::collections::BTreeSet<_> = texts.iter().collect();
            assert_eq!(unique.len(), texts.len(), "{raw}");
            for text in &texts {
                assert!(text.chars().count() <= 40, "{text}");
                assert!(crate::number::same(text, &number, &region), "{text} is not {raw}");
            }
        }
    }

    #[test]
    fn only_two_spellings_under_the_strict_rule() {
        let mobile = read(Some("+819055500123"), &NumberPlan::default());
        assert_eq!(spellings(&mobile, Spellings::Strict), ["09055500123", "090-5550-0123"]);
    }

    #[test]
    fn a_withheld_number_has_no_spelling() {
        let number = read(Some("anonymous"), &NumberPlan::default());
        assert!(spellings(&number, Spellings::Every).is_empty());
        assert_eq!(tail_digits(&number), "");
    }

    #[test]
    fn the_tail_is_without_trunk_prefix() {
        assert_eq!(tail_digits(&read(Some("+81355500123"), &NumberPlan::default())), "355500123");
    }
}
