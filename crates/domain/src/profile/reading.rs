//! Reads a profile from TOML: inheritance, and errors that say what to type instead.

use std::fmt;

use language::Sentence;
use toml::{Table, Value};

use super::Profile;
use crate::template::TemplateError;

/// The built-in profiles: name and text.
pub const BUILTIN: [(&str, &str); 6] = [
    ("default", include_str!("../../profiles/default.toml")),
    ("miitel", include_str!("../../profiles/miitel.toml")),
    ("miitel-begins", include_str!("../../profiles/miitel-begins.toml")),
    ("callconnect", include_str!("../../profiles/callconnect.toml")),
    ("aircall", include_str!("../../profiles/aircall.toml")),
    ("aircall-v3", include_str!("../../profiles/aircall-v3.toml")),
];

/// Why a text is not a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileError {
    /// The text is not TOML.
    Syntax(String),
    /// A profile without a name.
    Nameless,
    /// There is no profile of that name.
    Unknown {
        /// As it was asked for.
        name: String,
        /// The built-in profile whose name is most alike.
        nearest: &'static str,
    },
    /// A profile that extends itself, perhaps by way of others.
    Circle(String),
    /// A key that does not exist.
    UnknownKey {
        /// The profile.
        profile: String,
        /// As it was written, behind its section: `log.creates`.
        key: String,
        /// The key that is most alike.
        nearest: Option<String>,
    },
    /// A key with a value that does not fit, or a missing key.
    Value {
        /// The profile.
        profile: String,
        /// What does not fit and what would.
        problem: Sentence,
    },
}

impl ProfileError {
    /// What is wrong and what to type instead.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Syntax(detail) => Sentence::new("profile-error-syntax").with("detail", detail),
            Self::Nameless => {
                Sentence::new("profile-error-nameless").with("line", "name = \"my-profile\"")
            }
            Self::Unknown { name, nearest } => {
                Sentence::new("profile-error-unknown").with("name", name).with("nearest", *nearest)
            }
            Self::Circle(name) => Sentence::new("profile-error-circle").with("name", name),
            Self::UnknownKey { profile, key, nearest } => {
                let words = match nearest {
                    Some(nearest) => {
                        Sentence::new("profile-error-unknown-key-nearest").with("nearest", nearest)
                    }
                    None => Sentence::new("profile-error-unknown-key"),
                };
                words.with("profile", profile).with("key", key)
            }
            Self::Value { profile, problem } => Sentence::new("profile-error-value")
                .with("profile", profile)
                .with("problem", problem),
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl std::error::Error for ProfileError {}

impl Profile {
    /// A built-in profile.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn builtin(name: &str) -> Result<Self, ProfileError> {
        let text = builtin_text(name).ok_or_else(|| unknown(name))?;
        Self::parse(text, &|_| None)
    }

