//! How text becomes tokens of the search index, and when tokens match.
//!
//! Salesforce does not document its tokens; this is a model, described in docs/search.md.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// How many digits the end of a number needs to stand for the whole.
pub(crate) const SUFFIX_DIGITS: usize = 7;

/// Adds the functions of searches to a connection.
pub(crate) fn register(connection: &Connection) -> Result<(), rusqlite::Error> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("sosl_words", 2, pure, |context| {
        let text: Option<String> = context.get(0)?;
        let pattern: String = context.get(1)?;
        Ok(text.is_some_and(|text| words_match(&text, &pattern)))
    })?;
    connection.create_scalar_function("sosl_number", 2, pure, |context| {
        let text: Option<String> = context.get(0)?;
        let pattern: String = context.get(1)?;
        Ok(text.is_some_and(|text| number_matches(&text, &pattern)))
    })
}

/// The words of a pattern: letters and digits are literal, `*` and `?` are wildcards unless a backslash stands before.
pub(crate) fn words_of(pattern: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut escaped = false;
    for character in pattern.chars() {
        let wild = matches!(character, '*' | '?') && !escaped;
        escaped = character == '\\' && !escaped;
        if let Some(word) = words.last_mut()
            && (character.is_alphanumeric() || wild)
        {
            word.extend(character.to_lowercase());
        } else if !escaped {
            words.push(String::new());
        }
    }
    words.retain(|word| word.chars().any(char::is_alphanumeric));
    words
}

fn words_match(text: &str, pattern: &str) -> bool {
    let wanted = words_of(pattern);
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if wanted.is_empty() || wanted.len() > words.len() {
        return false;
    }
    let same =
        |found: &[&str]| found.iter().zip(&wanted).all(|(word, wanted)| word_matches(word, wanted));
    words.windows(wanted.len()).any(same)
}

/// Whether a word fits a pattern. Scripts without spaces have no words, so their patterns match inside.
fn word_matches(word: &str, pattern: &str) -> bool {
    let spaceless = pattern.chars().any(|character| character > '\u{2e7f}');
    if spaceless && word.contains(pattern) {
        return true;
    }
    let word: Vec<char> = word.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    fits(&word, &pattern)
}

/// Glob matching that remembers only the last star, so that it takes no more than the product of both lengths.
fn fits(word: &[char], pattern: &[char]) -> bool {
    let (mut at, mut wanted) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < word.len() {
        match pattern.get(wanted) {
            Some('*') => {
                star = Some((wanted, at));
                wanted += 1;
            }
            Some(letter) if *letter == '?' || *letter == word[at] => {
                at += 1;
                wanted += 1;
            }
            _ => match star {
                Some((place, from)) => {
                    star = Some((place, from + 1));
                    (wanted, at) = (place + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[wanted..].iter().all(|letter| *letter == '*')
}

/// The digits of a number pattern, full-width ones included, and whether more may follow; `None` if it is no number.
pub(crate) fn digits_of(pattern: &str) -> Option<(String, bool)> {
    let number = |character: char| digit(character).is_some() || !character.is_alphanumeric();
    if !pattern.chars().all(number) {
        return None;
    }
    let digits: String = pattern.chars().filter_map(digit).collect();
    (digits.len() >= 2).then(|| (digits, pattern.trim_end().ends_with('*')))
}

fn digit(character: char) -> Option<char> {
    match character {
        '0'..='9' => Some(character),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(character) - 0xff10, 10),
        _ => None,
    }
}

fn number_matches(text: &str, pattern: &str) -> bool {
    let Some((wanted, open)) = digits_of(pattern) else {
        return false;
    };
    let digits: String = text.chars().filter_map(digit).collect();
    if open {
        return digits.starts_with(&wanted);
    }
    digits == wanted
        || (wanted.len() >= SUFFIX_DIGITS && digits.ends_with(&wanted))
        || (digits.len() >= SUFFIX_DIGITS && wanted.ends_with(&digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_whole_or_by_wildcard() {
        for (text, pattern, expected) in [
            ("Jane O'Hara", "o\\'hara", true),
            ("Jane O'Hara", "jan", false),
            ("Jane O'Hara", "jan*", true),
            ("Jane O'Hara", "j?ne", true),
            ("Jane O'Hara", "jane hara", false),
            ("Jane O'Hara", "Jane O", true),
            ("ann@example.com", "ann@example.com", true),
            ("ann@example.com", "example", true),
            ("佐藤花子", "花子", true),
            ("aaaaaaaaaaaaaaaaaaaab", "a*a*a*a*a*c", false),
            ("", "*", false),
        ] {
            assert_eq!(words_match(text, pattern), expected, "{text} / {pattern}");
        }
    }

    #[test]
    fn numbers_match_by_their_digits_and_long_ends() {
        for (text, pattern, expected) in [
            ("(415) 555-0123", "4155550123", true),
            ("415.555.0123", "+1 415 555 0123", true),
            ("+14155550123", "5550123", true),
            ("+14155550123", "0123", false),
            ("+14155550123", "1415*", true),
            ("０３-5550-0101", "0355500101", true),
            ("Jane", "5550123", false),
            ("555-0123", "call 5550123", false),
        ] {
            assert_eq!(number_matches(text, pattern), expected, "{text} / {pattern}");
        }
    }
}
