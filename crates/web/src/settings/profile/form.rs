//! What the form of a profile's page sends, read into the profile's table; what cannot be, with the sentence that says
//! why, beside the field.

use std::collections::BTreeSet;

use domain::profile::{set_at, value_at};
use domain::template::Template;
use language::{Language, Sentence};
use toml::{Table, Value};

use super::key::{Key, Kind, Section, type_word};
use super::unset::unset;

/// Longest line of text, in characters.
const LINE: usize = 255;
/// Longest template of one line.
const TEMPLATE: usize = 2_000;
/// Longest template of several lines: Salesforce's longest description.
const COMMENT: usize = 32_000;
/// Most lines of a list.
const LINES: usize = 500;
/// Longest status.
const STATUS: usize = 40;

/// What a browser sends: names with values, several of one name.
pub(super) type Pairs = [(String, String)];

/// What is wrong with one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) path: String,
    pub(super) sentence: Sentence,
}

/// The values of one name, in order.
pub(super) fn values<'a>(pairs: &'a Pairs, name: &str) -> Vec<&'a str> {
    let named = pairs.iter().filter(|(known, _)| known == name);
    named.map(|(_, value)| value.as_str()).collect()
}

/// The first value of one name; empty if there is none.
pub(super) fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    values(pairs, name).first().copied().unwrap_or_default()
}

/// The table with what the form says in place of the section's keys, and what is wrong with it. `base` is the profile
/// below: what it sets can be set otherwise, but not taken away.
pub(super) fn read(
    section: &Section,
    pairs: &Pairs,
    before: &Table,
    base: &Table,
) -> (Table, Vec<Problem>) {
    let mut table = before.clone();
    let mut problems = Vec::new();
    for key in section.keys().filter(|key| !stays_out(key, pairs, before)) {
        if is_missing(key, pairs, before) {
            let sentence = Sentence::new("profile-problem-subject");
            problems.push(Problem { path: key.path.clone(), sentence });
        }
        let mut wrong = |sentence| problems.push(Problem { path: key.path.clone(), sentence });
        match entered(key, pairs, &mut wrong) {
            Some(Value::Table(fields)) => {
                let inherited = value_at(base, &key.path).and_then(Value::as_table);
                let mut all = fields;
                for name in inherited.into_iter().flat_map(Table::keys) {
                    all.entry(name.clone()).or_insert_with(|| Value::String(String::new()));
                }
                set_at(&mut table, &key.path, Value::Table(all));
            }
            Some(value) => set_at(&mut table, &key.path, value),
            None => unset(&mut table, base, &key.path),
        }
    }
    (table, problems)
}

/// Sections that a profile need not have, each with the list by which it is switched on.
pub(super) const OPTIONAL: [(&str, &str); 2] =
    [("call_disposition", "call_disposition.items"), ("sync", "sync.targets")];

/// Whether the key is of a section that the profile does not have, and nobody has switched on.
fn stays_out(key: &Key, pairs: &Pairs, table: &Table) -> bool {
    OPTIONAL.iter().any(|(section, switch)| {
        key.path.starts_with(&format!("{section}."))
            && !table.contains_key(*section)
            && value(pairs, switch).trim().is_empty()
    })
}

/// Whether it is the subject of calls that are logged, and empty.
fn is_missing(key: &Key, pairs: &Pairs, table: &Table) -> bool {
    let Some(kind) = key.path.strip_prefix("subject.") else { return false };
    let status = value_at(table, &format!("log.types.{kind}")).and_then(Value::as_str);
    let logged = status.is_some_and(|status| !status.eq_ignore_ascii_case(domain::profile::IGNORE));
    logged && value(pairs, &key.path).trim().is_empty()
}

