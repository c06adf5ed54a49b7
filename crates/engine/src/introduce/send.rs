//! Creates records of several kinds, 25 in a request, each with an outcome of its own: what can be mended on the spot
//! is mended and sent again. That a record is about to be created is said on disk just before its own request leaves:
//! by that moment it is known until when the request may still be done.

use std::collections::BTreeMap;

use salesforce::{Decision, Failure, MAX_SUBREQUESTS, Subreply, Subrequest};
use serde_json::Value;
use store::StoreError;

use super::turns::Turns;
use crate::Engine;

/// How often a record is sent while what stands in its way can be left out.
const PASSES: usize = 3;

/// Without these there is no record.
const ESSENTIAL: [&str; 5] = ["LastName", "Name", "Company", "ContactId", "AccountId"];

/// A record to create.
#[derive(Debug, Clone)]
pub(super) struct New {
    /// Whose turn it is.
    pub(super) key: String,
    pub(super) object: &'static str,
    pub(super) fields: BTreeMap<String, Value>,
    /// Whether it is saved where a duplicate rule only warns.
    pub(super) save_duplicates: bool,
    /// The field with the number, by which the record is found again: without it there is none.
    pub(super) phone_field: Option<String>,
    /// What was left out because Salesforce did not take it: fields with its reasons.
    pub(super) left_out: Vec<(String, String)>,
}

impl New {
    pub(super) fn of(key: &str, object: &'static str, fields: BTreeMap<String, Value>) -> New {
        let key = key.to_owned();
        New { key, object, fields, save_duplicates: false, phone_field: None, left_out: Vec::new() }
    }
}

/// What became of it.
#[derive(Debug, Clone)]
pub(super) enum Sent {
    /// It is there; what was left out of it: fields with Salesforce's reasons.
    Created(String, Vec<(String, String)>),
    /// A duplicate rule refused it and named these records.
    Duplicate(Vec<String>, Failure),
    /// It was refused; trying again does not help.
    Refused(Failure),
    /// It was not created, and may be later.
    NotNow(Failure),
    /// The whole request failed, and nothing was created.
    RequestFailed(Failure),
    /// The answer is lost: it may have been created.
    Unknown(Failure),
    /// It was not sent, because our time was over: another may be at it.
    NotOurs,
}

impl Engine {
    /// Sends all of them; the outcomes come in their order.
    pub(super) async fn send_new(
        &self,
        mut news: Vec<New>,
        turns: &Turns<'_>,
    ) -> Result<Vec<Sent>, StoreError> {
        let mut sent: Vec<Option<Sent>> = news.iter().map(|_| None).collect();
        for pass in 1..=PASSES {
            let open: Vec<usize> = (0..news.len()).filter(|place| sent[*place].is_none()).collect();
            for part in open.chunks(MAX_SUBREQUESTS) {
                let replies = self.send_part(&news, part, turns).await?;
                for (place, reply) in part.iter().zip(replies) {
                    let new = &mut news[*place];
                    sent[*place] = match reply {
                        Sent::Refused(failure) if pass < PASSES && mend(new, &failure) => None,
                        Sent::Created(id, _) => {
                            Some(Sent::Created(id, std::mem::take(&mut new.left_out)))
                        }
                        other => Some(other),
                    };
                }
            }
        }
        Ok(sent.into_iter().flatten().collect())
    }

    /// One outcome for each place of `part`.
    async fn send_part(
        &self,
        news: &[New],
        part: &[usize],
        turns: &Turns<'_>,
    ) -> Result<Vec<Sent>, StoreError> {
        let keys: Vec<&str> = part.iter().map(|place| news[*place].key.as_str()).collect();
        let owned = turns.intend(&keys).await?;
        let ours = part.iter().zip(&owned).filter(|(_, owned)| **owned);
        let requests: Result<Vec<Subrequest>, Failure> =
            ours.map(|(place, _)| request(*place, &news[*place])).collect();
        let replies = match requests {
            Ok(requests) => self.in_use().salesforce.composite(&requests, false).await,
            Err(failure) => Err(failure),
        };
        let mut outcomes = match replies {
            Ok(replies) => {
                self.0.health.answered();
                replies.iter().map(outcome).collect()
            }
            Err(failure) => vec![whole(failure); owned.len()],
        }
        .into_iter();
        let each = owned.into_iter().map(|owned| match owned {
            true => outcomes.next().unwrap_or(Sent::NotOurs),
            false => Sent::NotOurs,
        });
        Ok(each.collect())
    }
}

fn request(place: usize, new: &New) -> Result<Subrequest, Failure> {
    let record = new.fields.clone().into_iter().collect();
    let mut request = Subrequest::create_as_told(&format!("n{place}"), new.object, record)?;
    if new.save_duplicates {
        request = request.with_header("Sforce-Duplicate-Rule-Header", "allowSave=true");
    }
    if new.fields.contains_key("OwnerId") {
        // Or the org's assignment rules would give it to somebody else.
        request = request.with_header("Sforce-Auto-Assign", "FALSE");
    }
    Ok(request)
}

fn outcome(reply: &Subreply) -> Sent {
    let Some(failure) = reply.failure() else {
        let id = reply.body.get("id").and_then(Value::as_str);
        return match id {
            Some(id) => Sent::Created(id.to_owned(), Vec::new()),
            None => Sent::Unknown(Failure::found("", "A record was created without an id.")),
        };
    };
    match failure.decision {
        _ if failure.code == "DUPLICATES_DETECTED" => {
            let ids = reply.duplicates().iter().map(ToString::to_string).collect();
            Sent::Duplicate(ids, failure)
        }
        Decision::Unknown => Sent::Unknown(failure),
        Decision::Retry | Decision::SlowDown | Decision::PauseOrg(_) | Decision::Refresh => {
            Sent::NotNow(failure)
        }
        _ => Sent::Refused(failure),
    }
}

/// A whole request failed.
fn whole(failure: Failure) -> Sent {
    match failure.decision {
        Decision::Unknown => Sent::Unknown(failure),
        _ if refuses(&failure) => Sent::Refused(failure),
        _ => Sent::RequestFailed(failure),
    }
}

/// Whether Salesforce does not let us do what we asked for: waiting does not help, and the call has to go on without.
pub(super) fn refuses(failure: &Failure) -> bool {
    matches!(failure.decision, Decision::GiveUp | Decision::Shorten | Decision::DropFields)
}

/// Leaves out what Salesforce does not take, if there is a record without it.
fn mend(new: &mut New, failure: &Failure) -> bool {
    let fields: Vec<String> = match failure.decision {
        Decision::ReplaceOwner => vec!["OwnerId".to_owned()],
        Decision::DropFields => failure.fields.clone(),
        _ => return false,
    };
    let essential = |field: &String| {
        ESSENTIAL.contains(&field.as_str()) || new.phone_field.as_ref() == Some(field)
    };
    if fields.iter().any(essential) {
        return false;
    }
    let before = new.left_out.len();
    for field in fields.into_iter().filter(|field| new.fields.remove(field).is_some()) {
        new.left_out.push((field, failure.message.clone()));
    }
    new.left_out.len() > before
}
