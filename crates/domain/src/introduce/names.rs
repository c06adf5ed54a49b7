//! A person's name as the phone system tells it, taken apart into what Salesforce wants.

use super::NameOrder;
use crate::number::{Number, same};

/// First name, if any, and last name.
pub(super) fn split(name: &str, order: NameOrder) -> (Option<String>, String) {
    let words: Vec<&str> = name.split_whitespace().collect();
    let family_first = match order {
        NameOrder::Whole => return (None, words.join(" ")),
        NameOrder::FamilyFirst => true,
        NameOrder::GivenFirst => false,
        NameOrder::Auto => name.chars().any(is_east_asian),
    };
    // A comma may part family and given name, or a company and its legal form: nobody can tell.
    if words.len() < 2 || name.contains([',', '、']) {
        return (None, words.join(" "));
    }
    if family_first {
        return (Some(words[1..].join(" ")), words[0].to_owned());
    }
    // "van", "de la": such words belong to the family name.
    let small = |word: &&str| word.chars().next().is_some_and(char::is_lowercase);
    let mut start = words.len() - 1;
    while start > 1 && small(&words[start - 1]) {
        start -= 1;
    }
    (Some(words[..start].join(" ")), words[start..].join(" "))
}

/// The phone system's name, unless it is empty or only the number once more.
pub(super) fn told<'a>(name: Option<&'a str>, number: &Number, region: &str) -> Option<&'a str> {
    let name = name?.trim();
    let says_something = name.chars().any(char::is_alphabetic) && !same(name, number, region);
    says_something.then_some(name)
}

/// A text without control characters and with single blanks between its words.
pub(super) fn clean(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Chinese characters, Hiragana, Katakana and Hangul.
fn is_east_asian(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{NumberPlan, read};

    #[track_caller]
    fn check(name: &str, order: NameOrder, first: &str, last: &str) {
        let (found, rest) = split(name, order);
        assert_eq!((found.as_deref().unwrap_or_default(), rest.as_str()), (first, last), "{name}");
    }

    #[test]
    fn names_are_taken_apart_as_people_write_them() {
        check("Mia Weber", NameOrder::Auto, "Mia", "Weber");
        check("Mia Anna Weber", NameOrder::Auto, "Mia Anna", "Weber");
        check("Lena van den Berg", NameOrder::Auto, "Lena", "van den Berg");
        check("de Vries", NameOrder::Auto, "de", "Vries");
        check("山田 太郎", NameOrder::Auto, "太郎", "山田");
        check("山田　太郎", NameOrder::Auto, "太郎", "山田");
        check("山田太郎", NameOrder::Auto, "", "山田太郎");
        check("Yamada Taro", NameOrder::FamilyFirst, "Taro", "Yamada");
        check("山田 太郎", NameOrder::GivenFirst, "山田", "太郎");
        check("Mia  Weber", NameOrder::Whole, "", "Mia Weber");
        check("Example Works, Inc.", NameOrder::Auto, "", "Example Works, Inc.");
        check("Weber", NameOrder::Auto, "", "Weber");
    }

    #[test]
    fn a_number_is_no_name() {
        let number = read(Some("+12025550147"), &NumberPlan::default());
        for name in
            ["", "  ", "(202) 555-0147", "+1 202 555 0147", "12025550147", "tel 202-555-0147"]
        {
            assert_eq!(told(Some(name), &number, "US"), None, "{name}");
        }
        assert_eq!(told(None, &number, "US"), None);
        assert_eq!(told(Some(" Mia "), &number, "US"), Some("Mia"));
        assert_eq!(clean(" Mia\u{1b}[2J\n Weber "), "Mia [2J Weber");
    }
}
