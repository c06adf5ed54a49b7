//! Everything that a call's page shows, from what was kept: nothing is decided again, and Salesforce is not asked.

use domain::call::Call;
use domain::event::CallEvent;
use domain::matching::Resolution;
use domain::names::{Names, NamesFrom};
use domain::task::DesiredTask;
use language::Locale;
use serde_json::{Map, Value};
use store::{CallRow, Delivery, Pause, StoreError};

use super::{ListedCall, stored};
use crate::explain::{Explanation, explanation};
use crate::listing::pause;
use crate::names::KnownNames;
use crate::{Engine, ORG, Step, steps};

/// An event of the call, and who told it where that was a person in the console.
#[derive(Debug, Clone)]
pub struct ToldEvent {
    /// The event.
    pub event: CallEvent,
    /// The person.
    pub by: Option<String>,
}

/// What is known of one call.
#[derive(Debug, Clone)]
pub struct CallPage {
    /// As in the list.
    pub line: ListedCall,
    /// Its row in the store.
    pub row: CallRow,
    /// The org's pause, while it lasts.
    pub pause: Option<Pause>,
    /// The call as the last round folded it, with what people have said of it since.
    pub call: Option<Call>,
    /// Which record, and why.
    pub resolution: Option<Resolution>,
    /// What the Task should say.
    pub desired: Option<DesiredTask>,
    /// What Salesforce acknowledged.
    pub written: Map<String, Value>,
    /// What the phone system and people said, in order of time.
    pub events: Vec<ToldEvent>,
    /// The webhooks that brought the events, in order of arrival.
    pub deliveries: Vec<Delivery>,
    /// What was done with it.
    pub steps: Vec<Step>,
    /// The caller's names, and who said them.
    pub names: Option<(Names, NamesFrom)>,
    /// The reasons in words.
    pub explanation: Explanation,
}

impl Engine {
    /// What is known of the call with this exact id, its reasons in the reader's language; `None` where there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn call_page(
        &self,
        call_id: &str,
        locale: &Locale,
    ) -> Result<Option<CallPage>, StoreError> {
        let store = &self.0.store;
        let Some(detail) = store.call(ORG, call_id).await? else { return Ok(None) };
        let pause = pause(store, self.now()).await?;
        let names = KnownNames::of(store, std::slice::from_ref(&detail.row)).await?;
        let explanation = explanation(&detail, pause.as_ref(), &names, locale);
        let row = detail.row;
        let resolution: Option<Resolution> = stored(row.resolution.as_deref());
        let mut events: Vec<ToldEvent> = detail
            .events
            .iter()
            .filter_map(|told| {
                let event = serde_json::from_str(&told.body).ok()?;
                Some(ToldEvent { event, by: told.told_by().map(str::to_owned) })
            })
            .collect();
        events.sort_by_key(|told| (told.event.at, told.event.kind));
        let call = folded(&row, &events);
        Ok(Some(CallPage {
            line: ListedCall::of(&row, call.as_ref(), pause.is_some(), &names),
            names: call.as_ref().and_then(|call| names.of_call(&row, call, resolution.as_ref())),
            desired: stored(row.desired.as_deref()),
            written: stored(row.written.as_deref()).unwrap_or_default(),
            steps: steps::read(row.steps.as_deref()),
            deliveries: detail.deliveries,
            pause,
            call,
            resolution,
            events,
            explanation,
            row,
        }))
    }
}

/// The call of a row, with the memo and comments of all its events: whoever saves one finds it on the page that follows,
/// and not only after the next round. The rest stays as that round left it, which knows of other calls as well.
fn folded(row: &CallRow, events: &[ToldEvent]) -> Option<Call> {
    let events: Vec<CallEvent> = events.iter().map(|told| told.event.clone()).collect();
    match (stored::<Call>(row.folded.as_deref()), domain::call::fold(&events)) {
        (Some(mut call), Some(now)) => {
            call.facts.memo = now.facts.memo;
            call.facts.comments = now.facts.comments;
            Some(call)
        }
        (before, now) => before.or(now),
    }
}
