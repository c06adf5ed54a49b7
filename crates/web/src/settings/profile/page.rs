//! The page of one part of a profile.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use domain::profile::{BUILTIN, Profile, value_at};
use engine::preview::FieldSamples;
use toml::{Table, Value};

use super::checks::CheckView;
use super::chosen::Chosen;
use super::fields::{self, FieldRow};
use super::form::Problem;
use super::input::{Control, GroupView, Sheet};
use super::key::{Kind, Section};
use super::lines::DiffRow;
use super::place::place;
use super::preview::{self, PreviewView};
use super::sections;
use super::would::WouldView;
use crate::Shared;
use crate::shell::{Frame, Place, Visit, Words, show};

/// How many calls a change may be tried on.
pub(super) const NUMBERS: [usize; 3] = [20, 100, 500];

/// Calls that are looked through for an example of each merge field.
const FOR_EXAMPLES: usize = 50;

/// Calls under a template.
pub(super) const SAMPLES: usize = 2;

/// A tab.
pub(super) struct Tab {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) here: bool,
}

/// What a page shows beside the profile as it is kept.
#[derive(Default)]
pub(super) struct Shown {
    /// The profile as it was entered.
    pub(super) table: Option<Table>,
    pub(super) problems: Vec<Problem>,
    /// What is wrong with the whole.
    pub(super) refused: Option<String>,
    pub(super) would: Option<WouldView>,
    /// What the org has against it; `None` where it was not asked or did not answer.
    pub(super) checks: Option<Vec<CheckView>>,
    /// Whether it was not saved for that.
    pub(super) objected: bool,
    /// What others have changed meanwhile.
    pub(super) meanwhile: Option<Vec<DiffRow>>,
    pub(super) number: usize,
    pub(super) note: String,
}

impl Shown {
    /// Whether something was to be saved and was not.
    pub(super) fn is_refusal(&self) -> bool {
        self.refused.is_some() || self.meanwhile.is_some() || self.objected
    }
}

#[derive(Template)]
#[template(path = "settings/profile/edit.html")]
struct Page {
    frame: Frame,
    words: Words,
    name: String,
    slug: &'static str,
    title: String,
    builtin: bool,
    locked: Option<String>,
    may_change: bool,
    version: i64,
    tabs: Vec<Tab>,
    groups: Vec<GroupView>,
    previews: BTreeMap<String, PreviewView>,
    picker: Vec<FieldRow>,
    into: Option<String>,
    offered: Vec<String>,
    shown: Shown,
    numbers: [(usize, bool); 3],
}

impl Page {
    fn preview(&self, path: &Option<String>) -> Option<&PreviewView> {
        self.previews.get(path.as_ref()?)
    }
}

/// Answers with the page.
pub(super) async fn answer(
    shared: &Shared,
    visit: &Visit,
    chosen: Chosen,
    section: &Section,
    shown: Shown,
) -> Response {
    let frame = visit.frame(Place::Settings);
    let words = frame.words.clone();
    let table = shown.table.clone().unwrap_or_else(|| chosen.entry.whole.clone());
    let offer = shared.engine.org_offer().await.unwrap_or_default();
    let base = chosen.entry.base_name.as_deref().filter(|_| !chosen.entry.builtin);
    let recommended: Table = BUILTIN[0].1.parse().unwrap_or_default();
    let sheet = Sheet {
        recommended: &recommended,
        words: &words,
        table: &table,
        base: base.map(|name| (name, &chosen.entry.base)),
        statuses: &offer.statuses,
        problems: &shown.problems,
    };
    let groups: Vec<GroupView> = section.groups.iter().map(|group| sheet.group(group)).collect();
    let Texts { picker, previews } = texts(shared, &words, &chosen, section, &table).await;
    let number = if shown.number == 0 { NUMBERS[1] } else { shown.number };
    let into =
        groups.iter().flat_map(|group| &group.inputs).find_map(|input| match input.control {
            Control::Line(_) | Control::Comment(_) => Some(format!("#{}", input.id)),
            _ => None,
        });
    show(&Page {
        title: words.say(section.title),
        tabs: tabs(&frame, &chosen.entry.name, section.slug),
        name: chosen.entry.name,
        slug: section.slug,
        builtin: chosen.entry.builtin,
        locked: chosen.locked,
        may_change: chosen.may_change,
        version: chosen.book.settings.version,
        groups,
        previews,
        picker,
        into,
        offered: offer.task_fields,
        numbers: NUMBERS.map(|one| (one, one == number)),
        shown,
        words,
        frame,
    })
}

/// What helps to word the templates of a page.
#[derive(Default)]
struct Texts {
    picker: Vec<FieldRow>,
    previews: BTreeMap<String, PreviewView>,
}

/// The merge fields and the previews of a page that words something.
async fn texts(
    shared: &Shared,
    words: &Words,
    chosen: &Chosen,
    section: &Section,
    table: &Table,
) -> Texts {
    let mut texts = Texts::default();
    let worded = section.keys().any(|key| {
        matches!(key.kind, Kind::Line | Kind::Comment | Kind::TemplateLines | Kind::Fields)
    });
    if !worded {
        return texts;
    }
    let source = chosen.book.source_for(&chosen.entry.name);
    let profile = profile_of(table).or_else(|| profile_of(&chosen.entry.whole));
    if let (Some(source), Some(profile)) = (&source, &profile) {
        let samples = shared.engine.template_fields(source, profile, FOR_EXAMPLES).await;
        texts.picker = fields::rows(words, &samples.unwrap_or_default(), chosen.masks);
        let places: Vec<(String, _)> = section
            .keys()
            .filter_map(|key| Some((key.path.clone(), place(&key.path)?)))
            .filter(|(path, _)| value_at(table, path).is_some())
            .collect();
        let asked: Vec<_> = places.iter().map(|(_, place)| place.clone()).collect();
        let made = shared.engine.preview_templates(source, profile, &asked, SAMPLES).await;
        for ((path, _), made) in places.into_iter().zip(made.unwrap_or_default()) {
            texts.previews.insert(path, preview::view(words, &made, chosen.masks));
        }
    }
    if texts.picker.is_empty() {
        texts.picker = fields::rows(words, &FieldSamples::known(), chosen.masks);
    }
    texts
}

/// The parts of a profile as tabs.
pub(super) fn tabs(frame: &Frame, name: &str, here: &str) -> Vec<Tab> {
    let mut tabs: Vec<Tab> = sections::all()
        .into_iter()
        .map(|section| Tab {
            path: format!("/settings/profiles/{name}/{}", section.slug),
            title: frame.words.say(section.title),
            here: section.slug == here,
        })
        .collect();
    let users = Tab {
        path: format!("/settings/profiles/{name}/users"),
        title: frame.words.say("profile-section-users"),
        here: here == "users",
    };
    let place = tabs.iter().position(|tab| tab.path.ends_with("/contacts")).unwrap_or(tabs.len());
    tabs.insert(place, users);
    tabs
}

/// The profile that a whole table is.
pub(super) fn profile_of(table: &Table) -> Option<Profile> {
    let mut table = table.clone();
    table.remove("extends");
    table.entry("name").or_insert_with(|| Value::from("profile"));
    Profile::parse(&toml::to_string(&table).ok()?, &|_| None).ok()
}
