//! The org's home: how many records there are, and what was written last.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::ask::count;
use super::frame::{Frame, list_address};
use super::shape::SHAPES;
use super::timeline::{self, Item};
use super::{html, refused};
use crate::error::ApiError;
use crate::org::Org;

/// Activities shown.
const LATEST: usize = 12;

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    frame: Frame,
    tiles: Vec<Tile>,
    latest: Vec<Item>,
    facts: Vec<Fact>,
}

struct Tile {
    object: &'static str,
    label: String,
    href: String,
    count: usize,
}

struct Fact {
    label: &'static str,
    value: String,
    mono: bool,
}

/// Shows the page.
pub(super) async fn show(State(org): State<Org>) -> Response {
    page(&org).map_or_else(|error| refused(&error), |page| html(&page))
}

fn page(org: &Org) -> Result<Page, ApiError> {
    let mut tiles = Vec::new();
    for shape in &SHAPES {
        if let Some(object) = org.schema().object(shape.object) {
            tiles.push(Tile {
                object: shape.object,
                label: object.label_plural.clone(),
                href: list_address(shape.object),
                count: count(org, shape.object)?,
            });
        }
    }
    Ok(Page {
        frame: Frame::new(org, "Home"),
        tiles,
        latest: timeline::latest(org, LATEST)?,
        facts: facts(org),
    })
}

fn facts(org: &Org) -> Vec<Fact> {
    let yes = |on: bool| if on { "On" } else { "Off" }.to_owned();
    let options = org.options();
    let fact = |label, value| Fact { label, value, mono: false };
    vec![
        Fact { label: "Organization ID", value: org.id(), mono: true },
        fact("Edition", options.edition.clone()),
        fact("Time zone", options.time_zone.clone()),
        fact("Person Accounts", yes(options.person_accounts)),
        fact("Call id field on Activity", yes(options.call_id_field)),
        fact("API calls since the start", org.api_calls().to_string()),
    ]
}
