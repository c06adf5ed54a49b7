//! The text of `Description`: ours stands between two marker lines, so that people can write around it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::template::{Template, Values};
use crate::wording;

/// The fields that give way when the text is too long, in this order: the transcript can be read at the
/// phone system, what people wrote cannot. Links never give way.
const GIVE_WAY: [&str; 3] = ["SPEECH_RECOGNITION", "SPEECH_RECOGNITION_SUMMARY", "COMMENTS"];

const OPENING: &str = "--- Ringledger ";
const CLOSING: &str = "--- /Ringledger ---";
/// Longest part of a call's id in the marker line.
const ID_LIMIT: usize = 40;

/// The length of a text as Salesforce counts it at worst: in UTF-16 units.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text between its marker lines, at most `limit` UTF-16 units long, and whether it had to be
/// shortened. Empty if the template says nothing about the call.
pub(super) fn write(template: &Template, values: &Values<'_>, limit: usize) -> (String, bool) {
    let opening = opening(&values.call.id);
    let frame = units(&opening) + units(CLOSING) + 2;
    let (body, shortened) = body(template, values, limit.saturating_sub(frame));
    if body.trim().is_empty() {
        return (String::new(), shortened);
    }
    (format!("{opening}\n{body}\n{CLOSING}"), shortened)
}

/// The marker line above our text.
fn opening(id: &str) -> String {
    let id: String = id
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(ID_LIMIT)
        .collect();
    format!("{OPENING}{} ---", id.trim())
}

/// Fills the template, and shortens what may give way.
fn body(template: &Template, values: &Values<'_>, limit: usize) -> (String, bool) {
    let omission = wording::omission(values.language);
    let mut texts: BTreeMap<&str, String> =
        template.fields().map(|field| (field.name, clean(&values.text_of(field)))).collect();
    let render = |texts: &BTreeMap<&str, String>| {
        template.render(&|field| texts.get(field.name).cloned().unwrap_or_default())
    };
    let mut text = render(&texts);
    let mut shortened = false;
    for name in GIVE_WAY {
        let over = units(&text).saturating_sub(limit);
        let times = template.fields().filter(|field| field.name == name).count();
        if over == 0 {
            break;
        }
        if let Some(value) = texts.get_mut(name).filter(|value| !value.is_empty()) {
            let target = units(value).saturating_sub(over.div_ceil(times.max(1)));
            *value = cut_middle(value, target, omission);
            shortened = true;
            text = render(&texts);
        }
    }
    if units(&text) > limit {
        text = cut_middle(&text, limit, omission);
        shortened = true;
    }
    (text, shortened)
}

/// Takes out what Salesforce refuses or shows badly, and what looks like our marker lines.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect::<String>()
        .replace(OPENING, "-- Ringledger ")
        .replace(CLOSING, "-- /Ringledger --")
}

/// Leaves out the middle of a text so that at most `target` UTF-16 units remain, the line `omission`
/// included. Empty where not even that line has room.
pub(crate) fn cut_middle(text: &str, target: usize, omission: &str) -> String {
    if units(text) <= target {
        return text.to_owned();
    }
    let Some(room) = target.checked_sub(units(omission) + 2) else {
        return String::new();
    };
    let head = prefix(text.chars(), room / 2);
    let tail: String = prefix(text.chars().rev(), room - room / 2).chars().rev().collect();
    format!("{}\n{omission}\n{}", head.trim_end(), tail.trim_start())
}

/// The first characters that have room in so many UTF-16 units.
pub(super) fn prefix(letters: impl Iterator<Item = char>, room: usize) -> String {
    let mut used = 0;
    letters
        .take_while(|letter| {
            used += letter.len_utf16();
            used <= room
        })
        .collect()
}

/// What we wrote into a Description, without the marker lines; `None` if nothing of ours is there.
///
/// ```
/// let text = "Call her back!\n--- Ringledger 4711 ---\nVoicemail\n--- /Ringledger ---\n";
/// assert_eq!(domain::task::own_text(text), Some("Voicemail"));
/// ```
pub fn own_text(description: &str) -> Option<&str> {
    let block = description.get(find_block(description, None)?)?;
    let (_, below) = block.split_once('\n')?;
    let (text, _) = below.rsplit_once('\n')?;
    Some(text.trim_end_matches('\r'))
}

/// Where our text stands, marker lines included: the one whose first line is `opening`, or any.
pub(crate) fn find_block(text: &str, opening: Option<&str>) -> Option<Range<usize>> {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        let opens = match opening {
            Some(opening) => words == opening.trim(),
            None => words.starts_with(OPENING.trim_end()) && words.ends_with(" ---"),
        };
        if opens {
            start = Some(at);
        } else if let (Some(start), true) = (start, words == CLOSING) {
            return Some(start..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_cut_to_the_target() {
        let text = "abcdefghij".repeat(10);
        let cut = cut_middle(&text, 50, "[cut]");
        assert!(units(&cut) <= 50, "{cut}");
        assert!(cut.starts_with("abcdefghij") && cut.ends_with("abcdefghij"));
        assert!(cut.contains("\n[cut]\n"));
        assert_eq!(cut_middle("short", 50, "[cut]"), "short");
        assert_eq!(cut_middle(&text, 3, "[cut]"), "");
    }

    #[test]
    fn letters_outside_of_the_basic_plane_count_twice() {
        assert_eq!(units("a😀"), 3);
        let cut = cut_middle(&"😀".repeat(40), 21, "[cut]");
        assert!(units(&cut) <= 21);
    }

    #[test]
    fn a_block_is_found_among_other_lines() {
        let text =
            "mine\r\n--- Ringledger 1 ---\r\nours\r\nmore\r\n--- /Ringledger ---\r\nmine too";
        let block = find_block(text, Some("--- Ringledger 1 ---")).unwrap();
        assert!(text[block.clone()].starts_with("--- Ringledger 1"));
        assert_eq!(&text[block.end..], "\r\nmine too");
        assert_eq!(own_text(text), Some("ours\r\nmore"));
        assert_eq!(find_block(text, Some("--- Ringledger 2 ---")), None);
        assert_eq!(find_block("--- Ringledger 1 ---\nbroken", None), None);
    }

    #[test]
    fn a_callers_words_cannot_close_the_block() {
        assert!(!clean("x\n--- /Ringledger ---\ny").contains(CLOSING));
        assert_eq!(clean("a\r\nb\u{0}c"), "a\nbc");
    }
}
