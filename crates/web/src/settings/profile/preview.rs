//! `POST /settings/profiles/{name}/preview`: what a template that is being written makes of the last calls.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::profile::set_at;
use domain::template::Template as Wording;
use engine::preview::{Sample, TemplatePreview, Variant};
use toml::Value;

use super::chosen::Chosen;
use super::form::value;
use super::page::{SAMPLES, profile_of};
use super::place::place;
use super::would::kind_name;
use crate::Shared;
use crate::access::SignedIn;
use crate::shell::{Visit, Words, show as show_page};

/// What a template makes of a few calls.
#[derive(Default)]
pub(super) struct PreviewView {
    pub(super) problem: Option<String>,
    pub(super) warnings: Vec<String>,
    pub(super) samples: Vec<SampleView>,
}

/// What it makes of one call.
pub(super) struct SampleView {
    pub(super) head: String,
    pub(super) text: Option<String>,
    pub(super) length: String,
    /// How full the field is.
    pub(super) meter: Option<(usize, usize)>,
    pub(super) over: Option<String>,
}

#[derive(Template)]
#[template(path = "settings/profile/preview_part.html")]
struct Part {
    words: Words,
    view: PreviewView,
}

/// Answers with the part of the page below the template.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let chosen = match Chosen::find(&shared, &signed_in, &visit, &name).await {
        Ok(chosen) => chosen,
        Err(refusal) => return refusal,
    };
    let words = visit.bare_frame().words;
    let path = value(&pairs, "place").to_owned();
    let text = value(&pairs, &path).replace("\r\n", "\n");
    let mut view = PreviewView::default();
    if let Err(error) = Wording::parse(&text) {
        view.problem = Some(error.sentence().say(&words.locale));
    } else if let (Some(place), Some(source)) = (place(&path), chosen.book.source_for(&name)) {
        let mut table = chosen.entry.whole.clone();
        if !text.trim().is_empty() {
            set_at(&mut table, &path, Value::String(text));
        }
        if let Some(profile) = profile_of(&table) {
            let made = shared.engine.preview_template(&source, &profile, &place, SAMPLES).await;
            match made {
                Ok(made) => view = self::view(&words, &made, chosen.masks),
                Err(error) => tracing::warn!(%error, "a template could not be previewed"),
            }
        }
    }
    show_page(&Part { words, view })
}

/// The preview as a page shows it.
pub(super) fn view(words: &Words, preview: &TemplatePreview, masks: bool) -> PreviewView {
    let count = preview.looked_through;
    let warning = |name: &&'static str| {
        words.with2("profile-always-empty", "name", format!("{{{name}}}"), "count", count)
    };
    PreviewView {
        problem: None,
        warnings: preview.always_empty.iter().map(warning).collect(),
        samples: preview.samples.iter().map(|sample| one(words, sample, masks)).collect(),
    }
}

fn one(words: &Words, sample: &Sample, masks: bool) -> SampleView {
    let kind = kind_name(words, sample.kind);
    let call = sample.call.clone().unwrap_or_default();
    let head = match sample.variant {
        Variant::Real => words.with2("profile-preview-real", "type", kind, "call", call),
        Variant::AsIf => words.with2("profile-preview-as-if", "type", kind, "call", call),
        Variant::Invented => words.with("profile-preview-invented", "type", kind),
    };
    let masked = masks && sample.variant != Variant::Invented;
    let text = if masked { "•••".to_owned() } else { sample.text.clone() };
    let length = match sample.limit {
        Some(limit) => words.with2("profile-length", "units", sample.units, "limit", limit),
        None => words.with("profile-length-free", "units", sample.units),
    };
    let over = sample.limit.filter(|_| sample.whole_units > sample.units).map(|limit| {
        words.with2("profile-length-over", "whole", sample.whole_units, "limit", limit)
    });
    SampleView {
        head,
        text: (!text.trim().is_empty()).then_some(text),
        length,
        meter: sample.limit.map(|limit| (sample.units, limit)),
        over,
    }
}
