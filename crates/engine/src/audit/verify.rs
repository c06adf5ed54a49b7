//! Whether the audit log is whole: each row walked, each hash made anew, and the end compared with what was noted.

use store::{AuditRow, Store, StoreError};

use super::chain;
use crate::ORG;

/// Rows that are read at a time.
const PAGE: i64 = 1_000;

/// What a walk along the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Rows that are whole.
    pub rows: i64,
    /// The hash of the last of them; empty without rows.
    pub head: String,
    /// The first thing that is wrong; what comes after it proves nothing.
    pub broken: Option<Broken>,
}

/// What is wrong with the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A row between others is missing, or stands elsewhere.
    #[error("row {0} is missing")]
    Missing(i64),
    /// A row does not say what it said, or follows another one than it did.
    #[error("row {0} was changed, or the row before it")]
    Changed(i64),
    /// Rows at the end are missing: the noted end lies behind the last row.
    #[error("row {0} and the rows after it were cut off")]
    Cut(i64),
    /// The noted end is not that of the rows.
    #[error("the noted end of the log does not fit row {0}")]
    End(i64),
    /// A hash that was noted elsewhere is the hash of no row.
    #[error(
        "no row has the hash that was noted elsewhere; the log was written anew, or it is another one"
    )]
    Noted,
}

/// Walks along the chain. `noted` is the hash of a row as it was written down outside of the database, such as in the
/// service's log: with it even a log that was written anew as a whole is told.
///
/// # Errors
/// Any failure of the database.
pub async fn verify(store: &Store, noted: Option<&str>) -> Result<Verdict, StoreError> {
    // Before the rows, so that what is added meanwhile lies behind it.
    let end = store.audit_head(ORG).await?;
    let mut walk = Walk { rows: 0, head: String::new(), at_end: None, seen: false };
    loop {
        let rows = store.audit_chain(ORG, walk.rows, PAGE).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            if let Err(broken) = walk.step(row, noted) {
                return Ok(walk.verdict(Some(broken)));
            }
            if row.place == end.place {
                walk.at_end = Some(row.hash == end.hash);
            }
        }
    }
    let broken = match walk.at_end {
        _ if walk.rows < end.place => Some(Broken::Cut(walk.rows + 1)),
        Some(false) => Some(Broken::End(end.place)),
        None if walk.rows > 0 && end.place == 0 && store.audit_head(ORG).await?.place == 0 => {
            Some(Broken::End(walk.rows))
        }
        _ if noted.is_some() && !walk.seen => Some(Broken::Noted),
        _ => None,
    };
    Ok(walk.verdict(broken))
}

struct Walk {
    rows: i64,
    head: String,
    /// Whether the row at the noted end has the noted hash; none before that row.
    at_end: Option<bool>,
    /// Whether the hash that was noted elsewhere was met.
    seen: bool,
}

impl Walk {
    fn step(&mut self, row: &AuditRow, noted: Option<&str>) -> Result<(), Broken> {
        let place = self.rows + 1;
        if row.place != place {
            return Err(Broken::Missing(place));
        }
        if row.hash != chain::hash(ORG, &self.head, row) {
            return Err(Broken::Changed(place));
        }
        self.rows = place;
        self.head.clone_from(&row.hash);
        self.seen |= noted == Some(&row.hash);
        Ok(())
    }

    fn verdict(self, broken: Option<Broken>) -> Verdict {
        Verdict { rows: self.rows, head: self.head, broken }
    }
}
