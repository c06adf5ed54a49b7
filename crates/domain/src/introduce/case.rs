//! A Case for a Contact that has none open (F135). Opportunities are never created.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::draft::Draft;
use super::{PeopleFacts, owner};
use crate::matching::{LinkOpen, Verdict, object_of};
use crate::task::{self, Setting};
use crate::template::Value;

/// A Case to create.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCase {
    /// Whose Case it is.
    pub contact_id: String,
    /// Value by API name.
    pub fields: BTreeMap<String, Json>,
    /// Whether its owner is left to Salesforce.
    pub unowned: bool,
}

/// Says whether the call's Contact gets a Case, and what it says.
///
/// The open records of `match.link_open` are taken in order; a Case that is not there is created at its place in
/// that order, so that what stands before it goes first. Where we may not see or create Cases there is none.
#[must_use]
pub fn case(setting: &Setting<'_>, people: &PeopleFacts) -> Option<NewCase> {
    let rules = &setting.profile.create;
    let record = setting.resolution.record.as_ref()?;
    let facts = people.creatable("Case").ok()?;
    if !rules.case || record.object != "Contact" || !task::logged_on_a_record(setting) {
        return None;
    }
    // Only of a Contact that was looked up is it known that no Case is open.
    let mut looked_up = setting.resolution.considered.iter();
    let chosen = looked_up.find(|one| one.verdict == Verdict::Chosen)?;
    if chosen.candidate.open_case.is_some() || goes_before(setting, record.what_id.as_deref()) {
        return None;
    }
    let values = task::values(setting, task::kind_now(setting));
    let mut draft = Draft::new(facts, &values);
    draft.put("ContactId", Value::Text(record.id.clone()));
    draft.templates(&rules.case_fields);
    let owner = owner::of_new(setting).user_id;
    if let Some(id) = &owner {
        draft.put("OwnerId", Value::Text(id.clone()));
    }
    Some(NewCase { contact_id: record.id.clone(), fields: draft.fields, unowned: owner.is_none() })
}

/// Whether the record that the Task would be related to goes before a new Case.
fn goes_before(setting: &Setting<'_>, what_id: Option<&str>) -> bool {
    let order = &setting.profile.matching.link_open;
    let place = |object| order.iter().position(|one| *one == object);
    match what_id.map(object_of) {
        Some("Case") => true,
        Some("Opportunity") => place(LinkOpen::Opportunity) < place(LinkOpen::Case),
        _ => false,
    }
}
