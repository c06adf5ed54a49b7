//! A profile as a person edits it: the whole table that they see, and of it only what differs from the profile below.

use toml::{Table, Value};

use super::ProfileError;
use super::reading::inherit;

/// Everything that a profile says, its own keys over those of the profiles that it extends. `lookup` gives the text of
/// a customer's profile by name.
///
/// # Errors
/// An unknown or circular `extends`, or a profile on the way that is no TOML.
pub fn effective(
    own: &Table,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Table, ProfileError> {
    let name = own.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    inherit(own.clone(), lookup, &mut vec![name])
}

/// The keys of `wanted` that say something else than `base`; what `base` alone has stays unsaid.
///
/// ```
/// let table = |text: &str| text.parse::<toml::Table>().unwrap();
/// let base = table("duration = \"talk\"\n[log]\ncreate = \"ends\"\nevents = []");
/// let wanted = table("duration = \"talk\"\n[log]\ncreate = \"begins\"\nevents = []");
/// assert_eq!(domain::profile::differing(&base, &wanted), table("[log]\ncreate = \"begins\""));
/// ```
#[must_use]
pub fn differing(base: &Table, wanted: &Table) -> Table {
    let mut own = Table::new();
    for (key, value) in wanted {
        match (base.get(key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => {
                let inside = differing(below, above);
                if !inside.is_empty() {
                    own.insert(key.clone(), Value::Table(inside));
                }
            }
            (Some(below), above) if below == above => {}
            // An empty section says nothing.
            (None, Value::Table(above)) if above.is_empty() => {}
            _ => drop(own.insert(key.clone(), value.clone())),
        }
    }
    own
}

/// The value at a path of keys, such as `log.types.incoming`.
#[must_use]
pub fn value_at<'a>(table: &'a Table, path: &str) -> Option<&'a Value> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let value = table.get(first)?;
    if rest.is_empty() { Some(value) } else { value_at(value.as_table()?, rest) }
}

/// Sets the value at a path of keys; sections that are missing are made.
pub fn set_at(table: &mut Table, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        table.insert(path.to_owned(), value);
        return;
    };
    let section = table.entry(first).or_insert_with(|| Value::Table(Table::new()));
    if !section.is_table() {
        *section = Value::Table(Table::new());
    }
    if let Value::Table(section) = section {
        set_at(section, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BUILTIN, Profile};
    use super::*;

    fn builtin(name: &str) -> Table {
        let text = BUILTIN.iter().find(|(known, _)| *known == name).unwrap().1;
        effective(&text.parse().unwrap(), &|_| None).unwrap()
    }

    #[test]
    fn what_differs_laid_over_the_base_is_the_whole_again() {
        let base = builtin("default");
        for (name, _) in BUILTIN {
            let wanted = builtin(name);
            let mut own = differing(&base, &wanted);
            own.insert("extends".to_owned(), Value::from("default"));
            own.insert("name".to_owned(), Value::from("mine"));
            let again = effective(&own, &|_| None).unwrap();
            assert!(
                differing(&again, &wanted).keys().all(|key| key == "name" || key == "extends"),
                "{name}"
            );
            let text = toml::to_string(&own).unwrap();
            Profile::parse(&text, &|_| None).unwrap();
        }
    }

    #[test]
    fn nothing_changed_is_nothing_to_keep() {
        let base = builtin("miitel");
        assert!(differing(&base, &base).is_empty());
    }

    #[test]
    fn values_are_found_and_set_by_path() {
        let mut table = builtin("default");
        assert_eq!(value_at(&table, "log.create"), Some(&Value::from("ends")));
        assert_eq!(value_at(&table, "log.nothing"), None);
        set_at(&mut table, "log.types.incoming", Value::from("Done"));
        set_at(&mut table, "new.section.key", Value::from(1));
        assert_eq!(value_at(&table, "log.types.incoming"), Some(&Value::from("Done")));
        assert_eq!(value_at(&table, "new.section.key"), Some(&Value::from(1)));
    }

    #[test]
    fn a_circle_is_refused_here_too() {
        let own: Table = "name = \"a\"\nextends = \"a\"".parse().unwrap();
        assert_eq!(effective(&own, &|_| None), Err(ProfileError::Circle("a".to_owned())));
    }
}
