//! Who owns what is created (F105), and whose a record of the integration user becomes (F104).

use crate::event::Direction;
use crate::matching::{Record, Resolution, Rule};
use crate::owner::{self, OwnerChoice, OwnerRule, OwnerRules};
use crate::task::{self, Setting};

/// A record that goes to another owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reassignment {
    /// `Contact`, `Lead` or `Account`.
    pub object: &'static str,
    /// The record's id.
    pub record_id: String,
    /// Whose it is now: the user's as whom we are connected.
    pub from: String,
    /// Whose it becomes.
    pub to: String,
    /// The name of that user.
    pub name: String,
}

/// The owner of a new record, by the profile's `create.owner`.
pub(super) fn of_new(setting: &Setting<'_>) -> OwnerChoice {
    let nobody = Resolution { record: None, ..setting.resolution.clone() };
    choose(setting, &nobody, &setting.profile.create.owner)
}

/// Says to whom the call's record goes, where it belongs to the user as whom we are connected and another one
/// has spoken with it (F104). A record that this very call created stays as it was created (F105).
#[must_use]
pub fn reassignment(setting: &Setting<'_>) -> Option<Reassignment> {
    let record = setting.resolution.record.as_ref()?;
    let from = setting.directory.integration_user();
    let ours = record.owner_id.as_deref().is_some_and(|owner| same(owner, from));
    let spoke = setting.call.is_answered() || setting.call.direction() == Direction::Outbound;
    let created = setting.resolution.rule == Rule::Created;
    if !setting.profile.create.reassign_record || !ours || !spoke || created {
        return None;
    }
    let choice = choose(setting, setting.resolution, &[OwnerRule::MappedUser, OwnerRule::Email]);
    let to = choice.user_id.filter(|to| !same(to, from))?;
    let name = setting.directory.by_id(&to).map_or_else(|| to.clone(), |user| user.name.clone());
    let (object, record_id) = (object_of(record)?, record.id.clone());
    Some(Reassignment { object, record_id, from: from.to_owned(), to, name })
}

fn choose(setting: &Setting<'_>, resolution: &Resolution, order: &[OwnerRule]) -> OwnerChoice {
    let rules = OwnerRules {
        answered: order.to_vec(),
        missed: order.to_vec(),
        by_type: std::collections::BTreeMap::new(),
        unmatched: Vec::new(),
        ..setting.profile.owner.clone()
    };
    owner::choose(setting.call, resolution, &rules, setting.directory, &task::began(setting))
}

fn object_of(record: &Record) -> Option<&'static str> {
    match record.object.as_str() {
        "Contact" => Some("Contact"),
        "Lead" => Some("Lead"),
        "Account" | "PersonAccount" => Some("Account"),
        _ => None,
    }
}

/// Ids of 15 and of 18 characters name the same user.
fn same(one: &str, other: &str) -> bool {
    one.get(..15).unwrap_or(one) == other.get(..15).unwrap_or(other)
}
