//! The comparison of what both sides say now with what both said at the last sync: what to write where.

use serde::{Deserialize, Serialize};

use super::{Facts, Field, text};
use crate::event::Millis;

/// What one side says, and said at the last sync.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Now.
    pub now: &'a Facts,
    /// At the last sync, after what we wrote to this side then; `None` where the two were never synced.
    pub before: Option<&'a Facts>,
    /// When this side's record was last changed.
    pub at: Millis,
}

/// Which fields take part.
#[derive(Debug, Clone, Copy)]
pub struct MergeRules<'a> {
    /// The fields that both sides hold.
    pub fields: &'a [Field],
    /// Of these, what only goes from Salesforce to the phone system (F128).
    pub import_only: &'a [Field],
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The Lead or Contact.
    Salesforce,
    /// The phone system's contact.
    Phone,
}

/// A text that stands no longer anywhere, because both sides had changed the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The field.
    pub field: Field,
    /// Who had said it.
    pub side: Side,
    /// What was said.
    pub text: String,
    /// What stands there instead.
    pub kept: String,
}

/// What to write where. An empty text empties the field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merge {
    /// Fields to write to Salesforce.
    pub to_salesforce: Facts,
    /// Fields to write to the phone system.
    pub to_phone: Facts,
    /// Conflicts, which the last change won.
    pub lost: Vec<Lost>,
    /// Fields that one side emptied and that are not emptied on the other.
    pub not_emptied: Vec<Field>,
}

/// Decides field by field. Only a side that says something else than at the last sync has changed the field; what
/// we wrote ourselves was noted then and is no change. Where both changed it, the side that was changed last wins;
/// at the same moment, Salesforce. Without a last sync, a text wins over none.
#[must_use]
pub fn merge(salesforce: &Said<'_>, phone: &Said<'_>, rules: &MergeRules<'_>) -> Merge {
    let mut merged = Merge::default();
    for &field in rules.fields {
        let (ours, theirs) = (text(salesforce.now, field), text(phone.now, field));
        if ours == theirs {
            continue;
        }
        let import_only = rules.import_only.contains(&field);
        match winner(field, salesforce, phone, import_only) {
            Winner::Nobody => {}
            Winner::Only(side) => write(&mut merged, field, side, ours, theirs),
            Winner::Conflict(last) => {
                // An emptied field that must not be empty does not win.
                let side = if may_write(field, last, ours, theirs) || import_only {
                    last
                } else {
                    other(last)
                };
                let (kept, text) = match side {
                    Side::Salesforce => (ours, theirs),
                    Side::Phone => (theirs, ours),
                };
                if !text.is_empty() && may_write(field, side, ours, theirs) {
                    let (text, kept) = (text.to_owned(), kept.to_owned());
                    merged.lost.push(Lost { field, side: other(side), text, kept });
                }
                write(&mut merged, field, side, ours, theirs);
            }
        }
    }
    merged
}

enum Winner {
    /// Nothing changed since the last sync, or what changed goes no further.
    Nobody,
    /// Only this side changed.
    Only(Side),
    /// Both changed; this side did so last.
    Conflict(Side),
}

fn winner(field: Field, salesforce: &Said<'_>, phone: &Said<'_>, import_only: bool) -> Winner {
    let (ours, theirs) = (text(salesforce.now, field), text(phone.now, field));
    let changed = |said: &Said<'_>, now: &str| match said.before {
        Some(before) => text(before, field) != now,
        None => !now.is_empty(),
    };
    let last = if phone.at > salesforce.at { Side::Phone } else { Side::Salesforce };
    match (changed(salesforce, ours), changed(phone, theirs)) {
        (false, false) => Winner::Nobody,
        (true, false) => Winner::Only(Side::Salesforce),
        (false, true) if import_only => Winner::Nobody,
        (false, true) => Winner::Only(Side::Phone),
        (true, true) if import_only => Winner::Conflict(Side::Salesforce),
        (true, true) => Winner::Conflict(last),
    }
}

fn write(merged: &mut Merge, field: Field, from: Side, ours: &str, theirs: &str) {
    if !may_write(field, from, ours, theirs) {
        merged.not_emptied.push(field);
        return;
    }
    match from {
        Side::Salesforce => merged.to_phone.insert(field, ours.to_owned()),
        Side::Phone => merged.to_salesforce.insert(field, theirs.to_owned()),
    };
}

/// Whether what `from` says may be written to the other side: some fields are not emptied.
fn may_write(field: Field, from: Side, ours: &str, theirs: &str) -> bool {
    match from {
        Side::Salesforce => !ours.is_empty() || field != Field::Phone,
        Side::Phone => !theirs.is_empty() || !field.needed_by_salesforce(),
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Salesforce => Side::Phone,
        Side::Phone => Side::Salesforce,
    }
}
