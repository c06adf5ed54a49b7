//! Creates records of several kinds, 25 in a request, each with an outcome of its own: what can be mended on the spot
//! is mended and sent again.

use std::collections::BTreeMap;

use salesforce::{Decision, Failure, MAX_SUBREQUESTS, Subreply, Subrequest};
use serde_json::Value;

use crate::Engine;

/// How often a record is sent while what stands in its way can be left out.
const PASSES: usize = 3;

/// Without these there is no record.
const ESSENTIAL: [&str; 6] = ["LastName", "Name", "Company", "Phone", "ContactId", "AccountId"];

/// A record to create.
#[derive(Debug, Clone)]
pub(super) struct New {
    pub(super) object: &'static str,
    pub(super) fields: BTreeMap<String, Value>,
    /// Whether it is saved where a duplicate rule only warns.
    pub(super) save_duplicates: bool,
}

/// What became of it.
#[derive(Debug)]
pub(super) enum Sent {
    /// It is there.
    Created(String),
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
}

impl Engine {
    /// Sends all of them; the outcomes come in their order.
    pub(super) async fn send_new(&self, mut news: Vec<New>) -> Vec<Sent> {
        let mut sent: Vec<Option<Sent>> = news.iter().map(|_| None).collect();
        for pass in 1..=PASSES {
            let open: Vec<usize> = (0..news.len()).filter(|place| sent[*place].is_none()).collect();
            for part in open.chunks(MAX_SUBREQUESTS) {
                let replies = self.send_part(&news, part).await;
                for (place, reply) in part.iter().zip(replies) {
                    let mended = pass < PASSES
                        && matches!(&reply, Sent::Refused(failure) if mend(&mut news[*place], failure));
                    sent[*place] = (!mended).then_some(reply);
                }
            }
        }
        sent.into_iter().flatten().collect()
    }

    async fn send_part(&self, news: &[New], part: &[usize]) -> Vec<Sent> {
        let requests: Result<Vec<Subrequest>, Failure> =
            part.iter().map(|place| request(*place, &news[*place])).collect();
        let replies = match requests {
            Ok(requests) => self.0.parts.salesforce.composite(&requests, false).await,
            Err(failure) => Err(failure),
        };
        match replies {
            Ok(replies) => {
                self.0.health.answered();
                replies.into_iter().map(|reply| outcome(&reply)).collect()
            }
            Err(failure) => part.iter().map(|_| whole(failure.clone())).collect(),
        }
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
            Some(id) => Sent::Created(id.to_owned()),
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
        Decision::GiveUp | Decision::Shorten | Decision::DropFields => Sent::Refused(failure),
        _ => Sent::RequestFailed(failure),
    }
}

/// Leaves out what Salesforce does not take, if there is a record without it.
fn mend(new: &mut New, failure: &Failure) -> bool {
    let fields: Vec<String> = match failure.decision {
        Decision::ReplaceOwner => vec!["OwnerId".to_owned()],
        Decision::DropFields => failure.fields.clone(),
        _ => return false,
    };
    if fields.iter().any(|field| ESSENTIAL.contains(&field.as_str())) {
        return false;
    }
    let dropped = fields.iter().filter(|field| new.fields.remove(*field).is_some());
    dropped.count() > 0
}
