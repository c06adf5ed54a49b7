//! Tables as CSV for spreadsheets, which take a cell that begins with `=` for a formula and carry it out.

use anyhow::Result;

/// Prints a header and rows.
pub(crate) fn print(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<()> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    let written = writer.write_record(head).and_then(|()| {
        for row in rows {
            writer.write_record(row.iter().map(|cell| harmless(cell)))?;
        }
        Ok(writer.flush()?)
    });
    match written {
        // A reader who has gone away is no error.
        Err(error) if gone(&error) => Ok(()),
        other => Ok(other?),
    }
}

/// Prints one row, where rows come one by one.
pub(crate) fn row<const N: usize>(cells: [impl AsRef<str>; N]) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    let written = writer.write_record(cells.iter().map(|cell| harmless(cell.as_ref())));
    match written.and_then(|()| Ok(writer.flush()?)) {
        Err(error) if gone(&error) => Ok(()),
        other => other.map_err(Into::into),
    }
}

fn gone(error: &csv::Error) -> bool {
    matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// A cell that no spreadsheet carries out: an apostrophe before it marks it as text. A plain phone number stays as
/// it is, because a number is all that a spreadsheet can make of it.
pub(crate) fn harmless(cell: &str) -> String {
    let is_formula = cell
        .trim_start_matches(' ')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let is_number = cell
        .strip_prefix('+')
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|letter| letter.is_ascii_digit()));
    let text = super::harmless(cell);
    if is_formula && !is_number { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_texts_and_phone_numbers_stay() {
        for formula in
            ["=1+1", "+1+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "+81 3-5550-0123", "+"]
        {
            assert_eq!(harmless(formula), format!("'{}", super::super::harmless(formula)));
        }
        for text in ["+81355500123", "Mia", "03-5550-0123", "{ phone_user = \"1\" }", ""] {
            assert_eq!(harmless(text), text);
        }
    }
}
