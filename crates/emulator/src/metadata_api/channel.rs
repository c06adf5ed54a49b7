//! `PlatformEventChannelMember`: which objects' changes become events, and on which channel.

use super::client_app::read;
use super::kept::DeployedMetadata;
use crate::changes::ChangeDataCapture;
use crate::schema::Schema;

/// The channel that every org has.
const STANDARD: &str = "ChangeEvents";

/// Checks a member.
///
/// # Errors
/// The problem as a deployment reports it.
pub(super) fn check(inner: &str, schema: &Schema) -> Result<(), String> {
    let entity =
        read(inner, "selectedEntity").ok_or("Required field is missing: selectedEntity")?;
    read(inner, "eventChannel").ok_or("Required field is missing: eventChannel")?;
    match schema.object(&object_of(&entity)) {
        Some(_) => Ok(()),
        None => Err(format!("In field: selectedEntity - no CustomObject named {entity} found")),
    }
}

/// The object behind the name of its change event.
fn object_of(entity: &str) -> String {
    match entity.strip_suffix("__ChangeEvent") {
        Some(stem) => format!("{stem}__c"),
        None => entity.strip_suffix("ChangeEvent").unwrap_or_default().to_owned(),
    }
}

/// Takes the members of `before` out of the selection and puts those of `after` in.
pub(super) fn follow(
    selection: &mut ChangeDataCapture,
    before: &DeployedMetadata,
    after: &DeployedMetadata,
) {
    for (channel, object) in members(before) {
        let objects = match channel.as_str() {
            STANDARD => Some(&mut selection.objects),
            channel => selection.channels.get_mut(channel),
        };
        if let Some(objects) = objects {
            objects.retain(|known| *known != object);
        }
    }
    for (channel, object) in members(after) {
        let objects = match channel.as_str() {
            STANDARD => &mut selection.objects,
            _ => selection.channels.entry(channel).or_default(),
        };
        if !objects.contains(&object) {
            objects.push(object);
        }
    }
}

fn members(metadata: &DeployedMetadata) -> Vec<(String, String)> {
    let members = metadata.of_kind("PlatformEventChannelMember");
    let pair = |inner: &str| {
        Some((read(inner, "eventChannel")?, object_of(&read(inner, "selectedEntity")?)))
    };
    members.filter_map(|member| pair(&member.xml)).collect()
}
