//! Values as a person reads them: dates in the org's time zone, durations in minutes, references as links.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::address;
use super::ask::{self, Row};
use crate::org::Org;
use crate::schema::{FieldType, Object};
use crate::timestamp;

/// A value with its label, and the page that it leads to (or nothing).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) label: String,
    pub(super) text: String,
    pub(super) href: String,
    /// A text that wants the whole width.
    pub(super) long: bool,
    /// A value that should not be broken into lines.
    pub(super) nowrap: bool,
    /// Whose number it is, for the phone panel.
    pub(super) name: String,
    /// The id of whose number it is.
    pub(super) record: String,
}

impl Shown {
    /// Makes a phone number a link that dials it for a record.
    pub(super) fn dial(&mut self, name: &str, record: &str) {
        let dialled = self.text.nfkc().filter(|sign| sign.is_ascii_digit() || *sign == '+');
        let dialled: String = dialled.collect();
        if dialled.len() > 2 {
            self.href = format!("tel:{dialled}");
            name.clone_into(&mut self.name);
            record.clone_into(&mut self.record);
        }
    }

    /// Whether it is a number to dial.
    pub(super) fn dials(&self) -> bool {
        self.href.starts_with("tel:")
    }
}

/// The columns of `wanted` that the org has.
pub(super) fn existing(object: &Object, wanted: &'static [&'static str]) -> Vec<&'static str> {
    let exists = |path: &&str| match path.split_once('.') {
        Some((relationship, _)) => object.relationship(relationship).is_some(),
        None => object.field(path).is_some(),
    };
    wanted.iter().copied().filter(exists).collect()
}

/// The fields to select for these columns, and for the links behind them.
pub(super) fn selection(object: &Object, columns: &[&str]) -> String {
    let mut fields = vec!["Id".to_owned()];
    for column in columns {
        fields.push((*column).to_owned());
        if let Some((relationship, _)) = column.split_once('.') {
            fields.extend(object.relationship(relationship).map(|field| field.name.clone()));
        }
    }
    fields.dedup();
    fields.join(", ")
}

/// A column's label.
pub(super) fn label(object: &Object, column: &str) -> String {
    let field = match column.split_once('.') {
        Some((relationship, _)) => object.relationship(relationship),
        None => object.field(column),
    };
    field.map_or_else(|| column.to_owned(), |field| field.label.trim_end_matches(" ID").to_owned())
}

/// A column of a row. The name links to the record itself, a reference's name to what it refers to.
pub(super) fn shown(org: &Org, object: &Object, row: &Row, column: &str) -> Shown {
    let mut shown = Shown { label: label(object, column), ..Shown::default() };
    if let Some((relationship, _)) = column.split_once('.') {
        let name = ask::text(row, column).unwrap_or_default();
        name.clone_into(&mut shown.text);
        let id = object.relationship(relationship).and_then(|field| ask::text(row, &field.name));
        if let Some(id) = id.filter(|_| !name.is_empty()) {
            shown.href = link(org, id);
        }
        return shown;
    }
    let field = object.field(column);
    let kind = field.map(|field| field.kind);
    shown.nowrap = matches!(
        kind,
        Some(FieldType::Phone | FieldType::Datetime | FieldType::Date | FieldType::Int)
    );
    if let Some(value) = ask::value(row, column) {
        shown.text = worded(org, column, kind, value);
    }
    if kind == Some(FieldType::Phone)
        && let Some(id) = ask::text(row, "Id")
    {
        let name = ask::name(org, id).unwrap_or_default();
        shown.dial(&name, id);
    }
    if field.is_some_and(|field| field.name_field)
        && let Some(id) = ask::text(row, "Id")
    {
        if shown.text.is_empty() {
            "(no name)".clone_into(&mut shown.text);
        }
        shown.href = address(&object.name, id);
    }
    shown
}

/// The page of a record, or nothing for an object without pages.
pub(super) fn link(org: &Org, id: &str) -> String {
    org.schema()
        .object_of_id(id)
        .filter(|object| super::shape::of(&object.name).is_some())
        .map(|object| address(&object.name, id))
        .unwrap_or_default()
}

/// A value in words.
pub(super) fn worded(org: &Org, field: &str, kind: Option<FieldType>, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "Yes" } else { "No" }.to_owned(),
        Value::Number(number) if field == "CallDurationInSeconds" => {
            duration(number.as_i64().unwrap_or_default())
        }
        Value::String(text) if kind == Some(FieldType::Datetime) => moment(org, text),
        Value::String(text) if kind == Some(FieldType::Date) => day(text),
        Value::Object(parts) if kind == Some(FieldType::Address) => {
            let lines = ["street", "city", "state", "postalCode", "country"];
            let lines = lines.iter().filter_map(|part| parts.get(*part)?.as_str());
            lines.collect::<Vec<_>>().join(", ")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The org's time zone.
pub(super) fn zone(org: &Org) -> TimeZone {
    TimeZone::get(&org.options().time_zone).unwrap_or(TimeZone::UTC)
}

/// A time as the API writes it, in the org's time zone.
fn moment(org: &Org, text: &str) -> String {
    timestamp::parse(text)
        .and_then(|milliseconds| Timestamp::from_millisecond(milliseconds).ok())
        .map(|time| time.to_zoned(zone(org)))
        .map_or_else(|| text.to_owned(), |time| time.strftime("%-d %b %Y, %H:%M").to_string())
}

/// `2026-11-20` as `20 Nov 2026`.
pub(super) fn day(text: &str) -> String {
    text.parse::<Date>()
        .map_or_else(|_| text.to_owned(), |date| date.strftime("%-d %b %Y").to_string())
}

/// Seconds in the two largest units that fit.
pub(super) fn duration(seconds: i64) -> String {
    match seconds {
        ..=59 => format!("{seconds} s"),
        60..=3_599 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    }
}
