//! Rows of CSV as Bulk API 2.0 reads and writes them.

use serde_json::Value;

use crate::error::ApiError;

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineEnding {
    Lf,
    Crlf,
}

impl LineEnding {
    /// Reads the setting of a job; without one it is LF (Bulk API 2.0 guide).
    pub(crate) fn read(setting: Option<&Value>) -> Result<Self, ApiError> {
        match setting {
            None | Some(Value::Null) => Ok(Self::Lf),
            Some(Value::String(name)) if name == "LF" => Ok(Self::Lf),
            Some(Value::String(name)) if name == "CRLF" => Ok(Self::Crlf),
            Some(other) => Err(no_such_choice("lineEnding", other, "LF, CRLF")),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lf => "LF",
            Self::Crlf => "CRLF",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::Crlf => "\r\n",
        }
    }

    /// Whether the first line of a text ends like this; a text of one line fits both.
    pub(crate) fn fits(self, text: &[u8]) -> bool {
        let mut quoted = false;
        let mut last = 0;
        for byte in text {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => return (last == b'\r') == (self == Self::Crlf),
                _ => {}
            }
            last = *byte;
        }
        true
    }
}

/// What separates columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delimiter(u8, &'static str);

/// Every delimiter (Bulk API 2.0 guide).
const DELIMITERS: [Delimiter; 6] = [
    Delimiter(b',', "COMMA"),
    Delimiter(b'`', "BACKQUOTE"),
    Delimiter(b'^', "CARET"),
    Delimiter(b'|', "PIPE"),
    Delimiter(b';', "SEMICOLON"),
    Delimiter(b'\t', "TAB"),
];

impl Delimiter {
    /// Reads the setting of a job; without one it is COMMA (Bulk API 2.0 guide).
    pub(crate) fn read(setting: Option<&Value>) -> Result<Self, ApiError> {
        let Some(setting) = setting.filter(|setting| !setting.is_null()) else {
            return Ok(DELIMITERS[0]);
        };
        let found = DELIMITERS.into_iter().find(|delimiter| setting.as_str() == Some(delimiter.1));
        found.ok_or_else(|| {
            let names = DELIMITERS.map(|delimiter| delimiter.1).join(", ");
            no_such_choice("columnDelimiter", setting, &names)
        })
    }

    pub(crate) fn name(self) -> &'static str {
        self.1
    }
}

fn no_such_choice(name: &str, value: &Value, choices: &str) -> ApiError {
    let message = format!("{name} is {value}, but must be one of {choices}");
    ApiError::new(400, "JSON_PARSER_ERROR", message)
}

/// The rows of a text, one after the other. Quoted cells may hold line ends; blank lines are skipped.
pub(crate) struct Rows<'t> {
    reader: csv::Reader<&'t [u8]>,
    start: usize,
    record: csv::ByteRecord,
}

impl<'t> Rows<'t> {
    /// The rows from a byte on; that byte must begin a row.
    pub(crate) fn from(text: &'t [u8], start: usize, delimiter: Delimiter) -> Self {
        let rest = text.get(start..).unwrap_or_default();
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.0)
            .has_headers(false)
            .flexible(true)
            .from_reader(rest);
        Self { reader, start, record: csv::ByteRecord::new() }
    }

    /// The byte behind the row that was read last.
    pub(crate) fn position(&self) -> usize {
        let read = usize::try_from(self.reader.position().byte());
        self.start.saturating_add(read.unwrap_or(usize::MAX))
    }
}

impl Iterator for Rows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        // Bytes in memory can always be read, and rows may be of any width, so an error means no more rows.
        if !self.reader.read_byte_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let cells = self.record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned());
        Some(cells.collect())
    }
}

/// Reads a text with every delimiter and writes it again: whatever it holds, this ends without a panic.
///
/// Returns the number of rows, so that a test can see that it did something.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn exercise(text: &[u8]) -> usize {
    let mut rows = 0;
    for delimiter in DELIMITERS {
        let ending = if LineEnding::Crlf.fits(text) { LineEnding::Crlf } else { LineEnding::Lf };
        let mut written = String::new();
        for row in Rows::from(text, 0, delimiter) {
            write_row(&mut written, row.iter().map(String::as_str), delimiter, ending);
            rows += 1;
        }
    }
    rows
}

/// Adds a row to a text, every cell in quotes.
pub(crate) fn write_row<'c>(
    text: &mut String,
    cells: impl IntoIterator<Item = &'c str>,
    delimiter: Delimiter,
    ending: LineEnding,
) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            text.push(char::from(delimiter.0));
        }
        text.push('"');
        for (place, part) in cell.split('"').enumerate() {
            if place > 0 {
                text.push_str("\"\"");
            }
            text.push_str(part);
        }
        text.push('"');
    }
    text.push_str(ending.text());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        Rows::from(text.as_bytes(), 0, DELIMITERS[0]).collect()
    }

    #[test]
    fn cells_hold_what_their_quotes_hold() {
        for (text, expected) in [
            ("Name\nA\n", vec![vec!["Name"], vec!["A"]]),
            ("Name,Phone\r\nA,1\r\n", vec![vec!["Name", "Phone"], vec!["A", "1"]]),
            ("\u{feff}Name\nA", vec![vec!["Name"], vec!["A"]]),
            ("A\n\"two\nlines\"\n", vec![vec!["A"], vec!["two\nlines"]]),
            ("A\n\"say \"\"hi\"\"\"\n", vec![vec!["A"], vec!["say \"hi\""]]),
            ("A,B\n1\n1,2,3\n", vec![vec!["A", "B"], vec!["1"], vec!["1", "2", "3"]]),
            ("A\n\n\nB\n", vec![vec!["A"], vec!["B"]]),
            ("", vec![]),
        ] {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }

    #[test]
    fn reading_goes_on_where_it_stopped() {
        let text = b"Name,Note\nA,\"x\ny\"\nB,\n";
        let mut first = Rows::from(text, 0, DELIMITERS[0]);
        assert_eq!(first.next().unwrap(), ["Name", "Note"]);
        assert_eq!(first.next().unwrap(), ["A", "x\ny"]);
        let mut second = Rows::from(text, first.position(), DELIMITERS[0]);
        assert_eq!(second.next().unwrap(), ["B", ""]);
        assert_eq!(second.next(), None);
    }

    #[test]
    fn the_first_line_tells_its_ending() {
        for (text, ending, fits) in [
            ("A\n", LineEnding::Lf, true),
            ("A\n", LineEnding::Crlf, false),
            ("A\r\n", LineEnding::Crlf, true),
            ("A\r\n", LineEnding::Lf, false),
            ("\"A\r\nB\"\n", LineEnding::Lf, true),
            ("A", LineEnding::Lf, true),
            ("A", LineEnding::Crlf, true),
        ] {
            assert_eq!(ending.fits(text.as_bytes()), fits, "{text:?} {ending:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let cells = ["a", "", "with \"quotes\"", "two\nlines", "a,b|c"];
        for delimiter in DELIMITERS {
            let mut text = String::new();
            write_row(&mut text, cells, delimiter, LineEnding::Crlf);
            let again: Vec<Vec<String>> = Rows::from(text.as_bytes(), 0, delimiter).collect();
            assert_eq!(again, [cells], "{}", delimiter.name());
        }
    }

    #[test]
    fn bytes_of_any_kind_are_read() {
        assert_eq!(exercise(b"A\nB\n"), 12);
        assert_eq!(exercise(b"\xff\xfe\"\n\"\"x,\0"), 12);
        assert_eq!(exercise(b""), 0);
    }
}
