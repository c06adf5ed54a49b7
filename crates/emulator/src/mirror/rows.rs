//! What each mirrored object shows.

use rusqlite::types::Value as SqlValue;
use sha2::{Digest as _, Sha256};

use super::MirrorRow;
use crate::changes::event_name;
use crate::database::Database;
use crate::id;
use crate::org::Org;

/// How many ids there are under a key prefix: nine digits in base 62.
const IDS: u64 = 62_u64.pow(9);

fn text(value: impl Into<String>) -> SqlValue {
    SqlValue::Text(value.into())
}

fn optional(value: Option<&String>) -> SqlValue {
    value.map_or(SqlValue::Null, text)
}

fn truth(value: bool) -> SqlValue {
    SqlValue::Integer(i64::from(value))
}

/// The id of what has a name and no number: the same whenever the name is.
fn id_of(key_prefix: &str, name: &str) -> String {
    let digest = Sha256::digest(name);
    let number = digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
    id::make(key_prefix, number % IDS)
}

/// The validation rules of the setup.
pub(super) fn validation_rules(org: &Org, database: &Database) -> Vec<MirrorRow> {
    let setup = org.setup();
    let object =
        |name: &str| database.schema.object(name).map_or(name, |object| &object.name).to_owned();
    let row = |rule: &crate::setup::ValidationRule| MirrorRow {
        id: id_of("03d", &format!("{}.{}", rule.object, rule.name)),
        since: None,
        cells: vec![
            ("EntityDefinitionId", text(object(&rule.object))),
            ("ValidationName", text(&rule.name)),
            ("Active", truth(rule.active)),
            ("Description", optional(rule.description.as_ref())),
            ("ErrorDisplayField", optional(rule.field.as_ref())),
            ("ErrorMessage", text(&rule.message)),
        ],
    };
    setup.validation_rules.iter().map(row).collect()
}

/// The duplicate rules of the setup. Their label is their name with spaces, as with those that come with every org.
pub(super) fn duplicate_rules(org: &Org, _: &Database) -> Vec<MirrorRow> {
    let setup = org.setup();
    let row = |rule: &crate::setup::DuplicateRule| MirrorRow {
        id: id_of("0Bm", &format!("{}.{}", rule.object, rule.name)),
        since: None,
        cells: vec![
            ("SobjectType", text(&rule.object)),
            ("DeveloperName", text(&rule.name)),
            ("Language", text("en_US")),
            ("MasterLabel", text(rule.name.replace('_', " "))),
            ("IsActive", truth(rule.active)),
            ("SobjectSubtype", text("None")),
        ],
    };
    setup.duplicate_rules.iter().map(row).collect()
}

/// The objects of the org.
pub(super) fn entity_definitions(_: &Org, database: &Database) -> Vec<MirrorRow> {
    let row = |object: &crate::schema::Object| MirrorRow {
        id: object.name.clone(),
        since: None,
        cells: vec![
            ("DurableId", text(&object.name)),
            ("QualifiedApiName", text(&object.name)),
            ("DeveloperName", text(object.name.trim_end_matches("__c"))),
            ("MasterLabel", text(&object.label)),
            ("Label", text(&object.label)),
            ("PluralLabel", text(&object.label_plural)),
            ("KeyPrefix", text(&object.key_prefix)),
        ],
    };
    database.schema.objects().iter().map(row).collect()
}

/// The objects whose changes become events, by channel.
pub(super) fn channel_members(org: &Org, _: &Database) -> Vec<MirrorRow> {
    let selection = &org.setup().change_data_capture;
    let standard = selection.objects.iter().map(|object| ("ChangeEvents", object));
    let own = selection.channels.iter().flat_map(|(channel, objects)| {
        objects.iter().map(move |object| (channel.as_str(), object))
    });
    let row = |(channel, object): (&str, &String)| {
        let entity = event_name(object);
        let name = format!("{channel}_{entity}").replace("__", "_");
        MirrorRow {
            id: id_of("0v8", &name),
            since: None,
            cells: vec![
                ("DeveloperName", text(name.clone())),
                ("MasterLabel", text(name)),
                ("EventChannel", text(channel)),
                ("SelectedEntity", text(entity)),
            ],
        }
    };
    standard.chain(own).map(row).collect()
}

/// The approvals that stand, one for each refresh token.
pub(super) fn oauth_tokens(org: &Org, _: &Database) -> Vec<MirrorRow> {
    let setup = org.setup();
    let standing = org.desk().standing(org.sessions());
    let row = |refresh: crate::oauth::desk::Refresh| {
        let key = refresh.approval.client_id;
        let app = setup.apps.app.iter().find(|app| app.client_id == key);
        MirrorRow {
            id: id::make("0Tk", refresh.grant),
            since: Some(refresh.issued_at),
            cells: vec![
                ("AppName", text(app.map_or(key.as_str(), |app| app.name.as_str()))),
                ("LastUsedDate", SqlValue::Integer(refresh.used_at)),
                ("UseCount", SqlValue::Integer(refresh.uses)),
                ("UserId", text(refresh.approval.user_id)),
            ],
        }
    };
    standing.into_iter().map(row).collect()
}
