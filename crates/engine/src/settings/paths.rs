//! Paths in a configuration file are meant from where the file lies, not from where the command is run.

use std::path::Path;

use toml::Value;

use super::config::Config;

/// How the names of options end whose values stand in a file.
pub(crate) const FILE_OPTION: &str = "_file";

/// What SQLite's addresses begin with.
const SQLITE: &str = "sqlite://";

impl Config {
    /// Puts `folder` before every path that is relative.
    pub(super) fn resolve_paths(&mut self, folder: &Path) {
        let from_folder = |path: &str| folder.join(path).to_string_lossy().into_owned();
        if let Some(file) = self.database.url.strip_prefix(SQLITE).filter(|file| !file.is_empty()) {
            self.database.url = format!("{SQLITE}{}", from_folder(file));
        }
        let mut files = vec![
            &mut self.secrets.key_file,
            &mut self.salesforce.client_secret_file,
            &mut self.salesforce.private_key_file,
        ];
        for source in &mut self.sources {
            files.push(&mut source.secret_file);
            files.push(&mut source.users_file);
            if source.profile.ends_with(".toml") {
                files.push(&mut source.profile);
            }
            for (name, value) in &mut source.options {
                if let Value::String(path) = value
                    && name.ends_with(FILE_OPTION)
                {
                    files.push(path);
                }
            }
        }
        for file in files.into_iter().filter(|file| !file.is_empty()) {
            *file = from_folder(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Layers;

    const TEXT: &str = r#"
[database]
url = "sqlite://calls.db"
[salesforce]
client_secret_file = "keys/secret"
private_key_file = "/etc/key.pem"
[[source]]
id = "a"
profile = "ours.toml"
secret_file = "a.secret"
users_file = "users.csv"
options = { api_id = "me", api_token_file = "api.token" }
[[source]]
id = "b"
profile = "miitel"
"#;

    #[test]
    fn relative_paths_are_meant_from_the_folder_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ringledger.toml");
        std::fs::write(&file, TEXT).unwrap();
        let config = Layers::read(Some(&file), []).unwrap().alone().unwrap();
        let inside = |name: &str| folder.path().join(name).display().to_string();
        assert_eq!(config.database.url, format!("sqlite://{}", inside("calls.db")));
        assert_eq!(config.key_file().unwrap(), folder.path().join("ringledger.key"));
        assert_eq!(config.secrets.key_file, "");
        assert_eq!(config.salesforce.client_secret_file, inside("keys/secret"));
        assert_eq!(config.salesforce.private_key_file, "/etc/key.pem");
        assert_eq!(config.sources[0].profile, inside("ours.toml"));
        assert_eq!(config.sources[0].secret_file, inside("a.secret"));
        assert_eq!(config.sources[0].users_file, inside("users.csv"));
        let option = |name: &str| config.sources[0].options[name].as_str().unwrap().to_owned();
        assert_eq!(
            (option("api_token_file"), option("api_id")),
            (inside("api.token"), "me".into())
        );
        assert_eq!(config.sources[1].profile, "miitel");
        assert_eq!(config.sources[1].secret_file, "");
    }

    #[test]
    fn a_server_address_is_no_path() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ringledger.toml");
        let url = "postgres://ringledger@db.example.com/ringledger";
        std::fs::write(&file, format!("[database]\nurl = \"{url}\"")).unwrap();
        assert_eq!(Layers::read(Some(&file), []).unwrap().alone().unwrap().database.url, url);
    }
}
