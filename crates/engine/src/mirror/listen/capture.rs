//! Which objects of the org have change events.

use std::collections::BTreeSet;

use domain::event::Millis;
use salesforce::Failure;
use salesforce::soql::Soql;

use super::super::fields::PeopleObject;
use crate::Engine;
use crate::candidates::text;

/// How long the answer holds, in milliseconds.
const HOLDS: Millis = 3_600_000;

/// The channel whose members have a topic of their own.
const CHANNEL: &str = "ChangeEvents";

/// What is known of the org's selection under Setup > Change Data Capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Capture {
    /// The objects that are selected; `None` where our user may not see.
    selected: Option<BTreeSet<PeopleObject>>,
    /// Until when this holds, UTC milliseconds.
    until: Millis,
}

impl Capture {
    /// Whether it is time to ask again. Our clock may have been set back meanwhile.
    pub(super) fn is_old(&self, now: Millis) -> bool {
        now >= self.until || now < self.until - HOLDS
    }

    /// Whether it is worth while to subscribe.
    pub(super) fn may_have(&self, object: PeopleObject) -> bool {
        self.selected.as_ref().is_none_or(|selected| selected.contains(&object))
    }

    /// Whether silence means that nothing has changed.
    pub(super) fn surely_has(&self, object: PeopleObject) -> bool {
        self.selected.as_ref().is_some_and(|selected| selected.contains(&object))
    }

    /// Says which objects are polled, since they have no events.
    fn tell(&self) {
        let Some(selected) = &self.selected else {
            tracing::info!(
                "which objects have change events cannot be seen without the permission View Setup and \
                 Configuration; people are polled until events arrive"
            );
            return;
        };
        let names = |there: bool| {
            let all = PeopleObject::ALL.into_iter();
            let names = all.filter(|object| selected.contains(object) == there);
            names.map(PeopleObject::name).collect::<Vec<_>>().join(", ")
        };
        if selected.len() < PeopleObject::ALL.len() {
            tracing::info!(
                with = names(true),
                without = names(false),
                "objects without change events are polled; select them under Setup > Change Data Capture"
            );
        }
    }
}

impl Engine {
    /// Asks which objects have change events. One API call. Says so where the answer is not that of `before`.
    pub(super) async fn ask_capture(&self, before: Option<&Capture>) -> Result<Capture, Failure> {
        let query = Soql::select("PlatformEventChannelMember", ["EventChannel", "SelectedEntity"])?;
        let selected = match self.in_use().salesforce.query_setup(&query).await {
            Ok(members) => {
                let standard = members
                    .iter()
                    .filter(|member| text(member, "EventChannel").as_deref() == Some(CHANNEL));
                let named = standard.filter_map(|member| text(member, "SelectedEntity"));
                let objects = named.filter_map(|name| {
                    PeopleObject::named(name.strip_suffix("ChangeEvent").unwrap_or(&name))
                });
                Some(objects.collect())
            }
            Err(failure) if failure.decision == salesforce::Decision::GiveUp => None,
            Err(failure) => return Err(failure),
        };
        let capture = Capture { selected, until: self.now() + HOLDS };
        if before.is_none_or(|before| before.selected != capture.selected) {
            capture.tell();
        }
        Ok(capture)
    }
}
