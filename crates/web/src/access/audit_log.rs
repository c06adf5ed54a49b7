//! `/audit`: who did what, with filters that stand in the address.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use engine::ORG;
use serde::Deserialize;
use store::{AuditFilter, AuditRow};

use super::Capability::ReadAudit;
use super::trouble::Trouble;
use crate::Shared;
use crate::route::{Need, Route};
use crate::shell::{Frame, Place, Visit, show as show_page};

/// Deeds on a page.
const PAGE: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/audit", Need::May(ReadAudit), show)]
}

/// The filters, as the form sends them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    who: String,
    what: String,
    about: String,
    /// Days such as `2026-11-21`, in the reader's time zone.
    from: String,
    until: String,
    /// The place before which the page begins.
    before: Option<i64>,
}

/// One line.
struct Line {
    row: AuditRow,
    /// What whoever did it is called.
    who: String,
}

#[derive(Template)]
#[template(path = "access/audit_log.html")]
struct Page {
    frame: Frame,
    asked: Asked,
    people: BTreeMap<String, String>,
    lines: Vec<Line>,
    /// The address of the next page.
    older: Option<String>,
}

/// `GET /audit`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let frame = visit.frame(Place::Audit);
    let zone = jiff::tz::TimeZone::get(frame.words.locale.zone_name());
    let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter = AuditFilter {
        who: some(&asked.who),
        what: some(&asked.what),
        about: some(&asked.about),
        from: midnight(&asked.from, &zone, 0),
        until: midnight(&asked.until, &zone, 1),
    };
    let store = shared.engine.store();
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = store.audit_page(ORG, &filter, asked.before, limit).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let mut people = BTreeMap::new();
    for user in store.users(ORG).await? {
        people.insert(user.user_id, user.name);
    }
    for key in store.api_keys(ORG).await? {
        people.insert(format!("key:{}", key.key_id), key.name);
    }
    let last = rows.last().map(|row| row.place).filter(|_| more);
    let who = |row: &AuditRow| people.get(&row.who).cloned().unwrap_or_else(|| row.who.clone());
    let lines = rows.into_iter().map(|row| Line { who: who(&row), row }).collect();
    let older = last.map(|place| asked.address(place));
    Ok(show_page(&Page { frame, asked, people, lines, older }))
}

impl Asked {
    /// The page of these filters that begins before `place`.
    fn address(&self, place: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("who", &self.who),
            ("what", &self.what),
            ("about", &self.about),
            ("from", &self.from),
            ("until", &self.until),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.append_pair("before", &place.to_string());
        format!("/audit?{}", query.finish())
    }
}

/// The beginning of a day, or of the one so many days later, UTC milliseconds.
fn midnight(day: &str, zone: &jiff::tz::TimeZone, later: i64) -> Option<i64> {
    let day: jiff::civil::Date = day.parse().ok()?;
    let day = day.checked_add(jiff::Span::new().try_days(later).ok()?).ok()?;
    Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
}
