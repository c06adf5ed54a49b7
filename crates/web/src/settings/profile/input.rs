//! The inputs of a profile's page, as its template prints them.

use domain::profile::value_at;
use toml::{Table, Value};

use super::form::{OPTIONAL, Problem};
use super::key::{Group, Key, Kind, dashed, type_id, type_word};
use super::place::place_word;
use crate::shell::Words;

/// Empty rows at the end of a table of fields.
const SPARE: usize = 3;

/// A heading and its inputs.
pub(super) struct GroupView {
    pub(super) title: String,
    pub(super) inputs: Vec<Input>,
}

/// One key as an input.
pub(super) struct Input {
    /// The key, which is the name of the form's field.
    pub(super) path: String,
    /// The id in the page.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) errors: Vec<String>,
    /// What the profile below says, where that is something else.
    pub(super) inherited: Option<String>,
    /// Which text of a Task it words, if one.
    pub(super) preview: Option<String>,
    pub(super) control: Control,
}

/// How a value is entered.
pub(super) enum Control {
    Select(Vec<Choice>),
    Check(bool),
    Number {
        value: String,
        least: i64,
        most: i64,
    },
    Text(String),
    Lines {
        value: String,
        rows: usize,
    },
    Checks(Vec<Choice>),
    /// One select for each place in the order.
    Order(Vec<Vec<Choice>>),
    /// A template.
    Line(String),
    Comment(String),
    Fields(Vec<(String, String)>),
}

/// One of several words.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) word: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// What the inputs are made from.
pub(super) struct Sheet<'a> {
    pub(super) words: &'a Words,
    /// The profile as it is shown.
    pub(super) table: &'a Table,
    /// The profile that we would recommend.
    pub(super) recommended: &'a Table,
    /// The profile below, by name; none for a profile that extends nothing.
    pub(super) base: Option<(&'a str, &'a Table)>,
    /// The values of the org's Task status; empty where it does not tell.
    pub(super) statuses: &'a [String],
    pub(super) problems: &'a [Problem],
}

