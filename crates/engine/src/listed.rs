//! What a call is found by in the list of calls: its columns and its words, from what is known of it.

use domain::call::Call;
use domain::event::Agent;
use domain::matching::{Resolution, Rule};
use domain::number;
use store::{Listing, Relisted, StoreError};
use unicode_normalization::UnicodeNormalization as _;

use crate::listing::pause;
use crate::work::Work;
use crate::{Engine, ORG};

/// Characters of a name that can be looked for: nobody looks for the ten-thousandth.
const LONGEST: usize = 200;

/// How long a call may be on its way before its listing is filled in without it, in milliseconds.
const PATIENCE: i64 = 60_000;

/// The same while the org is paused, when no call is on its way.
const PAUSED: i64 = 2_000;

/// Calls whose listing is filled in at a time.
const BATCH: i64 = 200;

/// What a call is found by.
pub(crate) fn listing(
    call_id: &str,
    call: Option<&Call>,
    resolution: Option<&Resolution>,
    subject: Option<&str>,
    owner_id: Option<&str>,
) -> Listing {
    let Some(call) = call else {
        return Listing { text: small(call_id), ..Listing::default() };
    };
    let line = call.facts.line.as_ref();
    Listing {
        number_key: number_key(call, resolution),
        agent: call.facts.agent.as_ref().and_then(agent),
        owner_id: owner_id.map(str::to_owned),
        line: line.and_then(|line| line.name.clone().or_else(|| line.number.clone())),
        result: word(&call.call_type()),
        matched: resolution.map(|resolution| matched(resolution).to_owned()),
        text: text(call_id, call, resolution, subject),
    }
}

/// The text as it is kept and as it is looked for: letters of one width and size.
pub(crate) fn small(text: &str) -> String {
    let text: String = text.chars().take(LONGEST).collect();
    text.nfkc().flat_map(char::to_lowercase).filter(|letter| !letter.is_control()).collect()
}

/// An agent's e-mail address, or what else the phone system calls the agent by.
pub(crate) fn agent(agent: &Agent) -> Option<String> {
    let email = agent.email.as_ref().map(|email| email.trim().to_lowercase());
    let marks = [&agent.name, &agent.extension, &agent.id];
    let marks = marks.into_iter().flatten().map(|mark| mark.trim().to_owned());
    email.into_iter().chain(marks).find(|mark| !mark.is_empty())
}

/// The key of the number as it was read for the match; before that as it came, which costs nothing to know.
fn number_key(call: &Call, resolution: Option<&Resolution>) -> Option<i64> {
    if let Some(resolution) = resolution {
        return number::tail(&resolution.inquiry.number);
    }
    number::tails(call.facts.customer_number.as_deref()?).first().copied()
}

/// What became of the search for the record, in a word.
pub(crate) fn matched(resolution: &Resolution) -> &'static str {
    match resolution.rule {
        Rule::Corrected | Rule::Picked | Rule::Clicked | Rule::Remembered => "named",
        Rule::Created => "created",
        Rule::Ambiguous => "ambiguous",
        Rule::NoneFound => "none",
        Rule::NotSearched => "not_searched",
        Rule::OnlyOne
        | Rule::ObjectOrder
        | Rule::LastModified
        | Rule::ConvertedFollowed
        | Rule::MergedFollowed
        | Rule::Duplicate => "matched",
    }
}

fn word<T: serde::Serialize>(value: &T) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

fn text(
    call_id: &str,
    call: &Call,
    resolution: Option<&Resolution>,
    subject: Option<&str>,
) -> String {
    let facts = &call.facts;
    let line = facts.line.as_ref();
    let person = facts.agent.as_ref();
    let record = resolution.and_then(|resolution| resolution.record.as_ref());
    let number = resolution.map(|resolution| &resolution.inquiry.number);
    let words = [
        Some(call_id),
        facts.customer_name.as_deref(),
        facts.customer_company.as_deref(),
        record.and_then(|record| record.name.as_deref()),
        record.and_then(|record| record.company.as_deref()),
        record.map(|record| record.id.as_str()),
        person.and_then(|agent| agent.name.as_deref()),
        person.and_then(|agent| agent.email.as_deref()),
        line.and_then(|line| line.name.as_deref()),
        subject,
    ];
    let mut all: Vec<String> = words.into_iter().flatten().map(small).collect();
    let numbers = [
        facts.customer_number.as_deref(),
        number.and_then(|number| number.e164.as_deref()),
        number.and_then(|number| number.national.as_deref()),
        line.and_then(|line| line.number.as_deref()),
    ];
    all.extend(numbers.into_iter().flatten().map(digits));
    all.retain(|word| !word.is_empty());
    all.sort_unstable();
    all.dedup();
    all.join("\n")
}

/// The digits of a number, by which its last four are found as well.
pub(crate) fn digits(text: &str) -> String {
    small(text).chars().filter(char::is_ascii_digit).collect()
}

impl Work {
    /// What the call is found by, as far as this round knows.
    pub(crate) fn listing(&self) -> Listing {
        // A round that ends before the Task is composed knows what it was to say before.
        let fields = if self.desired.is_some() { self.fields() } else { self.meant_before() };
        let field = |name: &str| fields.get(name).and_then(|value| value.as_str());
        let (subject, owner_id) = (field("Subject"), field("OwnerId"));
        listing(self.id(), self.call.as_ref(), self.resolution.as_ref(), subject, owner_id)
    }
}

impl Engine {
    /// Fills in what calls are found by that no round carries: those from before there was a list, and those that wait
    /// while the org is paused. Returns how many.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn relist(&self) -> Result<usize, StoreError> {
        let store = &self.0.store;
        let now = self.now();
        let patience = if pause(store, now).await?.is_some() { PAUSED } else { PATIENCE };
        let behind = store.unlisted(ORG, now - patience, BATCH).await?;
        let count = behind.len();
        if count == 0 {
            return Ok(0);
        }
        let works = self.fold(behind).await?;
        let relisted = works.iter().map(|work| Relisted {
            call_id: work.id().to_owned(),
            version: work.claimed.version,
            folded: work.call.as_ref().and_then(|call| serde_json::to_string(call).ok()),
            started_at: work.started_at(),
            listing: work.listing(),
        });
        store.relist(ORG, relisted.collect()).await?;
        Ok(count)
    }
}
