//! The profiles of an installation: those that are built in, those of its own, and who follows which.

use domain::profile::{BUILTIN, differing, effective};
use engine::settings::{Origin, Settings};
use toml::{Table, Value};

use super::page::profile_of;

/// All profiles, as the settings have them now.
pub(super) struct Book {
    pub(super) settings: Settings,
}

/// One profile.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) builtin: bool,
    /// Everything that it says.
    pub(super) whole: Table,
    /// The profile below and all that it says: what it extends; for a built-in profile itself.
    pub(super) base_name: Option<String>,
    pub(super) base: Table,
}

impl Book {
    /// Names of the profiles of its own.
    pub(super) fn own(&self) -> impl Iterator<Item = &String> {
        self.settings.config.profiles.keys()
    }

    /// The ids of the sources that follow the profile.
    pub(super) fn used_by(&self, name: &str) -> Vec<String> {
        let sources = self.settings.config.sources.iter();
        sources.filter(|source| source.profile == name).map(|source| source.id.clone()).collect()
    }

    /// A source whose calls show what the profile does: one that follows it, or one that follows a profile based on it,
    /// else any.
    pub(super) fn source_for(&self, name: &str) -> Option<String> {
        let sources = &self.settings.config.sources;
        let follows = |profile: &str| {
            let mut at = profile.to_owned();
            for _ in 0..BUILTIN.len() + self.settings.config.profiles.len() {
                if at == name {
                    return true;
                }
                let Some(base) = self.table(&at).and_then(|table| base_of(&table)) else { break };
                at = base;
            }
            false
        };
        let found = sources.iter().find(|source| follows(&source.profile)).or(sources.first());
        found.map(|source| source.id.clone())
    }

    /// The profile of this name.
    pub(super) fn entry(&self, name: &str) -> Option<Entry> {
        let table = self.table(name)?;
        let builtin = !self.settings.config.profiles.contains_key(name);
        let whole = self.effective(&table)?;
        let base_name = base_of(&table);
        let base = match (&base_name, builtin) {
            (Some(base), false) => self.effective(&self.table(base)?)?,
            // Of a built-in profile a copy is made, which is based on it.
            (_, true) => whole.clone(),
            (None, false) => Table::new(),
        };
        Some(Entry { name: name.to_owned(), builtin, whole, base_name, base })
    }

    /// What the profile itself says, without what it extends.
    fn table(&self, name: &str) -> Option<Table> {
        let mut table = match self.settings.config.profiles.get(name) {
            Some(own) => own.clone(),
            None => BUILTIN.iter().find(|(known, _)| *known == name)?.1.parse().ok()?,
        };
        table.insert("name".to_owned(), Value::from(name));
        Some(table)
    }

    fn effective(&self, table: &Table) -> Option<Table> {
        let own = |name: &str| {
            let mut table = self.settings.config.profiles.get(name)?.clone();
            table.insert("name".to_owned(), Value::from(name));
            toml::to_string(&table).ok()
        };
        let whole = effective(table, &own).ok()?;
        // With what holds where a profile is silent, so that its pages can show it.
        let said = profile_of(&whole).and_then(|profile| Table::try_from(profile).ok());
        Some(said.unwrap_or(whole))
    }

    /// The document with `whole` in the place of the profile, and the name that it has then: of a built-in one a
    /// profile of one's own is made, which its followers follow. `None` if nothing is different.
    pub(super) fn with(&self, entry: &Entry, whole: &Table) -> Option<(Table, String)> {
        let mut own = differing(&entry.base, whole);
        for key in ["name", "extends"] {
            own.remove(key);
        }
        let mut before = differing(&entry.base, &entry.whole);
        before.remove("name");
        before.remove("extends");
        if own == before {
            return None;
        }
        let mut document = self.settings.document.clone();
        let name = if entry.builtin { self.free(&entry.name) } else { entry.name.clone() };
        let base = if entry.builtin { Some(entry.name.clone()) } else { entry.base_name.clone() };
        let mut kept = Table::new();
        kept.extend(base.map(|base| ("extends".to_owned(), Value::from(base))));
        kept.extend(own);
        put(&mut document, &name, kept);
        if entry.builtin {
            for source in self.used_by(&entry.name) {
                follow(&mut document, &source, &name);
            }
        }
        Some((document, name))
    }

    /// A name for a profile that is based on this one.
    fn free(&self, base: &str) -> String {
        let taken = |name: &String| self.settings.config.profiles.contains_key(name);
        let first = format!("{base}-own");
        if !taken(&first) {
            return first;
        }
        (2..).map(|count| format!("{base}-own-{count}")).find(|name| !taken(name)).unwrap_or(first)
    }

    /// Whether a profile can be made with this name.
    pub(super) fn is_free(&self, name: &str) -> bool {
        let letters = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        (1..=60).contains(&name.len())
            && name.chars().all(letters)
            && !self.settings.config.profiles.contains_key(name)
            && !BUILTIN.iter().any(|(known, _)| *known == name)
    }

    /// Whether a source or another profile needs it.
    pub(super) fn is_needed(&self, name: &str) -> bool {
        let mut others = self.settings.config.profiles.values();
        !self.used_by(name).is_empty()
            || others.any(|other| base_of(other).as_deref() == Some(name))
    }
}

/// Puts a profile into the document.
pub(super) fn put(document: &mut Table, name: &str, profile: Table) {
    let profiles = document.entry("profile").or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(profiles) = profiles {
        profiles.insert(name.to_owned(), Value::Table(profile));
    }
}

/// Takes a profile out of the document.
pub(super) fn take(document: &mut Table, name: &str) {
    if let Some(Value::Table(profiles)) = document.get_mut("profile") {
        profiles.remove(name);
        if profiles.is_empty() {
            document.remove("profile");
        }
    }
}

/// Lets a source follow a profile.
fn follow(document: &mut Table, source: &str, profile: &str) {
    let sources = document.entry("source").or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(sources) = sources else { return };
    let is_it = |table: &&mut Table| table.get("id").and_then(Value::as_str) == Some(source);
    match sources.iter_mut().filter_map(Value::as_table_mut).find(is_it) {
        Some(known) => drop(known.insert("profile".to_owned(), Value::from(profile))),
        None => {
            let mut new = Table::new();
            new.insert("id".to_owned(), Value::from(source));
            new.insert("profile".to_owned(), Value::from(profile));
            sources.push(Value::Table(new));
        }
    }
}

fn base_of(table: &Table) -> Option<String> {
    table.get("extends").and_then(Value::as_str).map(str::to_owned)
}

/// Who fixed something outside of the console, for people.
pub(super) fn whose(origin: &Origin) -> String {
    match origin {
        Origin::File(name) | Origin::Environment(name) => name.clone(),
    }
}
