//! The copy of the org's people on the stage: made, and brought up to date by letting time pass.

use engine::{Mirroring, People};

use super::{Plan, Stage};

/// The pause between two polls, in milliseconds.
pub(crate) const POLL: i64 = 45_000;

impl Plan {
    /// People are looked up in a copy.
    pub(crate) fn copied() -> Plan {
        Plan { people: mirror(false), ..Plan::default() }
    }
}

/// A copy that is kept by polling, or by change events as well.
pub(crate) fn mirror(change_events: bool) -> People {
    People::Mirror(Mirroring {
        poll_ms: POLL,
        change_events,
        pubsub_url: None,
        oldest_ms: 3_600_000,
    })
}

impl Stage {
    /// Reads everyone into the copy.
    pub(crate) async fn copy_everyone(&self) {
        self.engine.tend_people().await.unwrap();
        self.let_copy_follow().await;
    }

    /// Lets so much time pass that the copy is brought up to date.
    pub(crate) async fn let_copy_follow(&self) {
        self.clock.advance(POLL);
        self.engine.tend_people().await.unwrap();
    }

    /// What is kept of how a call was looked up, as JSON.
    pub(crate) async fn asked(&self, call_id: &str) -> serde_json::Value {
        let resolution = self.row(call_id).await.resolution.expect("the call was resolved");
        let resolution: serde_json::Value = serde_json::from_str(&resolution).unwrap();
        resolution["asked"].clone()
    }
}
