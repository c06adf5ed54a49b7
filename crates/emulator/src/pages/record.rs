//! A record: highlights, every field that holds something, related lists, and the activity timeline.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::ask::{self, Row, count, literal, rows};
use super::frame::Frame;
use super::shape::{self, Related, Shape};
use super::timeline::{self, Group};
use super::value::{Shown, existing, label, link, selection, shown, worded};
use super::{html, not_found, refused};
use crate::error::ApiError;
use crate::id;
use crate::org::Org;
use crate::schema::{Field, FieldType, Object};

/// Children listed on the page.
const CHILDREN: usize = 20;

#[derive(Template)]
#[template(path = "record.html")]
struct Page {
    frame: Frame,
    object: &'static str,
    object_label: String,
    name: String,
    highlights: Vec<Shown>,
    details: Vec<Shown>,
    related: Vec<RelatedList>,
    shows_activity: bool,
    groups: Vec<Group>,
}

struct RelatedList {
    object: &'static str,
    label: String,
    total: usize,
    columns: Vec<String>,
    rows: Vec<Vec<Shown>>,
}

/// Shows the page.
pub(super) async fn show(
    State(org): State<Org>,
    Path((object, id)): Path<(String, String)>,
) -> Response {
    let schema = org.schema();
    let (Some(shape), Some(object)) = (shape::of(&object), schema.object(&object)) else {
        return not_found();
    };
    let Some(id) = id::normalise(&id) else {
        return not_found();
    };
    match page(&org, shape, object, &id) {
        Ok(Some(page)) => html(&page),
        Ok(None) => not_found(),
        Err(error) => refused(&error),
    }
}

fn page(org: &Org, shape: &Shape, object: &Object, id: &str) -> Result<Option<Page>, ApiError> {
    let highlights = existing(object, shape.highlights);
    let query = format!(
        "SELECT {} FROM {} WHERE Id = {}",
        selection(object, &highlights),
        object.name,
        literal(id)
    );
    let found = rows(org, &query)?;
    let Some(top) = found.first() else {
        return Ok(None);
    };
    let whole = org.read(&object.name, id, &[])?;
    let mut related = Vec::new();
    for list in shape.related {
        related.extend(children(org, list, id)?);
    }
    let shows_activity = !shape.activity.is_empty();
    let groups =
        if shows_activity { timeline::of_record(org, shape.activity, id)? } else { Vec::new() };
    let highlights = highlights.iter().map(|column| shown(org, object, top, column));
    Ok(Some(Page {
        frame: Frame::new(org, &object.name),
        object: shape.object,
        object_label: object_label(object, &whole),
        name: ask::name(org, id).unwrap_or_else(|| id.to_owned()),
        highlights: highlights.filter(|shown| !shown.text.is_empty()).collect(),
        details: details(org, object, &whole),
        related,
        shows_activity,
        groups,
    }))
}

fn object_label(object: &Object, record: &Row) -> String {
    let person = object.name == "Account" && record.get("IsPersonAccount") == Some(&true.into());
    if person {
        return "Person Account".to_owned();
    }
    object.label.clone()
}

/// Every field that holds something, in the order of the metadata.
fn details(org: &Org, object: &Object, record: &Row) -> Vec<Shown> {
    object.fields.iter().filter_map(|field| detail(org, field, record)).collect()
}

fn detail(org: &Org, field: &Field, record: &Row) -> Option<Shown> {
    // The parts of an address stand in the address.
    if field.compound.as_ref().is_some_and(|whole| whole.ends_with("Address")) {
        return None;
    }
    let value = ask::value(record, &field.name)?;
    let mut shown = Shown {
        label: field.label.clone(),
        text: worded(org, &field.name, Some(field.kind), value),
        long: field.kind == FieldType::Textarea,
        ..Shown::default()
    };
    if field.kind == FieldType::Reference {
        let id = shown.text.clone();
        shown.label = field.label.trim_end_matches(" ID").to_owned();
        shown.text = ask::name(org, &id).unwrap_or_else(|| id.clone());
        shown.href = link(org, &id);
    }
    if field.kind == FieldType::Phone
        && let Some(id) = ask::text(record, "Id")
    {
        shown.dial(&ask::name(org, id).unwrap_or_default(), id);
    }
    (!shown.text.is_empty()).then_some(shown)
}

/// A related list, or `None` if it is empty.
fn children(org: &Org, list: &Related, id: &str) -> Result<Option<RelatedList>, ApiError> {
    let schema = org.schema();
    let Some(child) = schema.object(list.object) else {
        return Ok(None);
    };
    let from = format!("{} WHERE {} = {}", list.object, list.lookup, literal(id));
    let total = count(org, &from)?;
    if total == 0 {
        return Ok(None);
    }
    let columns = existing(child, list.columns);
    let query = format!(
        "SELECT {} FROM {from} ORDER BY LastModifiedDate DESC, Id LIMIT {CHILDREN}",
        selection(child, &columns)
    );
    let rows = rows(org, &query)?;
    Ok(Some(RelatedList {
        object: list.object,
        label: child.label_plural.clone(),
        total,
        columns: columns.iter().map(|column| label(child, column)).collect(),
        rows: rows
            .iter()
            .map(|row| columns.iter().map(|column| shown(org, child, row, column)).collect())
            .collect(),
    }))
}