    /// Reads a profile. `lookup` gives the text of a customer's profile by name, for `extends`; the
    /// built-in ones need no lookup.
    ///
    /// # Errors
    /// Says what is wrong and what to type instead: TOML, an unknown key or template field (with the
    /// nearest right one), a value that does not fit, an unknown or circular `extends`.
    pub fn parse(
        text: &str,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ProfileError> {
        let own = read_table(text)?;
        let Some(name) = own.get("name").and_then(Value::as_str).map(str::to_owned) else {
            return Err(ProfileError::Nameless);
        };
        let table = inherit(own, lookup, &mut vec![name.clone()])?;
        let profile: Self =
            Value::Table(table).try_into().map_err(|error| explain(&name, &error))?;
        profile.check()?;
        Ok(profile)
    }
}

fn builtin_text(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find_map(|(known, text)| (*known == name).then_some(*text))
}

fn read_table(text: &str) -> Result<Table, ProfileError> {
    text.parse::<Table>().map_err(|error| ProfileError::Syntax(error.to_string().trim().to_owned()))
}

/// Lays the table over the profile that it extends.
pub(super) fn inherit(
    own: Table,
    lookup: &dyn Fn(&str) -> Option<String>,
    seen: &mut Vec<String>,
) -> Result<Table, ProfileError> {
    let Some(base) = own.get("extends").and_then(Value::as_str).map(str::to_owned) else {
        return Ok(own);
    };
    if seen.contains(&base) {
        return Err(ProfileError::Circle(base));
    }
    let text = lookup(&base)
        .or_else(|| builtin_text(&base).map(str::to_owned))
        .ok_or_else(|| unknown(&base))?;
    seen.push(base);
    let base = inherit(read_table(&text)?, lookup, seen)?;
    Ok(lay_over(base, own))
}

/// Sections are merged key by key; everything else, lists too, is replaced.
fn lay_over(mut base: Table, own: Table) -> Table {
    for (key, value) in own {
        let value = match (base.remove(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => {
                Value::Table(lay_over(below, above))
            }
            (_, value) => value,
        };
        base.insert(key, value);
    }
    base
}

fn unknown(name: &str) -> ProfileError {
    ProfileError::Unknown {
        name: name.to_owned(),
        nearest: nearest(name, BUILTIN.iter().map(|(known, _)| *known)).unwrap_or("default"),
    }
}

fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known.max_by(|left, right| {
        strsim::jaro_winkler(left, wanted).total_cmp(&strsim::jaro_winkler(right, wanted))
    })
}

/// Makes of the TOML reader's words a sentence with a way out.
fn explain(profile: &str, error: &toml::de::Error) -> ProfileError {
    let profile = profile.to_owned();
    let full = error.to_string();
    let section = full
        .lines()
        .find_map(|line| line.strip_prefix("in `")?.strip_suffix('`'))
        .map(str::to_owned);
    let message = error.message().trim();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let kind = message.split('`').next().unwrap_or_default().trim();
    let behind = |key: &str| match &section {
        Some(section) => format!("{section}.{key}"),
        None => key.to_owned(),
    };
    let problem = match (kind, quoted.next()) {
        ("unknown field", Some(key)) => {
            let nearest = nearest(key, quoted).map(str::to_owned);
            return ProfileError::UnknownKey { profile, key: behind(key), nearest };
        }
        ("missing field", Some(key)) => Sentence::new("profile-error-missing-key")
            .with("key", behind(key))
            .with("line", "extends = \"default\""),
        ("unknown variant", Some(word)) => {
            let words = match &section {
                Some(section) => {
                    Sentence::new("profile-error-impossible-in").with("section", section)
                }
                None => Sentence::new("profile-error-impossible"),
            };
            words.with("word", word).with("words", quoted.collect::<Vec<_>>().join(", "))
        }
        _ => {
            let detail = TemplateError::worded(message)
                .map_or_else(|| Sentence::from(message), |error| error.sentence());
            match &section {
                Some(section) => Sentence::new("profile-error-in")
                    .with("section", section)
                    .with("problem", detail),
                None => detail,
            }
        }
    };
    ProfileError::Value { profile, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Profile, ProfileError> {
        Profile::parse(text, &|name| {
            (name == "house").then(|| {
                "name = \"house\"\nextends = \"default\"\nduration = \"total\"\n\
                 [fields]\nTopic__c = \"{TOPICS}\""
                    .to_owned()
            })
        })
    }

    #[test]
    fn every_builtin_profile_is_right() {
        for (name, _) in BUILTIN {
            let profile = Profile::builtin(name).unwrap();
            assert_eq!(profile.name, name);
            assert!(!profile.about.is_empty());
        }
    }

    #[test]
    fn a_profile_can_be_written_out_and_read_again() {
        for (name, _) in BUILTIN {
            let profile = Profile::builtin(name).unwrap();
            let text = toml::to_string(&profile).unwrap();
            let again = parse(&text).unwrap();
            assert_eq!(
                serde_json::to_value(&again).unwrap(),
                serde_json::to_value(&profile).unwrap()
            );
        }
    }

    #[test]
    fn a_profile_takes_what_it_does_not_say_from_its_base() {
        let profile =
            parse("name = \"mine\"\nextends = \"house\"\n[log.types]\nvoicemail = \"ignore\"\n")
                .unwrap();
        let default = Profile::builtin("default").unwrap();
        assert_eq!(profile.duration, super::super::DurationRule::Total);
        assert_eq!(profile.status(crate::call::CallType::Voicemail), None);
        assert_eq!(
            profile.status(crate::call::CallType::Incoming),
            default.status(crate::call::CallType::Incoming)
        );
        assert!(profile.fields.contains_key("Topic__c"));
    }

    #[test]
    fn an_unknown_key_names_its_neighbour() {
        let error = parse("name = \"x\"\nextends = \"default\"\nwitheld = \"task\"").unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("the key \"witheld\" does not exist; did you mean \"withheld\"?"),
            "{error}"
        );
        let error =
            parse("name = \"x\"\nextends = \"default\"\n[log]\ncreates = \"ends\"").unwrap_err();
        assert_eq!(
            error.to_string(),
            "profile \"x\": the key \"log.creates\" does not exist; did you mean \"create\"?"
        );
    }

    #[test]
    fn an_unknown_template_field_names_its_neighbour() {
        let error = parse(
            "name = \"x\"\nextends = \"default\"\n[description]\ntemplate = \"{TRANSCRIPTION}\"",
        )
        .unwrap_err();
        assert!(error.to_string().contains("Did you mean {"), "{error}");
        assert!(error.to_string().contains("{TRANSCRIPTION}"), "{error}");
    }

    #[test]
    fn an_impossible_word_names_the_possible_ones() {
        let error =
            parse("name = \"x\"\nextends = \"default\"\n[log]\ncreate = \"later\"").unwrap_err();
        assert_eq!(
            error.to_string(),
            "profile \"x\": in [log.create] \"later\" is not possible; write one of: begins, answered, ends"
        );
    }

    #[test]
    fn circles_and_strangers_are_refused() {
        let circle = Profile::parse("name = \"a\"\nextends = \"b\"", &|_| {
            Some("name = \"b\"\nextends = \"a\"".to_owned())
        });
        assert_eq!(circle.unwrap_err(), ProfileError::Circle("a".to_owned()));
        assert_eq!(
            parse("name = \"a\"\nextends = \"aircal\"").unwrap_err().to_string(),
            "there is no profile \"aircal\"; did you mean \"aircall\"?"
        );
        assert_eq!(parse("language = \"en\"").unwrap_err(), ProfileError::Nameless);
        assert!(matches!(parse("name = "), Err(ProfileError::Syntax(_))));
    }

    #[test]
    fn a_missing_key_says_where_to_take_it_from() {
        let error = parse("name = \"a\"").unwrap_err().to_string();
        assert!(error.contains("extends = \"default\""), "{error}");
    }
}
