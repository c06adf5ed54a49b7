//! Tells Change Data Capture what is written.

use std::sync::Arc;

use rusqlite::types::Value as SqlValue;

use super::{Row, Writer};
use crate::changes::{Change, ChangeKind, EventShape, Slot};
use crate::error::ApiError;
use crate::schema::Object;

impl Writer<'_> {
    /// Notes a new record.
    pub(super) fn capture_insert(&self, object: &Object, row: &Row<'_>) -> Result<(), ApiError> {
        let Some(shape) = self.captured(object)? else { return Ok(()) };
        if let Some(SqlValue::Text(id)) = row.get("Id") {
            self.note(ChangeKind::Create, id, cells(&shape, row, false), shape);
        }
        Ok(())
    }

    /// Notes a change that has been written; one of `IsDeleted` goes into the recycle bin or out of it.
    pub(super) fn capture_change(
        &self,
        object: &Object,
        id: &str,
        changes: &Row<'_>,
    ) -> Result<(), ApiError> {
        let Some(shape) = self.captured(object)? else { return Ok(()) };
        match changes.get("IsDeleted") {
            Some(SqlValue::Integer(0)) => {
                let object = self.object(&object.name)?;
                if let Some(row) = self.row(object, id)? {
                    self.note(ChangeKind::Undelete, id, cells(&shape, &row, false), shape);
                }
            }
            Some(_) => self.note(ChangeKind::Delete, id, Vec::new(), shape),
            None if changes.keys().any(|column| shape.slot(column).is_some()) => {
                self.capture_update(shape, object, id, changes)?;
            }
            None => {}
        }
        Ok(())
    }

    /// The shape of an object's events, or `None` if its changes become none. Imported records make no events.
    fn captured(&self, object: &Object) -> Result<Option<Arc<EventShape>>, ApiError> {
        let selection = &self.org.setup().change_data_capture;
        if self.takes_system_fields || !selection.captures(&object.name) {
            return Ok(None);
        }
        self.database.journal.shape_of(&self.database.schema, &object.name)
    }

    fn capture_update(
        &self,
        shape: Arc<EventShape>,
        object: &Object,
        id: &str,
        changes: &Row<'_>,
    ) -> Result<(), ApiError> {
        let mut cells = cells(&shape, changes, true);
        if cells.iter().any(|(_, cell)| *cell == SqlValue::Null) {
            let row = self.row(self.object(&object.name)?, id)?.unwrap_or_default();
            shape.fold_emptied(&mut cells, |column| !row.contains_key(column));
        }
        self.note(ChangeKind::Update, id, cells, shape);
        Ok(())
    }

    fn note(
        &self,
        kind: ChangeKind,
        id: &str,
        cells: Vec<(Slot, SqlValue)>,
        shape: Arc<EventShape>,
    ) {
        let mut capture = self.database.capture.borrow_mut();
        let origin = capture.origin();
        capture.note(Change {
            shape,
            kind,
            record_ids: vec![id.to_owned()],
            cells,
            user: self.actor.user_id.clone(),
            origin,
            at: self.now,
        });
    }
}

/// The cells of a row that events carry, by their place; null ones only where null is news.
fn cells(shape: &EventShape, row: &Row<'_>, with_nulls: bool) -> Vec<(Slot, SqlValue)> {
    row.iter()
        .filter(|(_, cell)| with_nulls || **cell != SqlValue::Null)
        .filter_map(|(column, cell)| Some((shape.slot(column)?, cell.clone())))
        .collect()
}
