//! What a person says of a call in the console, kept beside what its phone system said.

use crate::batch::Batch;
use crate::digest::{CALLS, EVENTS, NewEvent, push_event};
use crate::error::Result;
use crate::store::Store;

/// What stands before a person's name in place of the delivery that brought an event.
const CONSOLE: &str = "console:";

impl Store {
    /// Keeps an event that `who` told in the console, and makes its call due at `now`. Replaying deliveries never takes
    /// it back.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn tell(&self, org_id: &str, event: NewEvent, who: &str, now: i64) -> Result<()> {
        let (mut calls, mut events) = (Batch::new(CALLS), Batch::new(EVENTS));
        push_event(&mut calls, &mut events, event, &format!("{CONSOLE}{who}"));
        let statements =
            vec![self.wake_calls(org_id, calls, now), self.insert_events(org_id, events)];
        self.database.apply(statements).await.map(drop)
    }
}

/// Who told an event in the console, by what stands in place of its delivery.
pub(crate) fn told_by(inbox_id: &str) -> Option<&str> {
    inbox_id.strip_prefix(CONSOLE)
}
