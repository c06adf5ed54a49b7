//! Takes out of a reply what may differ: ids, versions, and the values that a request gave.

/// The text with marks in place of what may differ; `given` are values and what stands for them in the list.
pub(crate) fn plain(text: &str, given: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (value, mark) in given {
        text = text.replace(value, mark);
    }
    let mut plain = String::new();
    let mut word = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            word.push(letter);
            continue;
        }
        plain.push_str(&marked(&word));
        word.clear();
        plain.push(letter);
    }
    plain.push_str(&marked(&word));
    versions(&plain).replace("ID...", "ID")
}

/// `ID` for an id or the beginning of one.
fn marked(word: &str) -> String {
    let prefix = word.get(..3).unwrap_or_default();
    let known = ["001", "003", "005", "00Q", "00T", "00D", "012", "006", "500"].contains(&prefix);
    match known && matches!(word.len(), 3 | 15 | 16 | 17 | 18) {
        true => "ID".to_owned(),
        false => word.to_owned(),
    }
}

/// Every version becomes the same, and so does the number of an error in Salesforce's own tables.
fn versions(text: &str) -> String {
    let mut parts = text.split("/services/data/v");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        plain.push_str("/services/data/vX");
        plain.push_str(rest);
    }
    plain
}

#[test]
fn ids_and_versions_do_not_count() {
    let one = plain("at /services/data/v56.0/x/003... of 0015e00000tW1f0, 7 of 12", &[]);
    let other =
        plain("at /services/data/v66.0/x/0035g0000000001AAA of 0015g0000000001, 7 of 12", &[]);
    assert_eq!(one, other);
    assert_eq!(plain("says abc", &[("abc".to_owned(), "X".to_owned())]), "says X");
}
