//! The layers of the settings: `config.default.toml`, above it the document of the console, above that what the file and
//! the environment fix. Who runs the machine has the last word.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use toml::{Table, Value};

use super::config::Config;
use super::error::SettingsError;
use super::{document, environment, merge, secrets};

/// The lowest layer, compiled in.
pub(crate) const DEFAULTS: &str = include_str!("../../../../config.default.toml");

/// Where a setting comes from that the console cannot change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The configuration file.
    File(String),
    /// The environment variable of this name.
    Environment(String),
}

/// What the file and the environment fix, and who fixed it.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    folder: Option<PathBuf>,
    fixed: Table,
    origins: BTreeMap<String, Origin>,
}

/// The defaults: all sections, and those of each `[[source]]`.
pub(crate) struct Defaults {
    pub(crate) sections: Table,
    pub(crate) source: Table,
}

impl Layers {
    /// Nothing is fixed: only defaults and the console's document count.
    #[must_use]
    pub fn none() -> Layers {
        Layers::default()
    }

    /// Reads what is fixed. `file`: the user's file, if any; `variables`: name and value pairs of the environment.
    ///
    /// # Errors
    /// What names the file, the key and, for a misspelt key, the nearest right one.
    pub fn read(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Layers, SettingsError> {
        let Some(path) = file else {
            return Layers::of_text("", "the configuration", variables);
        };
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| SettingsError::new("file", &place).with("detail", error))?;
        let mut layers = Layers::of_text(&text, &place, variables)?;
        layers.folder = path.parent().map(Path::to_owned);
        Ok(layers)
    }

    /// The same for a text that was read at `place`.
    ///
    /// # Errors
    /// As for [`Layers::read`].
    pub fn of_text(
        text: &str,
        place: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Layers, SettingsError> {
        let defaults = Defaults::read()?;
        let fixed = document::parse(text).map_err(|error| error.at(place))?;
        merge::check_keys(&fixed, &defaults).map_err(|error| error.at(place))?;
        let mut layers = Layers { folder: None, origins: BTreeMap::new(), fixed };
        let mut variables: Vec<(String, String)> = variables.into_iter().collect();
        // A source's place counts from those before it.
        variables.sort();
        for (path, _) in merge::leaves(&layers.fixed) {
            layers.origins.insert(path, Origin::File(place.to_owned()));
        }
        for (name, value) in variables {
            let Some(path) = environment::path(&name, &defaults)? else { continue };
            let path = environment::set(&mut layers.fixed, &name, &path, &value, &defaults)?;
            layers.origins.insert(path, Origin::Environment(name));
        }
        Ok(layers)
    }

    /// Everything that holds with `document` and the `secrets` that are kept with it, checked as a whole.
    ///
    /// # Errors
    /// The first problem, with the key that has it.
    pub(crate) fn effective(
        &self,
        document: &Table,
        secrets: &BTreeMap<String, SecretString>,
    ) -> Result<Config, SettingsError> {
        let defaults = Defaults::read()?;
        let mut table = defaults.sections.clone();
        merge::lay(&mut table, secrets::inside(document, secrets), &defaults.source);
        merge::lay(&mut table, self.fixed.clone(), &defaults.source);
        let place = self.place();
        let mut config: Config = Value::Table(table).try_into().map_err(|error| {
            SettingsError::new("wrong_kind", "").with("detail", error).at(&place)
        })?;
        config.check().map_err(|error| match self.origin(&error.path) {
            Some(_) => error.at(&place),
            None => error,
        })?;
        if let Some(folder) = &self.folder {
            config.resolve_paths(folder);
        }
        Ok(config)
    }

    /// What holds without the console's document: enough to open the database.
    ///
    /// # Errors
    /// As for [`Layers::read`].
    pub fn alone(&self) -> Result<Config, SettingsError> {
        self.effective(&Table::new(), &BTreeMap::new())
    }

    /// Who fixed the setting at `path`, such as `salesforce.login_url`, or anything below it; `None` if the console
    /// decides.
    #[must_use]
    pub fn origin(&self, path: &str) -> Option<&Origin> {
        let below = format!("{path}.");
        self.origins
            .range(path.to_owned()..)
            .take_while(|(fixed, _)| fixed.starts_with(path))
            .find(|(fixed, _)| *fixed == path || fixed.starts_with(&below))
            .map(|(_, origin)| origin)
    }

    fn place(&self) -> String {
        let file = self.origins.values().find_map(|origin| match origin {
            Origin::File(name) => Some(name.clone()),
            Origin::Environment(_) => None,
        });
        file.unwrap_or_else(|| "the configuration".to_owned())
    }
}

impl Defaults {
    pub(crate) fn read() -> Result<Defaults, SettingsError> {
        let mut sections =
            document::parse(DEFAULTS).map_err(|error| error.at("config.default.toml"))?;
        // The only [[source]] of the defaults is the template of all others.
        let source = match sections.insert("source".to_owned(), Value::Array(Vec::new())) {
            Some(Value::Array(mut sources)) => sources.pop(),
            _ => None,
        };
        match source {
            Some(Value::Table(source)) => Ok(Defaults { sections, source }),
            _ => Err(SettingsError::new("not_a_list", "source").at("config.default.toml")),
        }
    }
}
