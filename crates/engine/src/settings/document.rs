//! The document of the console: TOML with those tables of `ringledger.toml` that concern calls. It is written by people
//! who need not be trusted with the machine, so it names no files; and it holds no secrets.

use toml::Table;

use super::error::SettingsError;
use super::layers::Defaults;
use super::paths::FILE_OPTION;
use super::versions::Change;
use super::{merge, secrets};

/// The tables that it may have.
pub(crate) const TABLES: [&str; 6] =
    ["salesforce", "delivery", "source", "profile", "mail", "retention"];

/// Reads the text of a document.
///
/// # Errors
/// `not_toml`, with the place that is wrong.
pub fn parse(text: &str) -> Result<Table, SettingsError> {
    text.parse::<Table>().map_err(|error| {
        SettingsError::new("not_toml", "").with("detail", error.to_string().trim())
    })
}

/// Whether all that a change sets has its place in the settings, whatever it is set to.
///
/// # Errors
/// The first table, key, file or secret that has none.
pub fn check_change(change: &Change) -> Result<(), SettingsError> {
    check(&change.document)?;
    check_secrets(change.secrets.keys())
}

/// Whether the document may be kept, whatever its values mean.
pub(super) fn check(document: &Table) -> Result<(), SettingsError> {
    if let Some(table) = document.keys().find(|table| !TABLES.contains(&table.as_str())) {
        return Err(SettingsError::new("not_here", table));
    }
    merge::check_keys(document, &Defaults::read()?)?;
    for (path, value) in merge::leaves(document) {
        if secrets::is_secret(&path) {
            return Err(SettingsError::new("secret_here", path));
        }
        let names_file = path.ends_with(FILE_OPTION) && !path.starts_with("profile.");
        let is_profile = path.starts_with("source.") && path.ends_with(".profile");
        if names_file || is_profile && value.as_str().is_some_and(|name| name.ends_with(".toml")) {
            return Err(SettingsError::new("file_here", path));
        }
    }
    Ok(())
}

/// Whether what is to be kept under these paths is secret, and of the tables above: a secret is laid over the document, so any
/// other key would get around [`check`].
fn check_secrets<'a>(mut paths: impl Iterator<Item = &'a String>) -> Result<(), SettingsError> {
    let has_place = |path: &str| {
        let table = path.split('.').next().unwrap_or_default();
        TABLES.contains(&table) && secrets::is_secret(path)
    };
    match paths.find(|path| !has_place(path)) {
        Some(path) => Err(SettingsError::new("not_secret", path)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_secrets_are_kept_as_secrets() {
        let check = |path: &str| check_secrets([path.to_owned()].iter());
        for path in [
            "salesforce.login_url",
            "salesforce.private_key_file",
            "console.salesforce_default_role",
            "database.password",
            "source.a.region",
            "profile.ours.secret",
            "server",
            "",
        ] {
            let error = check(path).unwrap_err();
            assert_eq!((error.code, error.path.as_str()), ("not_secret", path));
        }
        for path in ["salesforce.client_secret", "mail.password", "source.a.b.secret_previous"] {
            assert_eq!(check(path), Ok(()));
        }
    }

    #[test]
    fn what_has_no_place_in_the_document_is_refused() {
        for (text, code, path) in [
            ("[server]\nlisten = \"x\"", "not_here", "server"),
            ("[salesforce]\nclient_secret = \"x\"", "secret_here", "salesforce.client_secret"),
            ("[[source]]\nid = \"a\"\nsecret = \"x\"", "secret_here", "source.a.secret"),
            (
                "[[source]]\nid = \"a\"\noptions = { api_token = \"x\" }",
                "secret_here",
                "source.a.options.api_token",
            ),
            (
                "[salesforce]\nprivate_key_file = \"/etc/passwd\"",
                "file_here",
                "salesforce.private_key_file",
            ),
            ("[[source]]\nid = \"a\"\nusers_file = \"/x\"", "file_here", "source.a.users_file"),
            ("[[source]]\nid = \"a\"\nprofile = \"../x.toml\"", "file_here", "source.a.profile"),
            (
                "[[source]]\nid = \"a\"\noptions = { api_token_file = \"/x\" }",
                "file_here",
                "source.a.options.api_token_file",
            ),
            ("[salesforce]\nlogin_ulr = \"x\"", "unknown_key", "salesforce.login_ulr"),
            ("[[source]]\nid = \"a\"\n[[source]]\nid = \"a\"", "source_twice", "source.a"),
            ("source = 5", "not_a_list", "source"),
        ] {
            let error = check(&parse(text).unwrap()).unwrap_err();
            assert_eq!((error.code, error.path.as_str()), (code, path), "{text}: {error}");
        }
        assert_eq!(parse("[salesforce").unwrap_err().code, "not_toml");
    }

    #[test]
    fn what_concerns_calls_is_taken() {
        let text = "[salesforce]\nclient_id = \"x\"\n[delivery]\nbatch = 50\n[[source]]\nid = \"a\"\nprofile = \"ours\"\n\
                    options = { api_id = \"x\" }\n[profile.ours]\nextends = \"default\"\n[profile.ours.fields]\nsecret = \"x\"";
        assert_eq!(check(&parse(text).unwrap()), Ok(()));
    }
}
