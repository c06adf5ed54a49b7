//! The layer of the configuration that comes from environment variables.

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

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
pub(super) fn path(name: &str, known: &Table, template: &Table) -> Result<Option<String>> {
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
    if let Some(right) = meant(&path, known, template) {
        bail!(
            "the environment variable {name} names no setting; write two underscores between the section and \
             the key: {right}"
        );
    }
    // Others' variables may begin alike: some clusters name those of a service after it.
    Ok(None)
}

/// The right spelling of a variable whose parts are joined by one underscore.
fn meant(path: &str, known: &Table, template: &Table) -> Option<String> {
    if let Some((index, key)) = path.strip_prefix("source_").and_then(|rest| rest.split_once('_')) {
        let is_source = index.parse::<usize>().is_ok() && template.contains_key(key);
        return is_source.then(|| format!("{PREFIX}SOURCE__{index}__{}", key.to_uppercase()));
    }
    known.iter().find_map(|(section, keys)| {
        let key = path.strip_prefix(section.as_str())?.strip_prefix('_')?;
        let is_setting = keys.as_table().is_some_and(|keys| keys.contains_key(key));
        is_setting.then(|| format!("{PREFIX}{}__{}", section.to_uppercase(), key.to_uppercase()))
    })
}

/// Makes `a__b = value` a table, with the value's kind taken from what stands below.
pub(super) fn nest(path: &[&str], value: &str, below: &Table, template: &Table) -> Result<Table> {
    if let ["source", index, key] = path {
        let index: usize = index.parse().with_context(|| {
            format!("RINGLEDGER_SOURCE__{index}: write the source's place (0, 1, …)")
        })?;
        let mut sources = match below.get("source") {
            Some(Value::Array(sources)) => sources.clone(),
            _ => Vec::new(),
        };
        if index > sources.len() {
            bail!("RINGLEDGER_SOURCE__{index}: there are only {} sources before it", sources.len());
        }
        if index == sources.len() {
            sources.push(Value::Table(template.clone()));
        }
        if let Some(Value::Table(source)) = sources.get_mut(index) {
            source.insert((*key).to_owned(), typed(value, template.get(*key)));
        }
        return Ok(Table::from_iter([("source".to_owned(), Value::Array(sources))]));
    }
    let mut current = below.get(path[0]);
    for key in &path[1..] {
        current = current.and_then(|table| table.get(key));
    }
    let mut nested = typed(value, current);
    for key in path[1..].iter().rev() {
        nested = Value::Table(Table::from_iter([((*key).to_owned(), nested)]));
    }
    Ok(Table::from_iter([(path[0].to_owned(), nested)]))
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