/// The value that was entered; `None` where the key is to be left out.
fn entered(key: &Key, pairs: &Pairs, wrong: &mut dyn FnMut(Sentence)) -> Option<Value> {
    let path = key.path.as_str();
    let text = value(pairs, path).replace("\r\n", "\n");
    match key.kind {
        Kind::Choice(words) => choice(&text, words, wrong),
        Kind::Language => choice(&text, &Language::ALL.map(Language::tag), wrong),
        Kind::Flag => Some(Value::Boolean(!text.is_empty())),
        Kind::Number(least, most) => Some(number(&text, least, most, wrong)),
        Kind::Text => {
            too_long(&text, LINE, wrong);
            let text = text.trim().to_owned();
            (!text.is_empty()).then_some(Value::String(text))
        }
        Kind::Lines => {
            let lines = lines(&text, wrong);
            (!lines.is_empty() || path == "log.events").then_some(Value::Array(lines))
        }
        Kind::Set(words) => Some(Value::Array(several(pairs, path, words, wrong))),
        Kind::Order(words, optional) => {
            let chosen = several(pairs, path, words, wrong);
            (!chosen.is_empty() || !optional).then_some(Value::Array(chosen))
        }
        Kind::Types => {
            let words = domain::call::CallType::ALL.map(type_word);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            Some(Value::Array(several(pairs, path, &words, wrong)))
        }
        Kind::Line => {
            template(&text, TEMPLATE, wrong);
            let text = text.replace('\n', " ");
            (!text.trim().is_empty()).then_some(Value::String(text))
        }
        Kind::Comment => {
            template(&text, COMMENT, wrong);
            Some(Value::String(text))
        }
        Kind::TemplateLines => {
            let lines = lines(&text, wrong);
            lines.iter().filter_map(Value::as_str).for_each(|line| template(line, TEMPLATE, wrong));
            Some(Value::Array(lines))
        }
        Kind::Status => {
            let text = text.trim().to_owned();
            if text.is_empty() || text.chars().count() > STATUS {
                wrong(Sentence::new("profile-problem-status"));
            }
            Some(Value::String(text))
        }
        Kind::Fields => Some(Value::Table(fields(pairs, path, wrong))),
    }
}

fn choice(text: &str, words: &[&str], wrong: &mut dyn FnMut(Sentence)) -> Option<Value> {
    if text.is_empty() && words.contains(&"") {
        return None;
    }
    if !words.contains(&text) {
        wrong(impossible(text));
    }
    Some(Value::String(text.to_owned()))
}

fn number(text: &str, least: i64, most: i64, wrong: &mut dyn FnMut(Sentence)) -> Value {
    match text.trim().parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Value::Integer(number),
        _ => {
            wrong(Sentence::new("profile-problem-number").with("least", least).with("most", most));
            // As it was entered, to be shown again.
            Value::String(text.chars().take(LINE).collect())
        }
    }
}

fn lines(text: &str, wrong: &mut dyn FnMut(Sentence)) -> Vec<Value> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    lines
        .map(|line| {
            too_long(line, TEMPLATE, wrong);
            Value::String(line.to_owned())
        })
        .collect()
}

/// The chosen words of one name, each once, without the empty places of an order.
fn several(
    pairs: &Pairs,
    path: &str,
    words: &[&str],
    wrong: &mut dyn FnMut(Sentence),
) -> Vec<Value> {
    let mut chosen: Vec<Value> = Vec::new();
    for word in values(pairs, path).into_iter().filter(|word| !word.is_empty()) {
        let value = Value::String(word.to_owned());
        if !words.contains(&word) {
            wrong(impossible(word));
        } else if !chosen.contains(&value) {
            chosen.push(value);
        }
    }
    chosen
}

/// Templates by API name of a field, from two lists of the same length.
fn fields(pairs: &Pairs, path: &str, wrong: &mut dyn FnMut(Sentence)) -> Table {
    let names = values(pairs, &format!("{path}#name"));
    let templates = values(pairs, &format!("{path}#template"));
    let mut seen = BTreeSet::new();
    let mut fields = Table::new();
    for (name, text) in names.into_iter().zip(templates) {
        let name = name.trim();
        if name.is_empty() {
            continue;
        }
        if !domain::profile::is_api_name(name) || name.len() > LINE {
            let short: String = name.chars().take(80).collect();
            wrong(Sentence::new("profile-problem-api-name").with("value", short));
        }
        if !seen.insert(name.to_lowercase()) {
            wrong(Sentence::new("profile-problem-twice").with("value", name));
        }
        let text = text.replace("\r\n", "\n");
        template(&text, COMMENT, wrong);
        fields.insert(name.to_owned(), Value::String(text));
    }
    fields
}

fn template(text: &str, most: usize, wrong: &mut dyn FnMut(Sentence)) {
    too_long(text, most, wrong);
    if let Err(error) = Template::parse(text) {
        wrong(error.sentence());
    }
}

fn too_long(text: &str, most: usize, wrong: &mut dyn FnMut(Sentence)) {
    let count = text.chars().count();
    if count > most {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        wrong(Sentence::new("profile-problem-too-long").with("most", most).with("count", count));
    }
}

fn impossible(word: &str) -> Sentence {
    let short: String = word.chars().take(60).collect();
    Sentence::new("profile-problem-choice").with("value", short)
}

#[cfg(test)]
mod tests {
    use super::super::sections::find;
    use super::*;

    fn builtin() -> Table {
        let text = domain::profile::BUILTIN[0].1;
        text.parse().unwrap()
    }

