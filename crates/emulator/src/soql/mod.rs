//! SOQL: a query's text is parsed, checked against the schema, turned into one SQL statement and run by SQLite.

mod condition;
mod day_range;
pub(crate) mod extract;
mod fault;
mod function;
mod group;
mod literal;
pub(crate) mod parse;
mod parse_condition;
mod parse_literal;
mod parse_query;
mod parse_select;
mod polymorphic;
mod reply;
mod resolve;
mod run;
mod select;
mod semi_join;
pub(crate) mod sql_function;
mod statement;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod token;
pub(crate) mod tree;

use std::sync::Arc;

use jiff::tz::TimeZone;
use rusqlite::OptionalExtension as _;
use serde_json::Value;

use crate::database::Database;
use crate::error::ApiError;
use crate::locator::Locator;
use crate::mirror;
use crate::org::{Actor, Org};
use crate::records::Sharing;
use crate::schema::Schema;
use crate::timestamp;
use resolve::{Compiler, Setting};
use run::Reader;
use select::{Plan, Shape};
use statement::Among;
use tree::Query;

pub(crate) use condition::balanced;
pub(crate) use fault::no_such_object;
pub(crate) use reply::Options;
pub use reply::QueryReply;

/// Whether a text is a query, whatever objects and fields it names.
///
/// # Errors
/// `MALFORMED_QUERY` with the place of the first token that does not fit; `QUERY_TOO_COMPLICATED` for deep nesting.
pub fn check_soql(query: &str) -> Result<(), ApiError> {
    parse::parse(query).map(drop)
}

/// Runs a query.
pub(crate) fn run(
    org: &Org,
    database: &Database,
    actor: &Actor,
    query: &str,
    options: &Options,
) -> Result<QueryReply, ApiError> {
    let parsed = parse::parse(query)?;
    mirror::refresh(org, database, query)?;
    let view = database.view(actor)?;
    let asking = Asking { org, database, view: &view, actor };
    let plan = asking.plan(query, &parsed, options.all_rows, Among::Everything)?;
    let reader = Reader { database, schema: &view, version: &options.version };
    let page = options.page.unwrap_or(usize::MAX);
    let rows = reader.rows(&plan, page)?;
    if let Shape::Aggregate(_) = plan.shape
        && rows.total > page
    {
        let message = "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch";
        return Err(ApiError::new(400, "EXCEEDED_ID_LIMIT", message));
    }
    let mut reply = QueryReply {
        total_size: rows.total,
        done: rows.ids.is_empty(),
        next_records_url: None,
        records: rows.records,
    };
    if !reply.done {
        let locator = Locator {
            user_id: actor.user_id.clone(),
            query: query.to_owned(),
            all_rows: options.all_rows,
            ids: Arc::new(rows.ids),
            batch_size: page,
            made_at: org.now(),
        };
        let name = org.0.locators.keep(locator);
        reply.next_records_url = Some(next_url(&options.version, &name, page));
    }
    Ok(reply)
}

/// Answers a `nextRecordsUrl`; `locator` is its last part, such as `01g…-2000`.
pub(crate) fn more(
    org: &Org,
    database: &Database,
    actor: &Actor,
    locator: &str,
    version: &str,
) -> Result<QueryReply, ApiError> {
    let bad = || ApiError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
    let (name, start) = locator.split_once('-').ok_or_else(bad)?;
    let start: usize = start.parse().map_err(|_| bad())?;
    let kept = org.0.locators.find(name, &actor.user_id, org.now()).ok_or_else(bad)?;
    let end = kept.ids.len().min(start.saturating_add(kept.batch_size));
    let ids = kept.ids.get(start..end).ok_or_else(bad)?;
    if ids.is_empty() {
        return Err(bad());
    }
    let parsed = parse::parse(&kept.query)?;
    let rows = Among::Page(ids);
    let view = database.view(actor)?;
    let asking = Asking { org, database, view: &view, actor };
    let plan = asking.plan(&kept.query, &parsed, kept.all_rows, rows)?;
    let reader = Reader { database, schema: &view, version };
    let done = end == kept.ids.len();
    Ok(QueryReply {
        total_size: kept.ids.len(),
        done,
        next_records_url: (!done).then(|| next_url(version, name, end)),
        records: reader.page(&plan, ids)?,
    })
}

/// Selects from the records that a search found; `text` is the search, for errors.
pub(crate) fn among(
    org: &Org,
    database: &Database,
    actor: &Actor,
    text: &str,
    query: &Query,
    ids: &[String],
    options: &Options,
) -> Result<Vec<Value>, ApiError> {
    let view = database.view(actor)?;
    let asking = Asking { org, database, view: &view, actor };
    let plan = asking.plan(text, query, false, Among::Found(ids))?;
    let reader = Reader { database, schema: &view, version: &options.version };
    Ok(reader.rows(&plan, usize::MAX)?.records)
}

fn next_url(version: &str, name: &str, start: usize) -> String {
    format!("/services/data/{version}/query/{name}-{start}")
}

/// The month in which the org's fiscal year begins; asked for only by queries that mention it.
fn fiscal_start(database: &Database, text: &str) -> Result<i8, ApiError> {
    if !text.to_ascii_uppercase().contains("FISCAL") {
        return Ok(1);
    }
    let sql = "SELECT \"FiscalYearStartMonth\" FROM \"Organization\" LIMIT 1";
    let mut statement = database.connection.prepare_cached(sql)?;
    let month: Option<i8> = statement.query_row([], |row| row.get(0)).optional()?.flatten();
    Ok(month.filter(|month| (1..=12).contains(month)).unwrap_or(1))
}

/// Who asks, and what they may see.
struct Asking<'a> {
    org: &'a Org,
    database: &'a Database,
    view: &'a Schema,
    actor: &'a Actor,
}

impl Asking<'_> {
    fn plan(
        &self,
        text: &str,
        query: &Query,
        all_rows: bool,
        rows: Among<'_>,
    ) -> Result<Plan, ApiError> {
        let zone = TimeZone::get(&self.org.options().time_zone).unwrap_or(TimeZone::UTC);
        let today = timestamp::day_of(self.org.now(), &zone)
            .ok_or_else(|| ApiError::internal("the clock is outside of the calendar"))?;
        let sharing = Sharing::of(self.org, self.database, self.actor)?;
        let setting = Setting {
            schema: self.view,
            text,
            user_id: &self.actor.user_id,
            sharing: &sharing,
            today,
            zone: &zone,
            all_rows,
            fiscal_start: fiscal_start(self.database, text)?,
        };
        Compiler::new(setting).plan(query, rows)
    }
}
