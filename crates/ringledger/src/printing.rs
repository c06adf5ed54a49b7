//! The only place that writes to the terminal: results to standard output, everything else to standard error.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the terminal")]

pub(crate) mod csv;
mod tone;

use std::io::Write as _;
use std::process::ExitCode;

use serde::Serialize;

pub(crate) use tone::{Terminal, Tone};

/// A line of a result. A reader who has gone away is no error.
pub(crate) fn line(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", harmless(text.as_ref()));
}

/// A line about how things go, beside the result.
pub(crate) fn note(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", harmless(text.as_ref()));
}

/// A result as JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(escaped(&serde_json::to_string_pretty(value)?));
    Ok(())
}

/// A piece of a result that is JSON.
pub(crate) fn json_line(json: &str) {
    line(escaped(json));
}

/// Whether a character steers a terminal instead of standing on it: a control character, or one that turns
/// the direction of the text around it.
fn steers(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (character.is_control() && !matches!(character, '\n' | '\t'))
}

/// The text without what callers could steer the terminal with.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// JSON whose steering characters are written as escapes, so that no value changes. They can stand only in
/// its texts.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if steers(character) {
            text.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            text.push(character);
        }
    }
    text
}

/// A text as a cell of a table, which has one line.
fn cell(text: &str) -> String {
    harmless(text).replace(['\n', '\t'], " ")
}

/// An error in words, with what led to it.
pub(crate) fn fail(error: &anyhow::Error) -> ExitCode {
    note(format!("ringledger: {}", in_words(error)));
    ExitCode::FAILURE
}

/// The whole chain, without the causes that an error already tells itself.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if !words.trim_end().ends_with(cause.trim_end()) {
            words.push_str(": ");
            words.push_str(&cause);
        }
    }
    words
}

/// A table with columns as wide as their widest cell, counted in terminal columns.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>], widest: &[usize]) {
    let cut: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().zip(widest).map(|(text, most)| shorten(&cell(text), *most)).collect())
        .collect();
    let width = |column: usize| {
        cut.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| columns(cell))
            .chain([columns(head[column])])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let print = |cells: &[String]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| {
                format!("{cell}{}", " ".repeat(width.saturating_sub(columns(cell))))
            })
            .collect();
        line(padded.join("  ").trim_end());
    };
    print(&head.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
    line(widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "));
    for row in &cut {
        print(row);
    }
}

/// A text in lines of at most `most` terminal columns. A word that is longer stands alone.
pub(crate) fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for paragraph in text.trim().split('\n') {
        if lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        for word in paragraph.split_whitespace() {
            let line = lines.last().map(String::as_str).unwrap_or_default();
            if !line.is_empty() && columns(line) + 1 + columns(word) > most {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
        }
    }
    lines
}

fn shorten(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        if columns(&short) + width(character) > most.saturating_sub(1) {
            break;
        }
        short.push(character);
    }
    short.push('…');
    short
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// East Asian characters take two columns.
fn width(character: char) -> usize {
    match u32::from(character) {
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6 => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_callers_write_cannot_steer_the_terminal() {
        assert_eq!(
            harmless("a\u{1b}[2Jb\u{9b}c\u{7f}\r"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\u{fffd}"
        );
        assert_eq!(harmless("\u{202e}abc\u{2066}"), "\u{fffd}abc\u{fffd}");
        assert_eq!(harmless("two\nlines\tand 山田 é"), "two\nlines\tand 山田 é");
        assert_eq!(cell("two\nlines\u{7}"), "two lines\u{fffd}");
    }

    #[test]
    fn a_cause_is_told_once() {
        let told = anyhow::anyhow!("no such key").context("the file cannot be read: no such key");
        assert_eq!(in_words(&told), "the file cannot be read: no such key");
        let apart = anyhow::anyhow!("no such key").context("the file cannot be read");
        assert_eq!(in_words(&apart), "the file cannot be read: no such key");
    }

    #[test]
    fn json_keeps_its_values_while_it_steers_nothing() {
        let value = "a\u{1b}\u{9b}\u{202e}\u{7f}山田";
        let text = escaped(&serde_json::to_string_pretty(&[value]).unwrap());
        assert!(!text.chars().any(steers), "{text:?}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), [value]);
    }

    #[test]
    fn texts_are_wrapped_by_columns() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a\n\nlonger word", 3), ["a", "longer", "word"]);
        assert_eq!(wrapped("山田 太郎 さん", 9), ["山田 太郎", "さん"]);
        assert_eq!(wrapped("", 9), [""]);
    }

    #[test]
    fn long_and_wide_texts_are_cut_by_columns() {
        assert_eq!(shorten("short", 10), "short");
        assert_eq!(shorten("a long sentence", 7), "a long…");
        assert_eq!(columns("山田太郎"), 8);
        assert_eq!(shorten("山田太郎です", 7), "山田太…");
    }
}
