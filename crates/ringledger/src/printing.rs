//! The only place that writes to the terminal: results to standard output, everything else to standard error.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the terminal")]

use std::io::Write as _;
use std::process::ExitCode;

use serde::Serialize;

/// A line of a result. A reader who has gone away is no error.
pub(crate) fn line(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", text.as_ref());
}

/// A line about how things go, beside the result.
pub(crate) fn note(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", text.as_ref());
}

/// A result as JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(serde_json::to_string_pretty(value)?);
    Ok(())
}

/// An error in words, with what led to it.
pub(crate) fn fail(error: &anyhow::Error) -> ExitCode {
    note(format!("ringledger: {error:#}"));
    ExitCode::FAILURE
}

/// A table with columns as wide as their widest cell, counted in terminal columns.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>], widest: &[usize]) {
    let cut: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().zip(widest).map(|(cell, most)| shorten(cell, *most)).collect())
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
    fn long_and_wide_texts_are_cut_by_columns() {
        assert_eq!(shorten("short", 10), "short");
        assert_eq!(shorten("a long sentence", 7), "a long…");
        assert_eq!(columns("山田太郎"), 8);
        assert_eq!(shorten("山田太郎です", 7), "山田太…");
    }
}
