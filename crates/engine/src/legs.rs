//! A leg that continues another one and came without the customer's number has that leg's customer.

use domain::call::Call;
use domain::event::CallEvent;
use domain::task::external_id;
use store::StoreError;

use crate::work::Work;
use crate::{Engine, ORG};

/// How far back the number is looked for: longer chains of transfers are a mistake of somebody's.
const LEGS: usize = 5;

impl Engine {
    /// Gives legs without a number the customer of the leg that they continue. One look into the store a step
    /// back for all of them, none where every leg has its number.
    pub(crate) async fn inherit(&self, works: &mut [Work]) -> Result<(), StoreError> {
        let mut seekers: Vec<(&mut Work, String)> =
            works.iter_mut().filter_map(|work| before(work).map(|leg| (work, leg))).collect();
        for _ in 0..LEGS {
            if seekers.is_empty() {
                break;
            }
            let ids: Vec<&str> = seekers.iter().map(|(_, leg)| leg.as_str()).collect();
            let mut events = self.0.store.events_of(ORG, &ids).await?;
            let mut further = Vec::new();
            for (work, leg) in seekers {
                let Some(earlier) = fold(&events.remove(&leg).unwrap_or_default()) else {
                    continue;
                };
                if number(&earlier).is_some() {
                    take_over(work, &earlier);
                } else if let Some(previous) = &earlier.facts.previous_call {
                    let leg = external_id(&work.claimed.source_id, previous);
                    further.push((work, leg));
                }
            }
            seekers = further;
        }
        Ok(())
    }
}

/// The id of the leg before, where this one lacks the number.
fn before(work: &Work) -> Option<String> {
    let call = work.call.as_ref().filter(|call| number(call).is_none())?;
    Some(external_id(&work.claimed.source_id, call.facts.previous_call.as_ref()?))
}

fn number(call: &Call) -> Option<&String> {
    call.facts.customer_number.as_ref().filter(|number| !number.trim().is_empty())
}

fn fold(bodies: &[String]) -> Option<Call> {
    let events: Vec<CallEvent> =
        bodies.iter().filter_map(|body| serde_json::from_str(body).ok()).collect();
    domain::call::fold(&events)
}

fn take_over(work: &mut Work, earlier: &Call) {
    let Some(call) = &mut work.call else { return };
    call.facts.customer_number = earlier.facts.customer_number.clone();
    for (own, theirs) in [
        (&mut call.facts.customer_name, &earlier.facts.customer_name),
        (&mut call.facts.customer_company, &earlier.facts.customer_company),
    ] {
        if own.is_none() {
            *own = theirs.clone();
        }
    }
}
