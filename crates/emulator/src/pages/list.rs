//! An object's list: sortable, searchable, in pages.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::ask::{containing, count, rows};
use super::frame::Frame;
use super::shape::{self, Shape};
use super::value::{Shown, existing, label, selection, shown};
use super::{html, not_found, refused};
use crate::error::ApiError;
use crate::org::Org;
use crate::schema::Object;

/// Records on a page.
const PAGE: usize = 50;

/// SOQL's OFFSET goes no further; whoever looks for more had better search.
const FARTHEST: usize = 2_000;

/// What the address says.
#[derive(Deserialize)]
pub(super) struct Wish {
    /// What to search for.
    #[serde(default)]
    q: String,
    /// The column to sort by; a leading `-` means downwards.
    #[serde(default)]
    sort: String,
    /// Counted from 1.
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "list.html")]
struct Page {
    frame: Frame,
    object: &'static str,
    title: String,
    summary: String,
    filter: String,
    sort: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Shown>>,
    page: usize,
    pages: usize,
    previous: Option<String>,
    next: Option<String>,
}

struct Column {
    label: String,
    href: String,
    arrow: &'static str,
    sorted: bool,
    direction: &'static str,
}

/// Shows the page.
pub(super) async fn show(
    State(org): State<Org>,
    Path(object): Path<String>,
    Query(wish): Query<Wish>,
) -> Response {
    let shape = shape::of(&object);
    let schema = org.schema();
    let (Some(shape), Some(object)) = (shape, schema.object(&object)) else {
        return not_found();
    };
    page(&org, shape, object, wish).map_or_else(|error| refused(&error), |page| html(&page))
}

fn page(org: &Org, shape: &Shape, object: &Object, wish: Wish) -> Result<Page, ApiError> {
    let columns = existing(object, shape.columns);
    let (sort, descending) = sorting(&columns, &wish.sort);
    let filter = wish.q.trim().to_owned();
    let from = from(object, shape, &filter);
    let total = count(org, &from)?;
    let pages = total.min(FARTHEST + PAGE).div_ceil(PAGE).max(1);
    let page = wish.page.parse().unwrap_or(1).clamp(1, pages);
    let direction = if descending { "DESC NULLS LAST" } else { "ASC NULLS LAST" };
    let query = format!(
        "SELECT {} FROM {from} ORDER BY {sort} {direction}, Id LIMIT {PAGE} OFFSET {}",
        selection(object, &columns),
        (page - 1) * PAGE
    );
    let rows = rows(org, &query)?;
    let signed = format!("{}{sort}", if descending { "-" } else { "" });
    let turn = |page: usize| address(&filter, &signed, page);
    Ok(Page {
        frame: Frame::new(org, &object.name),
        object: shape.object,
        title: object.label_plural.clone(),
        summary: summary(total, &filter, sort, object),
        columns: columns
            .iter()
            .map(|name| column(object, name, sort, descending, &filter))
            .collect(),
        rows: rows
            .iter()
            .map(|row| columns.iter().map(|name| shown(org, object, row, name)).collect())
            .collect(),
        previous: (page > 1).then(|| turn(page - 1)),
        next: (page < pages).then(|| turn(page + 1)),
        page,
        pages,
        sort: signed,
        filter,
    })
}

/// The column to sort by and whether downwards; without a wish, what was modified last comes first.
fn sorting(columns: &[&'static str], wish: &str) -> (&'static str, bool) {
    let (name, descending) = match wish.strip_prefix('-') {
        Some(name) => (name, true),
        None => (wish, false),
    };
    match columns.iter().find(|column| **column == name) {
        Some(column) => (column, descending),
        None => ("LastModifiedDate", true),
    }
}

fn from(object: &Object, shape: &Shape, filter: &str) -> String {
    if filter.is_empty() {
        return object.name.clone();
    }
    let pattern = containing(filter);
    let conditions: Vec<String> = existing(object, shape.search)
        .into_iter()
        .map(|field| format!("{field} LIKE {pattern}"))
        .collect();
    format!("{} WHERE {}", object.name, conditions.join(" OR "))
}

fn summary(total: usize, filter: &str, sort: &str, object: &Object) -> String {
    let items = if total == 1 { "item" } else { "items" };
    let mut text = format!("{total} {items}, sorted by {}", label(object, sort));
    if !filter.is_empty() {
        // Writing to a String cannot fail.
        let _ = write!(text, ", searched for “{filter}”");
    }
    text
}

fn column(object: &Object, name: &str, sort: &str, descending: bool, filter: &str) -> Column {
    let sorted = name == sort;
    let (arrow, direction) = match (sorted, descending) {
        (false, _) => ("", ""),
        (true, false) => (" ↑", "ascending"),
        (true, true) => (" ↓", "descending"),
    };
    // A second click turns the order round.
    let minus = if sorted && !descending { "-" } else { "" };
    Column {
        label: label(object, name),
        href: address(filter, &format!("{minus}{name}"), 1),
        arrow,
        sorted,
        direction,
    }
}

fn address(filter: &str, sort: &str, page: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new("?".to_owned());
    if !filter.is_empty() {
        query.append_pair("q", filter);
    }
    query.append_pair("sort", sort);
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    query.finish()
}
