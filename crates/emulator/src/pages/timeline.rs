//! The activity timeline: what is still to do on top, then what happened, by month.

use jiff::civil::Date;

use super::address;
use super::ask::{self, Row, literal, rows, text, value};
use super::value::{day, duration, link, zone};
use crate::error::ApiError;
use crate::org::Org;
use crate::timestamp;

/// Most activities on one page.
const MOST: usize = 200;

/// What a timeline needs of a Task.
const FIELDS: &str = "Id, Subject, IsClosed, ActivityDate, CallType, CallDurationInSeconds, CallDisposition, \
     TaskSubtype, Description, WhoId, Who.Name, WhatId, What.Name, OwnerId, Owner.Name, CreatedDate";

/// Somebody or something that an activity is tied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tie {
    pub(super) name: String,
    pub(super) href: String,
}

/// One activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) href: String,
    pub(super) subject: String,
    /// The icon: `inbound`, `outbound`, `missed`, `call` or `task`.
    pub(super) kind: &'static str,
    pub(super) kind_label: &'static str,
    pub(super) date: String,
    pub(super) duration: String,
    pub(super) outcome: String,
    pub(super) comments: String,
    pub(super) who: Option<Tie>,
    pub(super) what: Option<Tie>,
    pub(super) owner: Option<Tie>,
    open: bool,
    on: Option<Date>,
}

/// Activities under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) title: String,
    pub(super) note: String,
    pub(super) items: Vec<Item>,
}

/// The activities last written, whosever they are.
pub(super) fn latest(org: &Org, most: usize) -> Result<Vec<Item>, ApiError> {
    let query =
        format!("SELECT {FIELDS} FROM Task ORDER BY LastModifiedDate DESC, Id DESC LIMIT {most}");
    Ok(rows(org, &query)?.iter().map(|row| item(org, row)).collect())
}

/// The activities tied to a record by a field of Task, in groups.
pub(super) fn of_record(org: &Org, field: &str, id: &str) -> Result<Vec<Group>, ApiError> {
    let query = format!(
        "SELECT {FIELDS} FROM Task WHERE {field} = {} ORDER BY ActivityDate DESC NULLS LAST, CreatedDate DESC, Id DESC \
         LIMIT {MOST}",
        literal(id)
    );
    let items = rows(org, &query)?.iter().map(|row| item(org, row)).collect();
    let today = timestamp::day_of(org.now(), &zone(org));
    Ok(grouped(items, today))
}

fn grouped(items: Vec<Item>, today: Option<Date>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let (open, done): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.open);
    if !open.is_empty() {
        groups.push(Group {
            title: "Upcoming & Overdue".to_owned(),
            note: String::new(),
            items: open,
        });
    }
    for item in done {
        let title = item
            .on
            .map_or_else(|| "Without a date".to_owned(), |date| date.strftime("%B %Y").to_string());
        match groups.last_mut() {
            Some(group) if group.title == title => group.items.push(item),
            _ => groups.push(Group {
                note: note(item.on, today).to_owned(),
                title,
                items: vec![item],
            }),
        }
    }
    groups
}

/// How far back a month is, in the words that Lightning uses.
fn note(on: Option<Date>, today: Option<Date>) -> &'static str {
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    match on.zip(today).map(|(on, today)| months(today) - months(on)) {
        Some(0) => "This Month",
        Some(1) => "Last Month",
        _ => "",
    }
}

fn item(org: &Org, row: &Row) -> Item {
    let seconds = value(row, "CallDurationInSeconds").and_then(serde_json::Value::as_i64);
    let (kind, kind_label) =
        kind(text(row, "CallType"), text(row, "TaskSubtype"), seconds.unwrap_or_default());
    let created = text(row, "CreatedDate")
        .and_then(timestamp::parse)
        .and_then(|time| timestamp::day_of(time, &zone(org)));
    let on = text(row, "ActivityDate").and_then(|date| date.parse().ok()).or(created);
    let own = |field| text(row, field).unwrap_or_default().to_owned();
    Item {
        href: address("Task", text(row, "Id").unwrap_or_default()),
        subject: text(row, "Subject").unwrap_or("(no subject)").to_owned(),
        kind,
        kind_label,
        date: on.map(|date| day(&date.to_string())).unwrap_or_default(),
        duration: seconds.filter(|seconds| *seconds > 0).map(duration).unwrap_or_default(),
        outcome: own("CallDisposition"),
        comments: own("Description"),
        who: tie(org, row, "WhoId", "Who.Name"),
        what: tie(org, row, "WhatId", "What.Name"),
        owner: tie(org, row, "OwnerId", "Owner.Name"),
        open: value(row, "IsClosed") == Some(&serde_json::Value::Bool(false)),
        on,
    }
}

/// An incoming call in which nobody talked was missed: Task itself has no field for it.
fn kind(
    call_type: Option<&str>,
    subtype: Option<&str>,
    seconds: i64,
) -> (&'static str, &'static str) {
    match (call_type, seconds > 0) {
        (Some("Inbound"), true) => ("inbound", "Incoming call"),
        (Some("Inbound"), false) => ("missed", "Missed call"),
        (Some("Outbound"), true) => ("outbound", "Outgoing call"),
        (Some("Outbound"), false) => ("outbound", "Outgoing call, no talk time"),
        (Some(_), _) => ("call", "Internal call"),
        (None, _) if subtype == Some("Call") => ("call", "Call"),
        (None, _) => ("task", "Task"),
    }
}

fn tie(org: &Org, row: &Row, id: &str, name: &str) -> Option<Tie> {
    let id = text(row, id)?;
    Some(Tie {
        name: text(row, name)
            .map(str::to_owned)
            .or_else(|| ask::name(org, id))
            .unwrap_or_else(|| id.to_owned()),
        href: link(org, id),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incoming_call_without_talk_was_missed() {
        assert_eq!(kind(Some("Inbound"), None, 61).0, "inbound");
        assert_eq!(kind(Some("Inbound"), None, 0).0, "missed");
        assert_eq!(kind(Some("Outbound"), None, 0).0, "outbound");
        assert_eq!(kind(Some("Internal"), None, 5).0, "call");
        assert_eq!(kind(None, Some("Call"), 0).0, "call");
        assert_eq!(kind(None, Some("Task"), 0).0, "task");
    }

    #[test]
    fn months_are_told_across_a_new_year() {
        let date = |text: &str| Some(text.parse::<Date>().unwrap());
        assert_eq!(note(date("2026-12-31"), date("2027-01-01")), "Last Month");
        assert_eq!(note(date("2027-01-01"), date("2027-01-31")), "This Month");
        assert_eq!(note(date("2026-01-31"), date("2027-01-31")), "");
    }
}
