//! What the transactions that are running have changed, until they are committed or rolled back.

use std::sync::Arc;

use super::Change;

/// The changes of the running transaction, with a mark for each nested one.
#[derive(Debug, Default)]
pub(crate) struct Capture {
    changes: Vec<Change>,
    marks: Vec<usize>,
    origin: Option<Arc<str>>,
}

impl Capture {
    /// A transaction begins, or a nested one.
    pub(crate) fn begin(&mut self) {
        self.marks.push(self.changes.len());
    }

    /// Notes a change of the running transaction.
    pub(crate) fn note(&mut self, change: Change) {
        if !self.marks.is_empty() {
            self.changes.push(change);
        }
    }

    /// The innermost transaction is kept; returns all changes if it was the outermost.
    pub(crate) fn keep(&mut self) -> Vec<Change> {
        self.marks.pop();
        match self.marks.is_empty() {
            true => std::mem::take(&mut self.changes),
            false => Vec::new(),
        }
    }

    /// The innermost transaction is undone.
    pub(crate) fn undo(&mut self) {
        let mark = self.marks.pop().unwrap_or_default();
        self.changes.truncate(mark);
    }

    /// Through which API the next changes come, as in `changeOrigin`; `None` for none.
    pub(crate) fn set_origin(&mut self, origin: Option<Arc<str>>) {
        self.origin = origin;
    }

    /// Through which API changes come now.
    pub(crate) fn origin(&self) -> Arc<str> {
        self.origin.clone().unwrap_or_else(|| Arc::from(""))
    }
}
