//! The layer of the settings that comes from environment variables.

use toml::{Table, Value};

use super::error::SettingsError;
use super::layers::Defaults;
use super::merge;

/// What the environment variables of the configuration begin with.
const PREFIX: &str = "RINGLEDGER_";

/// Variables that begin alike and belong to the tests and the bench.
const NOT_SETTINGS: [&str; 3] =
    ["RINGLEDGER_TEST_POSTGRES", "RINGLEDGER_BLESS", "RINGLEDGER_BENCH_LOG"];

/// The setting that a variable names, as `section__key`; `None` if it is none of ours.
///
/// # Errors
/// When it is a setting but for an underscore, with the right spelling: a setting that is silently ignored
/// would be found much later.
pub(super) fn path(name: &str, defaults: &Defaults) -> Result<Option<String>, SettingsError> {
    if NOT_SETTINGS.contains(&name) {
        return Ok(None);
    }
    let Some(path) = name.strip_prefix(PREFIX) else {
        return Ok(None);
    };
    let path = path.to_lowercase();
    if path.contains("__") {
        return Ok(Some(path));
    }
    if let Some(right) = meant(&path, defaults) {
        return Err(SettingsError::new("variable", "").with("name", name).with("right", right));
    }
    // Others' variables may begin alike: some clusters name those of a service after it.
    Ok(None)
}

/// The right spelling of a variable whose parts are joined by one underscore.
fn meant(path: &str, defaults: &Defaults) -> Option<String> {
    if let Some((index, key)) = path.strip_prefix("source_").and_then(|rest| rest.split_once('_')) {
        let is_source = index.parse::<usize>().is_ok() && defaults.source.contains_key(key);
        return is_source.then(|| format!("{PREFIX}SOURCE__{index}__{}", key.to_uppercase()));
    }
    defaults.sections.iter().find_map(|(section, keys)| {
        let key = path.strip_prefix(section.as_str())?.strip_prefix('_')?;
        let is_setting = keys.as_table().is_some_and(|keys| keys.contains_key(key));
        is_setting.then(|| format!("{PREFIX}{}__{}", section.to_uppercase(), key.to_uppercase()))
    })
}

/// Puts the value of the variable `name` into `fixed`. `path` is what [`path`] said. Returns the path of the setting,
/// such as `source.main.secret`.
///
/// # Errors
/// When there is no such setting, or no source in that place.
pub(super) fn set(
    fixed: &mut Table,
    name: &str,
    path: &str,
    text: &str,
    defaults: &Defaults,
) -> Result<String, SettingsError> {
    let keys: Vec<&str> = path.split("__").collect();
    let place = format!("the environment variable {name}");
    if let ["source", index, key] = keys[..] {
        return set_in_source(fixed, index, key, text, defaults).map_err(|error| error.at(&place));
    }
    let mut like = defaults.sections.get(keys[0]);
    for key in &keys[1..] {
        like = like.and_then(|value| value.get(key));
    }
    let mut value = typed(text, like);
    for key in keys[1..].iter().rev() {
        value = Value::Table(Table::from_iter([((*key).to_owned(), value)]));
    }
    let layer = Table::from_iter([(keys[0].to_owned(), value)]);
    merge::check_keys(&layer, defaults).map_err(|error| error.at(&place))?;
    merge::lay(fixed, layer, &Table::new());
    Ok(keys.join("."))
}

fn set_in_source(
    fixed: &mut Table,
    index: &str,
    key: &str,
    text: &str,
    defaults: &Defaults,
) -> Result<String, SettingsError> {
    let Ok(index) = index.parse::<usize>() else {
        return Err(SettingsError::new("variable_place", "source").with("index", index));
    };
    let mut layer = Table::new();
    layer.insert(key.to_owned(), typed(text, defaults.source.get(key)));
    let alone = Value::Array(vec![Value::Table(layer.clone())]);
    merge::check_keys(&Table::from_iter([("source".to_owned(), alone)]), defaults)?;
    let sources = fixed.entry("source").or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(sources) = sources else {
        return Err(SettingsError::new("not_a_list", "source"));
    };
    if index > sources.len() {
        let error = SettingsError::new("variable_gap", "source").with("index", index);
        return Err(error.with("count", sources.len()));
    }
    if index == sources.len() {
        sources.push(Value::Table(Table::new()));
    }
    let Some(Value::Table(source)) = sources.get_mut(index) else {
        return Err(SettingsError::new("not_a_list", "source"));
    };
    source.extend(layer);
    let id = source.get("id").and_then(Value::as_str).unwrap_or_default();
    Ok(format!("source.{id}.{key}"))
}

/// Text of the environment as the kind that the setting has: a text stays a text even if it looks like a number.
fn typed(text: &str, like: Option<&Value>) -> Value {
    match like {
        Some(Value::String(_)) | None => Value::String(text.to_owned()),
        Some(_) => toml::from_str::<Table>(&format!("value = {text}"))
            .ok()
            .and_then(|mut table| table.remove("value"))
            .unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::load;

    #[test]
    fn a_variable_that_names_no_setting_is_refused_with_the_right_spelling() {
        for (name, part) in [
            ("RINGLEDGER_SERVER_LISTEN", "RINGLEDGER_SERVER__LISTEN"),
            ("RINGLEDGER_SALESFORCE_CLIENT_SECRET", "RINGLEDGER_SALESFORCE__CLIENT_SECRET"),
            ("RINGLEDGER_SOURCE_0_SECRET_FILE", "RINGLEDGER_SOURCE__0__SECRET_FILE"),
            ("RINGLEDGER_SEVER__LISTEN", "did you mean `server`?"),
        ] {
            let error = load("", &[(name, "x")]).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(part), "{error}");
        }
    }

    #[test]
    fn variables_of_others_and_of_the_tests_are_left_alone() {
        for name in
            ["PATH", "RINGLEDGER_TEST_POSTGRES", "RINGLEDGER_SERVICE_HOST", "RINGLEDGER_PORT"]
        {
            assert!(load("", &[(name, "x")]).is_ok(), "{name}");
        }
    }
}
