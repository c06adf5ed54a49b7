//! Leaves a key of a profile out. Where the profile below sets it, leaving it out would bring that value back: then it is
//! set to what the page promises for an empty field.

use domain::candidate::MatchObject;
use domain::matching::standard_fields;
use domain::profile::{set_at, value_at};
use toml::{Table, Value};

/// Leaves the key at `path` out.
pub(super) fn unset(table: &mut Table, base: &Table, path: &str) {
    remove(table, path);
    if value_at(base, path).is_none() {
        return;
    }
    let value = promised(table, path).unwrap_or_else(|| Value::String(String::new()));
    set_at(table, path, value);
}

fn remove(table: &mut Table, path: &str) {
    match path.split_once('.') {
        None => drop(table.remove(path)),
        Some((first, rest)) => {
            if let Some(Value::Table(section)) = table.get_mut(first) {
                remove(section, rest);
            }
        }
    }
}

/// What holds where the field is empty.
fn promised(table: &Table, path: &str) -> Option<Value> {
    let (section, word) = path.rsplit_once('.')?;
    match section {
        "create.by_type" => value_at(table, "create.object").cloned(),
        "owner.by_type" => {
            let missed = word.ends_with("missed") || word == "voicemail";
            let rules = if missed { "owner.missed" } else { "owner.answered" };
            value_at(table, rules).cloned()
        }
        "match.fields" => {
            let object: MatchObject = serde_json::from_value(word.into()).ok()?;
            let fields = standard_fields(object).iter().map(|field| Value::from(*field));
            Some(Value::Array(fields.collect()))
        }
        _ if section.starts_with("sync.") => Some(Value::Array(Vec::new())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        text.parse().unwrap()
    }

    #[test]
    fn what_nobody_below_sets_is_left_out() {
        let mut own = table("[owner]\nfallback_user = \"a\"");
        unset(&mut own, &table("[owner]"), "owner.fallback_user");
        assert_eq!(own, table("[owner]"));
    }

    #[test]
    fn what_the_profile_below_sets_becomes_what_an_empty_field_means() {
        let base = table(
            "[match.fields]\nAccount = [\"Fax\"]\n[owner]\nanswered = [\"email\"]\nmissed = [\"unset\"]\n\
             [owner.by_type]\noutgoing = [\"unset\"]\nvoicemail = [\"email\"]",
        );
        let mut own = base.clone();
        for path in ["match.fields.Account", "owner.by_type.outgoing", "owner.by_type.voicemail"] {
            unset(&mut own, &base, path);
        }
        assert_eq!(value_at(&own, "match.fields.Account"), Some(&Value::from(vec!["Phone"])));
        assert_eq!(value_at(&own, "owner.by_type.outgoing"), Some(&Value::from(vec!["email"])));
        assert_eq!(value_at(&own, "owner.by_type.voicemail"), Some(&Value::from(vec!["unset"])));
    }
}
