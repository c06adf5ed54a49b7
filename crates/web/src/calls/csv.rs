//! A line of a file for spreadsheets: cells that no spreadsheet carries out, in UTF-8 or Shift_JIS.

use encoding_rs::{EncoderResult, SHIFT_JIS};

/// What a spreadsheet takes for the beginning of a formula, also in full width.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '−'];

/// What stands before a formula without being seen: spaces of any width, and marks of a text's direction.
fn unseen(letter: char) -> bool {
    letter.is_whitespace() && !FORMULA.contains(&letter)
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Stands for a character that Shift_JIS does not have.
const GETA: char = '〓';

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    ShiftJis,
}

impl Encoding {
    pub(super) fn parse(word: &str) -> Encoding {
        if word == "shift_jis" { Encoding::ShiftJis } else { Encoding::Utf8 }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Encoding::Utf8 => "text/csv; charset=utf-8",
            Encoding::ShiftJis => "text/csv; charset=shift_jis",
        }
    }

    /// What the file begins with, so that spreadsheets know it.
    pub(super) fn mark(self) -> &'static [u8] {
        match self {
            Encoding::Utf8 => "\u{feff}".as_bytes(),
            Encoding::ShiftJis => &[],
        }
    }

    /// How many of the cells' characters cannot be written.
    pub(super) fn lost(self, cells: &[String]) -> usize {
        if self == Encoding::Utf8 {
            return 0;
        }
        cells.iter().map(|cell| shift_jis(cell).1).sum()
    }

    /// Adds a line.
    pub(super) fn write(self, cells: &[String], file: &mut Vec<u8>) {
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        let line = cells.join(",") + "\r\n";
        match self {
            Encoding::Utf8 => file.extend_from_slice(line.as_bytes()),
            Encoding::ShiftJis => file.extend(shift_jis(&line).0),
        }
    }
}

/// A cell in quotes where it needs them. What looks like a formula gets an apostrophe before it, which marks a text; a
/// number with its plus sign as well, or a spreadsheet would make a sum of it.
fn cell(text: &str) -> String {
    let text: String = text.chars().filter(|letter| *letter != '\0').collect();
    let text = if text.trim_start_matches(unseen).starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text
    };
    if text.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// The text in Shift_JIS, and how many characters it could not say.
fn shift_jis(text: &str) -> (Vec<u8>, usize) {
    let mut encoder = SHIFT_JIS.new_encoder();
    let mut bytes = Vec::with_capacity(text.len());
    let (mut rest, mut lost) = (text, 0);
    loop {
        bytes.reserve(rest.len() * 2 + 8);
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => return (bytes, lost),
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(_) => {
                lost += 1;
                bytes.extend_from_slice(&SHIFT_JIS.encode(GETA.encode_utf8(&mut [0; 4])).0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in [
            "=1+1",
            "+81355500123",
            "-1",
            "@SUM(A1)",
            "  =1",
            "＝1",
            "＋8",
            "－",
            "＠a",
            "\t=1",
            "−1",
            "\u{3000}＝1",
            "\u{200f}=1",
            "\u{feff}@a",
            "\u{a0}+1",
        ] {
            assert!(cell(formula).trim_start_matches('"').starts_with('\''), "{formula}");
        }
        assert_eq!(cell("Mia"), "Mia");
        assert_eq!(cell("a \"b\", c\nd"), "\"a \"\"b\"\", c\nd\"");
        assert_eq!(cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        assert_eq!(cell("a\0b"), "ab");
    }

    #[test]
    fn what_shift_jis_cannot_say_is_replaced_and_counted() {
        let cells = ["山田 太郎".to_owned(), "Zoë 😀".to_owned()];
        assert_eq!(Encoding::ShiftJis.lost(&cells), 2);
        assert_eq!(Encoding::Utf8.lost(&cells), 0);
        let mut file = Vec::new();
        Encoding::ShiftJis.write(&cells, &mut file);
        assert_eq!(SHIFT_JIS.decode(&file).0, "山田 太郎,Zo〓 〓\r\n");
        let mut file = Encoding::Utf8.mark().to_vec();
        Encoding::Utf8.write(&cells, &mut file);
        assert_eq!(String::from_utf8(file).unwrap(), "\u{feff}山田 太郎,Zoë 😀\r\n");
    }
}