impl Sheet<'_> {
    pub(super) fn group(&self, group: &Group) -> GroupView {
        let inputs = group.keys.iter().map(|key| self.input(key)).collect();
        GroupView { title: self.words.say(group.title), inputs }
    }

    fn input(&self, key: &Key) -> Input {
        let value = value_at(self.table, &key.path).or_else(|| self.proposed(key));
        let wrong = self.problems.iter().filter(|problem| problem.path == key.path);
        Input {
            path: key.path.clone(),
            id: dashed(&key.path),
            label: self.words.say(&key.label_id()),
            help: key.help.map(|id| self.words.say(id)),
            errors: wrong.map(|problem| problem.sentence.say(&self.words.locale)).collect(),
            inherited: self.inherited(key, value),
            preview: place_word(&key.path),
            control: self.control(key, value),
        }
    }

    /// What is proposed for a key of a section that the profile does not have yet.
    fn proposed(&self, key: &Key) -> Option<&Value> {
        let (section, switch) =
            OPTIONAL.iter().find(|(section, _)| key.path.starts_with(&format!("{section}.")))?;
        let absent = !self.table.contains_key(*section) && key.path != *switch;
        absent.then(|| value_at(self.recommended, &key.path)).flatten()
    }

    fn control(&self, key: &Key, value: Option<&Value>) -> Control {
        let text = value.map(text_of).unwrap_or_default();
        let chosen = list_of(value);
        match key.kind {
            Kind::Choice(words) => Control::Select(self.choices(key, words, &[text])),
            Kind::Language => Control::Select(languages(&text)),
            Kind::Status => self.status(text),
            Kind::Flag => Control::Check(value.and_then(Value::as_bool).unwrap_or(false)),
            Kind::Number(least, most) => Control::Number { value: text, least, most },
            Kind::Text => Control::Text(text),
            Kind::Lines | Kind::TemplateLines => {
                Control::Lines { rows: chosen.len().clamp(2, 12), value: chosen.join("\n") }
            }
            Kind::Set(words) => Control::Checks(self.choices(key, words, &chosen)),
            Kind::Types => Control::Checks(self.types(&chosen)),
            Kind::Order(words, _) => {
                let place = |place: usize| {
                    let here: Vec<String> = chosen.get(place).cloned().into_iter().collect();
                    let mut all = vec![Choice {
                        word: String::new(),
                        label: self.words.say("profile-nothing"),
                        chosen: here.is_empty(),
                    }];
                    all.extend(self.choices(key, words, &here));
                    all
                };
                Control::Order((0..words.len()).map(place).collect())
            }
            Kind::Line => Control::Line(text),
            Kind::Comment => Control::Comment(text),
            Kind::Fields => {
                let fields = value.and_then(Value::as_table);
                let mut rows: Vec<(String, String)> = fields
                    .into_iter()
                    .flatten()
                    .map(|(name, template)| (name.clone(), text_of(template)))
                    .collect();
                rows.extend(std::iter::repeat_n((String::new(), String::new()), SPARE));
                Control::Fields(rows)
            }
        }
    }

    /// The org's statuses, the present one whatever the org says, and none; a line of text where the org is silent.
    fn status(&self, now: String) -> Control {
        if self.statuses.is_empty() {
            return Control::Text(now);
        }
        let ignored = now.eq_ignore_ascii_case(domain::profile::IGNORE);
        let mut all = vec![Choice {
            word: domain::profile::IGNORE.to_owned(),
            label: self.words.say("profile-status-ignore"),
            chosen: ignored,
        }];
        let known = self.statuses.contains(&now);
        let other = (!known && !ignored && !now.is_empty()).then_some(&now);
        all.extend(self.statuses.iter().chain(other).map(|status| Choice {
            word: status.clone(),
            label: status.clone(),
            chosen: *status == now,
        }));
        Control::Select(all)
    }

    fn choices(&self, key: &Key, words: &[&str], chosen: &[String]) -> Vec<Choice> {
        let choice = |word: &&str| Choice {
            word: (*word).to_owned(),
            label: self.words.say(&key.choice_id(word)),
            chosen: chosen.iter().any(|known| known == word),
        };
        words.iter().map(choice).collect()
    }

    fn types(&self, chosen: &[String]) -> Vec<Choice> {
        let choice = |call_type| {
            let word = type_word(call_type);
            let chosen = chosen.contains(&word);
            Choice { label: self.words.say(&type_id(call_type)), word, chosen }
        };
        domain::call::CallType::ALL.into_iter().map(choice).collect()
    }

    /// The sentence that says what the profile below has, where that is something else.
    fn inherited(&self, key: &Key, value: Option<&Value>) -> Option<String> {
        let (name, base) = self.base?;
        let below = value_at(base, &key.path);
        if below == value
            || value_at(self.table, &key.path).is_none()
            || matches!(key.kind, Kind::Fields)
        {
            return None;
        }
        let words = match key.kind {
            Kind::Choice(_) | Kind::Set(_) | Kind::Order(..) => {
                let said =
                    list_of(below).into_iter().map(|word| self.words.say(&key.choice_id(&word)));
                said.collect::<Vec<_>>().join(", ")
            }
            Kind::Flag => {
                let flag = below.and_then(Value::as_bool).unwrap_or(false);
                self.words.say(if flag { "profile-yes" } else { "profile-no" })
            }
            _ => list_of(below).join(", "),
        };
        let words =
            if words.trim().is_empty() { self.words.say("profile-empty-value") } else { words };
        Some(self.words.with2("profile-inherited", "base", name, "value", words))
    }
}

fn languages(now: &str) -> Vec<Choice> {
    let choice = |language: language::Language| Choice {
        word: language.tag().to_owned(),
        label: language.own_name().to_owned(),
        chosen: language.tag() == now,
    };
    language::Language::ALL.into_iter().map(choice).collect()
}

/// A value as a person writes it.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The words of a list; a single value as a list of one.
fn list_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(values)) => values.iter().map(text_of).collect(),
        Some(value) => vec![text_of(value)],
        None => Vec::new(),
    }
}
