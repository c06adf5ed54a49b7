//! `/settings/profiles`: all profiles, and who follows which.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::profile::{BUILTIN, about_in, value_at};
use language::Language;
use toml::Value;

use super::book::Book;
use super::chosen::book;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::shell::{Frame, Place, Visit, show as show_page};

/// A profile in the list.
struct Row {
    name: String,
    about: String,
    base: Option<String>,
    used_by: String,
}

#[derive(Template)]
#[template(path = "settings/profile/list.html")]
struct Page {
    frame: Frame,
    may_change: bool,
    own: Vec<Row>,
    builtin: Vec<Row>,
    problem: Option<String>,
    name: String,
    bases: Vec<String>,
}

/// Answers with the list.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
) -> Response {
    match book(&shared).await {
        Ok(book) => answer(&visit, &signed_in, &book, String::new(), None),
        Err(refusal) => refusal,
    }
}

/// The list, with what is wrong with the name of a new profile.
pub(super) fn answer(
    visit: &Visit,
    signed_in: &SignedIn,
    book: &Book,
    name: String,
    problem: Option<&str>,
) -> Response {
    let frame = visit.frame(Place::Settings);
    let own: Vec<Row> =
        book.own().filter_map(|name| row(book, name, frame.words.language)).collect();
    let builtin =
        BUILTIN.iter().filter_map(|(name, _)| row(book, name, frame.words.language)).collect();
    let bases = BUILTIN.iter().map(|(name, _)| (*name).to_owned());
    show_page(&Page {
        problem: problem.map(|id| frame.words.say(id)),
        frame,
        may_change: signed_in.may(Capability::Configure),
        bases: bases.chain(own.iter().map(|row| row.name.clone())).collect(),
        own,
        builtin,
        name,
    })
}

fn row(book: &Book, name: &str, language: Language) -> Option<Row> {
    let entry = book.entry(name)?;
    let about = value_at(&entry.whole, "about").and_then(Value::as_str).unwrap_or_default();
    Some(Row {
        about: about_in(about, language),
        base: entry.base_name.filter(|_| !entry.builtin),
        used_by: book.used_by(name).join(", "),
        name: entry.name,
    })
}
