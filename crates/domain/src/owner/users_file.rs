//! The table of phone users as a CSV file, as spreadsheets save it.

use csv::{ReaderBuilder, StringRecord};
use language::{Part, Sentence};

use super::{UserLink, day};

/// Why a file is no table of phone users: a sentence with the line and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsersFileError(pub Sentence);

/// The columns, of which the last two may be missing.
const COLUMNS: [&str; 4] = ["phone_user", "salesforce", "from", "until"];

/// What the first line should be.
fn right_header() -> Sentence {
    Sentence::new("owner-table-header")
}

/// Reads the table: its lines with their numbers in the file. Commas or semicolons separate the columns,
/// whichever the first line uses.
///
/// # Errors
/// Bytes that are not UTF-8, a wrong header, a line with too many or too few columns, a day that is none.
/// Contradictions between lines are [`check_users`](super::check_users)' to find.
///
/// ```
/// let table = "phone_user,salesforce,from\n1001,mia@example.com,2026-04-01\n";
/// let lines = domain::owner::read_users(table.as_bytes()).unwrap();
/// assert_eq!((lines[0].0, lines[0].1.phone_user.as_str()), (2, "1001"));
/// ```
pub fn read_users(bytes: &[u8]) -> Result<Vec<(u64, UserLink)>, UsersFileError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        fault(line, Sentence::new("owner-table-not-utf8"))
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.contains(';') && !first.contains(',') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut columns: Option<Vec<usize>> = None;
    let mut lines = Vec::new();
    let mut count = Count { text, byte: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|error| UsersFileError(Sentence::from(error.to_string())))?;
        let at = count.line_of(record.position().map_or(0, csv::Position::byte));
        match &columns {
            None => columns = Some(header(&record).map_err(|problem| fault(at, problem))?),
            Some(_) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Some(columns) => {
                lines.push((at, line(&record, columns).map_err(|problem| fault(at, problem))?));
            }
        }
    }
    match columns {
        Some(_) => Ok(lines),
        None => {
            Err(UsersFileError(Sentence::new("owner-table-empty").with("header", right_header())))
        }
    }
}

/// Counts lines. A record's own line number does not know blank lines, nor both halves of Windows' line ends.
struct Count<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Count<'_> {
    /// The line of the first character at or behind `byte` that does not end a line.
    fn line_of(&mut self, byte: u64) -> u64 {
        let rest = self.text.as_bytes();
        let start = usize::try_from(byte).unwrap_or(usize::MAX).clamp(self.byte, rest.len());
        let blank = rest[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let passed = &rest[self.byte..start + blank];
        self.byte = start + blank;
        for byte in passed {
            self.line += u64::from(*byte == b'\n');
        }
        self.line
    }
}

fn fault(line: impl Into<Part>, problem: Sentence) -> UsersFileError {
    UsersFileError(problem.with("line", line))
}

/// Which of [`COLUMNS`] stands in each place of the header.
fn header(record: &StringRecord) -> Result<Vec<usize>, Sentence> {
    let wrong = |words: &'static str, column: &str| {
        Sentence::new(words).with("column", column).with("header", right_header())
    };
    let mut places = Vec::new();
    for cell in record {
        let name = cell.trim().to_lowercase();
        let place = COLUMNS
            .iter()
            .position(|column| *column == name)
            .ok_or_else(|| wrong("owner-table-unknown-column", cell.trim()))?;
        if places.contains(&place) {
            return Err(wrong("owner-table-twice", &name));
        }
        places.push(place);
    }
    for (place, column) in COLUMNS.iter().enumerate().take(2) {
        if !places.contains(&place) {
            return Err(wrong("owner-table-lacks", column));
        }
    }
    Ok(places)
}

fn line(record: &StringRecord, columns: &[usize]) -> Result<UserLink, Sentence> {
    if record.len() != columns.len() {
        return Err(Sentence::new("owner-table-columns")
            .with("count", record.len())
            .with("wanted", columns.len()));
    }
    let cell = |wanted: usize| {
        let place = columns.iter().position(|column| *column == wanted);
        place.and_then(|place| record.get(place)).unwrap_or_default().trim()
    };
    let day_of = |wanted: usize| match cell(wanted) {
        "" => Ok(None),
        text => day::parse(text).map(Some).map_err(|_| {
            Sentence::new("owner-table-no-day").with("column", COLUMNS[wanted]).with("value", text)
        }),
    };
    Ok(UserLink { from: day_of(2)?, until: day_of(3)?, ..UserLink::new(cell(0), cell(1)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: &[u8]) -> String {
        read_users(bytes).unwrap_err().to_string()
    }

    #[test]
    fn a_table_is_read_as_spreadsheets_save_it() {
        let plain = "phone_user,salesforce,from,until\n\
                     1001,mia@example.com,,2026-03-31\n1001,noah@example.com,2026-04-01,\n";
        let saved = "\u{feff}Salesforce;phone_user;from;until\r\n\
                     mia@example.com;1001;;2026/3/31\r\n;;;\r\nnoah@example.com;\"1001\";2026/4/1;\r\n";
        let [plain, saved] = [plain, saved].map(|text| read_users(text.as_bytes()).unwrap());
        assert_eq!(plain.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(saved.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [2, 4]);
        let lines = |read: Vec<(u64, UserLink)>| -> Vec<UserLink> {
            read.into_iter().map(|(_, line)| line).collect()
        };
        assert_eq!(lines(plain.clone()), lines(saved));
        assert_eq!(plain[1].1.from, "2026-04-01".parse().ok());
        assert_eq!(read_users(b"phone_user,salesforce\n").unwrap(), []);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_fix() {
        for (bytes, parts) in [
            (&b""[..], ["line 1 is missing", "phone_user,salesforce"]),
            (
                b"extension,salesforce\n",
                ["line 1 has the unknown column \"extension\"", "phone_user"],
            ),
            (b"phone_user,from\n", ["line 1 lacks the column \"salesforce\"", "the header is"]),
            (
                b"phone_user,salesforce,from,from\n",
                ["line 1 has the column \"from\" twice", "header"],
            ),
            (b"phone_user,salesforce\n1001\n", ["line 2 has 1 column", "the header has 2"]),
            (b"phone_user,salesforce\n1,a\n2,b,c\n", ["line 3 has 3 columns", "quotation marks"]),
            (
                b"phone_user,salesforce,from\n\n1,a,April\n",
                ["line 3 has in the column \"from\"", "\"2026-04-01\""],
            ),
            (b"phone_user,salesforce\n1,\x8e\x52\n", ["line 2 is not UTF-8", "CSV UTF-8"]),
        ] {
            let problem = problem(bytes);
            for part in parts {
                assert!(problem.contains(part), "{part} is not in {problem}");
            }
        }
    }
}
