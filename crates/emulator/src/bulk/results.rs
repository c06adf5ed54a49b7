//! What became of the rows of an ingest job, as CSV: written, failed, and never worked off.

use super::csv::{Rows, write_row};
use super::ingest::Ingest;
use super::job::Job;
use super::row::Outcome;

/// Which rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Successful,
    Failed,
    Unprocessed,
}

impl Kind {
    /// The kind that the last part of a path names.
    pub(super) fn read(name: &str) -> Option<Self> {
        match name {
            "successfulResults" => Some(Self::Successful),
            "failedResults" => Some(Self::Failed),
            "unprocessedrecords" | "unprocessedRecords" => Some(Self::Unprocessed),
            _ => None,
        }
    }
}

/// The rows of one kind, each with its own cells as they were uploaded.
pub(super) fn rows(job: &Job<Ingest>, kind: Kind) -> String {
    let work = &job.work;
    let (delimiter, ending) = (job.head.delimiter, job.head.line_ending);
    let mut text = String::new();
    let mut uploaded = Rows::from(&work.content, 0, delimiter);
    let header = uploaded.next().unwrap_or_default();
    let first: &[&str] = match kind {
        Kind::Successful => &["sf__Id", "sf__Created"],
        Kind::Failed => &["sf__Id", "sf__Error"],
        Kind::Unprocessed => &[],
    };
    let names = first.iter().copied().chain(header.iter().map(String::as_str));
    write_row(&mut text, names, delimiter, ending);
    let mut outcomes = work.outcomes.iter();
    for row in uploaded {
        let first: Vec<&str> = match (kind, outcomes.next()) {
            (Kind::Successful, Some(Outcome::Written(id, created))) => {
                vec![id, if *created { "true" } else { "false" }]
            }
            (Kind::Failed, Some(Outcome::Failed(id, error))) => vec![id, error],
            (Kind::Unprocessed, None) => Vec::new(),
            _ => continue,
        };
        let cells = first.into_iter().chain(row.iter().map(String::as_str));
        write_row(&mut text, cells, delimiter, ending);
    }
    text
}
