//! A page of the list, and how many calls there are.

use crate::batch::{Batch, Column, Kind};
use crate::call::{self, CallRow};
use crate::error::{Result, StoreError};
use crate::list::filter::CallFilter;
use crate::list::keys::{Bounds, Place};
use crate::store::Store;
use crate::value::Statement;

pub(crate) const CALL_IDS: &[Column] = &[("call_id", Kind::Text)];

/// A page of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallPage {
    /// The calls, newest first.
    pub rows: Vec<CallRow>,
    /// To go on; `None` at the end of the list.
    pub next: Option<String>,
    /// Where the search stopped before it had found a page full, UTC milliseconds: [`CallPage::next`] goes on from there.
    pub looked_back_to: Option<i64>,
}

impl Store {
    /// Lists calls, newest first, `after` the place where another page ended ([`CallPage::next`] or
    /// [`CallRow::cursor`]). With several conditions, or with words, the search may stop before it has found `limit`.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`] for anything that is no cursor; any failure of the database.
    pub async fn list_calls(
        &self,
        org_id: &str,
        filter: &CallFilter,
        after: Option<&str>,
        limit: i64,
    ) -> Result<CallPage> {
        let older_than = after.map(read_cursor).transpose()?;
        let bounds = Bounds { older_than, ..Bounds::default() };
        // One more than wanted tells whether the list goes on.
        let mut found = self.places(org_id, filter, &bounds, limit.saturating_add(1)).await?;
        let size = usize::try_from(limit).unwrap_or(0);
        let full = found.places.len() > size;
        found.places.truncate(size);
        let (next, looked_back_to) = match (full, &found.stopped) {
            (true, _) => (found.places.last().map(cursor), None),
            (false, Some(place)) => (Some(cursor(place)), Some(place.0)),
            (false, None) => (None, None),
        };
        let rows = self.rows_at(org_id, &found.places).await?;
        Ok(CallPage { rows, next, looked_back_to })
    }

    /// How many calls the list has that are newer than the place `than`, counted up to `most`.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`] for anything that is no cursor; any failure of the database.
    pub async fn count_newer_calls(
        &self,
        org_id: &str,
        filter: &CallFilter,
        than: &str,
        most: i64,
    ) -> Result<usize> {
        let bounds = Bounds { newer_than: Some(read_cursor(than)?), ..Bounds::default() };
        Ok(self.places(org_id, filter, &bounds, most).await?.places.len())
    }

    /// How many calls the list has, counted up to `most`; `None` where they cannot be counted without looking at more
    /// than a page may look at.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn count_calls(
        &self,
        org_id: &str,
        filter: &CallFilter,
        most: i64,
    ) -> Result<Option<usize>> {
        let found = self.places(org_id, filter, &Bounds::default(), most).await?;
        let counted = found.places.len();
        let complete = found.stopped.is_none() || i64::try_from(counted).unwrap_or(most) >= most;
        Ok(complete.then_some(counted))
    }

    async fn rows_at(&self, org_id: &str, places: &[Place]) -> Result<Vec<CallRow>> {
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let mut batch = Batch::new(CALL_IDS);
        for (_, call_id) in places {
            batch.push([call_id.as_str().into()]);
        }
        let statement = self.rows_statement(org_id, batch);
        let rows = self.database.query(statement.sql, statement.params).await?;
        let mut rows = CallRow::from_rows(rows)?;
        // Sorted here: asked for in order, SQLite walks through the newest calls instead of looking up each.
        rows.sort_by(|a, b| (b.created_at, &b.call_id).cmp(&(a.created_at, &a.call_id)));
        Ok(rows)
    }

    pub(crate) fn rows_statement(&self, org_id: &str, call_ids: Batch) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", call_ids.columns());
        let sql = format!(
            "WITH {rows} SELECT {} FROM call WHERE org_id = $1 AND call_id IN (SELECT call_id FROM r)",
            call::COLUMNS
        );
        Statement::new(sql, vec![org_id.into(), call_ids.into_param()])
    }
}

fn cursor((created_at, call_id): &Place) -> String {
    format!("{created_at}~{call_id}")
}

fn read_cursor(cursor: &str) -> Result<Place> {
    let (created_at, call_id) = cursor.split_once('~').ok_or(StoreError::BadCursor)?;
    let created_at = created_at.parse().map_err(|_| StoreError::BadCursor)?;
    Ok((created_at, call_id.to_owned()))
}