    /// The form of a section as a browser sends it with the values of the table.
    fn sent(section: &Section, table: &Table) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for key in section.keys() {
            let mut send =
                |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
            match value_at(table, &key.path) {
                Some(Value::Boolean(true)) => send(&key.path, "on"),
                Some(Value::Boolean(false)) | None => {}
                Some(Value::Array(words)) => {
                    let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                    match key.kind {
                        Kind::Lines | Kind::TemplateLines => send(&key.path, &words.join("\r\n")),
                        _ => words.iter().for_each(|word| send(&key.path, word)),
                    }
                }
                Some(Value::Table(fields)) => {
                    for (name, template) in fields {
                        send(&format!("{}#name", key.path), name);
                        send(&format!("{}#template", key.path), template.as_str().unwrap());
                    }
                }
                Some(Value::String(text)) => send(&key.path, &text.replace('\n', "\r\n")),
                Some(other) => send(&key.path, &other.to_string()),
            }
        }
        pairs
    }

    #[test]
    fn a_form_that_is_sent_as_it_is_shown_changes_nothing() {
        let table = builtin();
        for section in super::super::sections::all() {
            let (again, problems) = read(&section, &sent(&section, &table), &table, &table);
            assert!(problems.is_empty(), "{}: {problems:?}", section.slug);
            assert!(
                domain::profile::differing(&table, &again).is_empty(),
                "{}: {:?}",
                section.slug,
                domain::profile::differing(&table, &again)
            );
        }
    }

    fn problem(slug: &str, path: &str, value: &str) -> String {
        let table = builtin();
        let section = find(slug).unwrap();
        let mut pairs = sent(&section, &table);
        pairs.retain(|(name, _)| name != path);
        pairs.push((path.to_owned(), value.to_owned()));
        let (_, problems) = read(&section, &pairs, &table, &table);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].path, path);
        problems[0].sentence.to_string()
    }

    #[test]
    fn what_cannot_be_meant_is_said_beside_its_field() {
        let said = problem("subjects", "subject.incoming", "Call with {RECORD_NMAE}");
        assert!(said.contains("{RECORD_NMAE}") && said.contains("{RECORD_NAME}"), "{said}");
        assert!(problem("comments", "description.template", "a {TAGS").contains("not closed"));
        assert!(problem("comments", "description.limit", "1e9").contains("500 to 32,000"));
        assert!(problem("timing", "log.create", "sometimes").contains("sometimes"));
        let long = "x".repeat(10_000);
        assert!(problem("general", "about", &long).contains("these are 10,000"));
        assert!(problem("types", "log.types.incoming", &long).contains("1 to 40"));
        assert!(problem("subjects", "subject.incoming", &long).contains("At most 2,000"));
        assert!(problem("owner", "owner.missed", "anybody").contains("anybody"));
    }

    #[test]
    fn a_section_that_nobody_switches_on_stays_out() {
        let mut table = builtin();
        table.remove("sync");
        table.remove("call_disposition");
        for slug in ["task", "contacts"] {
            let section = find(slug).unwrap();
            let shown = sent(&section, &builtin());
            let off = |(name, _): &(String, String)| {
                name != "sync.targets" && name != "call_disposition.items"
            };
            let pairs: Vec<(String, String)> =
                shown.iter().filter(|pair| off(pair)).cloned().collect();
            assert_eq!(read(&section, &pairs, &table, &table).0, table);
            let (on, problems) = read(&section, &shown, &table, &table);
            assert!(problems.is_empty() && on != table, "{problems:?}");
        }
    }

    #[test]
    fn fields_are_read_row_by_row() {
        let table = builtin();
        let section = find("fields").unwrap();
        let rows = [("Memo__c", "{CALL_MEMO}"), ("", ""), ("memo__C", "x"), ("No Name", "{TAGS}")];
        let pairs: Vec<(String, String)> = rows
            .iter()
            .flat_map(|(name, template)| {
                [
                    ("fields#name".to_owned(), (*name).to_owned()),
                    ("fields#template".to_owned(), (*template).to_owned()),
                ]
            })
            .collect();
        let (again, problems) = read(&section, &pairs, &table, &table);
        let said: Vec<String> =
            problems.iter().map(|problem| problem.sentence.to_string()).collect();
        assert!(said[0].contains("memo__C") && said[1].contains("No Name"), "{said:?}");
        assert_eq!(value_at(&again, "fields.Memo__c").unwrap().as_str(), Some("{CALL_MEMO}"));
    }

    #[test]
    fn an_inherited_field_is_taken_away_by_an_empty_template() {
        let mut base = builtin();
        set_at(&mut base, "fields.Memo__c", Value::from("{CALL_MEMO}"));
        let (again, _) = read(&find("fields").unwrap(), &[], &base, &base);
        assert_eq!(value_at(&again, "fields.Memo__c").unwrap().as_str(), Some(""));
    }
}
