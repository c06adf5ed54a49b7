//! How likely two records are one person, and why.

use unicode_normalization::UnicodeNormalization;

/// Names are similar from here on (Jaro-Winkler): one letter may differ, not a whole name.
const SIMILAR: f64 = 0.92;

/// What is compared of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    /// Its display name.
    pub name: String,
    /// The e-mail address, empty where there is none.
    pub email: String,
}

/// How likely two records are one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// From 0 to 100; 90 and more is next to certain.
    pub percent: u8,
    /// Why, for people.
    pub why: &'static str,
}

/// Compares two records of people; `None` where nothing but a shared number, or nothing at all, speaks for one person.
///
/// ```
/// use domain::hygiene::{Traits, likeness};
///
/// let traits = |name: &str| Traits { name: name.into(), email: String::new() };
/// let found = likeness(&traits("山田 太郎"), &traits("山田太郎様"), true).unwrap();
/// assert_eq!((found.percent, found.why), (90, "same number and same name"));
/// assert_eq!(likeness(&traits("Mary Major"), &traits("Richard Roe"), true), None);
/// ```
#[must_use]
pub fn likeness(one: &Traits, other: &Traits, same_number: bool) -> Option<Likeness> {
    let emails = (address(&one.email), address(&other.email));
    let same_email = !emails.0.is_empty() && emails.0 == emails.1;
    let names = (words(&one.name), words(&other.name));
    let known = !names.0.is_empty() && !names.1.is_empty();
    let same_name = known && names.0 == names.1;
    let similar = known && similarity(&names.0, &names.1) >= SIMILAR;
    let (percent, why) = match (same_email, same_number) {
        (true, true) if same_name => (98, "same number, same e-mail address and same name"),
        (true, true) if similar => (95, "same number, same e-mail address and similar name"),
        (true, _) if same_name => (95, "same e-mail address and same name"),
        (true, _) if similar => (85, "same e-mail address and similar name"),
        (true, _) if is_shared(&emails.0) => (30, "same e-mail address, of an office or a role"),
        (true, _) => (60, "same e-mail address, other name"),
        (false, true) if same_name => (90, "same number and same name"),
        (false, true) if similar => (75, "same number and similar name"),
        (false, _) => return None,
    };
    Some(Likeness { percent, why })
}

fn address(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether many people read the mail of this address.
fn is_shared(address: &str) -> bool {
    const ROLES: [&str; 12] = [
        "info",
        "office",
        "contact",
        "sales",
        "support",
        "admin",
        "hello",
        "mail",
        "reception",
        "service",
        "accounting",
        "noreply",
    ];
    address.split_once('@').is_some_and(|(user, _)| ROLES.contains(&user))
}

/// A name's words in small letters and in order, without titles and honorifics.
fn words(name: &str) -> Vec<String> {
    const TITLES: [&str; 11] =
        ["mr", "mrs", "ms", "dr", "prof", "herr", "frau", "m", "mme", "bapak", "ibu"];
    let small: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let parts: Vec<&str> = small
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| ["様", "さん", "殿"].iter().fold(word, |word, end| word.trim_end_matches(end)))
        .filter(|word| !word.is_empty() && !TITLES.contains(word))
        .collect();
    // Names of Chinese characters are written with and without a blank between their parts, always in one order.
    if !parts.is_empty() && parts.iter().all(|part| part.chars().all(|c| c > '\u{2E7F}')) {
        return vec![parts.concat()];
    }
    let mut words: Vec<String> = parts.into_iter().map(str::to_owned).collect();
    words.sort();
    words
}

fn similarity(one: &[String], other: &[String]) -> f64 {
    strsim::jaro_winkler(&one.join(" "), &other.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(name: &str, email: &str) -> Traits {
        Traits { name: name.to_owned(), email: email.to_owned() }
    }

    #[test]
    fn how_likely_and_why() {
        for (one, other, same_number, percent) in [
            (("Mary Major", ""), ("Major, Mary", ""), true, Some(90)),
            (("Mary Major", ""), ("Mrs. Mary Major", ""), true, Some(90)),
            (("Mary Major", ""), ("Mary Majors", ""), true, Some(75)),
            (("Mary Major", ""), ("Mark Major", ""), false, None),
            (("Mary Major", ""), ("Richard Roe", ""), true, None),
            (("Mary Major", "m@example.com"), ("Mary Major", "M@Example.com "), false, Some(95)),
            (("Mary Major", "m@example.com"), ("Mary Major", "m@example.com"), true, Some(98)),
            (("Mary Major", "m@example.com"), ("Richard Roe", "m@example.com"), true, Some(60)),
            (("Mary", "info@example.com"), ("Richard", "info@example.com"), false, Some(30)),
            (("山田　太郎", ""), ("山田太郎 様", ""), true, Some(90)),
            (("山田 太郎", ""), ("鈴木 花子", ""), true, None),
            (("", ""), ("", ""), true, None),
            (("佐藤", ""), ("佐藤 花子", ""), true, None),
            (("***", ""), ("!!!", ""), true, None),
        ] {
            let found = likeness(&traits(one.0, one.1), &traits(other.0, other.1), same_number);
            assert_eq!(found.as_ref().map(|l| l.percent), percent, "{one:?} {other:?}: {found:?}");
            let turned = likeness(&traits(other.0, other.1), &traits(one.0, one.1), same_number);
            assert_eq!(turned, found);
        }
    }
}
