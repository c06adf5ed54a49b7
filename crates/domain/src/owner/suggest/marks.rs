//! What phone users and Salesforce users may have in common, in one spelling.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::Likeness;
use crate::candidate::User;
use crate::event::Agent;

/// Words in a name, of which all turns are compared; the words beyond stay where they are.
const MOST_WORDS: usize = 6;

/// Fewer digits at the end of a number say nothing about an extension.
const LEAST_DIGITS: usize = 3;

/// Everything by which a user may be found.
pub(super) fn marks_of_user(user: &User) -> HashSet<(Likeness, String)> {
    let mut marks = HashSet::new();
    marks.insert((Likeness::SameEmail, plain(&user.email)));
    let locals = [&user.email, &user.username].map(|address| local_part(address));
    marks.extend(locals.into_iter().flatten().map(|part| (Likeness::SameLocalPart, part)));
    marks.extend(turns(&user.name).into_iter().map(|name| (Likeness::SameName, name)));
    let extension = user.extension.as_deref().map(digits);
    let ends = user.phone.as_deref().map(ends).unwrap_or_default();
    marks.extend(extension.into_iter().chain(ends).map(|end| (Likeness::SameExtension, end)));
    marks.retain(|(_, mark)| !mark.is_empty());
    marks
}

/// What to look for, the strongest likeness first.
pub(super) fn marks_of_agent(agent: &Agent) -> [(Likeness, Vec<String>); 4] {
    let email = agent.email.as_deref();
    let name = agent.name.as_deref().map(turns).unwrap_or_default();
    let extension = agent.extension.as_deref().map(digits);
    [
        (Likeness::SameEmail, email.map(plain).into_iter().collect()),
        (Likeness::SameLocalPart, email.and_then(local_part).into_iter().collect()),
        (Likeness::SameName, name.into_iter().take(1).collect()),
        (Likeness::SameExtension, extension.into_iter().collect()),
    ]
}

/// A text without what people write in one way or another: case, width, blanks around.
fn plain(text: &str) -> String {
    text.trim().nfkc().collect::<String>().to_lowercase()
}

fn local_part(address: &str) -> Option<String> {
    let address = plain(address);
    let (local, _) = address.split_once('@')?;
    Some(local.to_owned()).filter(|local| !local.is_empty())
}

/// A name's words joined, in every turn: "Mia Weber" and "Weber Mia" have a turn in common. The first is
/// the name as it stands.
fn turns(name: &str) -> Vec<String> {
    let name = plain(name);
    let mut words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || ",.・".contains(c))
        .filter(|w| !w.is_empty())
        .collect();
    let mut turns = Vec::new();
    for _ in 0..words.len().clamp(1, MOST_WORDS) {
        turns.push(words.concat());
        if !words.is_empty() {
            words.rotate_left(1);
        }
    }
    turns
}

fn digits(text: &str) -> String {
    plain(text).chars().filter(char::is_ascii_digit).collect()
}

/// The ends of a phone text's digits that may be an extension.
fn ends(phone: &str) -> Vec<String> {
    let digits = digits(phone);
    let longest = digits.len().min(LEAST_DIGITS + 3);
    (LEAST_DIGITS..=longest).map(|length| digits[digits.len() - length..].to_owned()).collect()
}
