//! A template over the last real calls: the text that a Task would get, how long it is, and which of its fields the
//! phone system never fills. It costs no request: the records are those that were found when the calls were written.

use domain::call::CallType;
use domain::event::Millis;
use domain::profile::Profile;
use domain::task::{self, DesiredTask, OrgFacts, Setting, units};
use serde::Serialize;

use super::PreviewError;
use super::place::TemplatePlace;
use super::stand::{LINE, Stand};
use crate::Engine;

/// Calls that are looked through for those that a template is for.
const LOOKED_THROUGH: usize = 100;

/// Of so many calls at least one would fill a field that the phone system knows at all.
const ENOUGH: usize = 5;

/// What a template makes of the last calls.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TemplatePreview {
    /// A few calls, the newest first.
    pub samples: Vec<Sample>,
    /// Fields of the template that none of the source's last calls fills.
    pub always_empty: Vec<&'static str>,
    /// In how many calls that was looked for.
    pub looked_through: usize,
}

/// What a template makes of one call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// The call's id; `None` for an invented one.
    pub call: Option<String>,
    /// Whether the call was so.
    pub variant: Variant,
    /// What kind of call it is shown as.
    pub kind: CallType,
    /// When it began, UTC milliseconds.
    pub started_at: Option<Millis>,
    /// The text as it would be written.
    pub text: String,
    /// Its length in UTF-16 units, as Salesforce counts at worst.
    pub units: usize,
    /// Its length before it was shortened.
    pub whole_units: usize,
    /// The longest text that the field takes; `None` for one without a length, such as a checkbox.
    pub limit: Option<usize>,
}

/// Whether a call was as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// It was.
    Real,
    /// A real call, shown as another kind of call.
    AsIf,
    /// No call has come yet: it is invented.
    Invented,
}

impl Engine {
    /// What a template of `profile` makes of the last calls of a source: at most `show` of those that it is for.
    ///
    /// # Errors
    /// When there is no such source, or the store does not answer.
    pub async fn preview_template(
        &self,
        source_id: &str,
        profile: &Profile,
        place: &TemplatePlace,
        show: usize,
    ) -> Result<TemplatePreview, PreviewError> {
        let stands = self.stands(source_id, profile, LOOKED_THROUGH).await?;
        Ok(preview(&stands, profile, place, show))
    }

    /// The same for several templates of one profile.
    ///
    /// # Errors
    /// As for one.
    pub async fn preview_templates(
        &self,
        source_id: &str,
        profile: &Profile,
        places: &[TemplatePlace],
        show: usize,
    ) -> Result<Vec<TemplatePreview>, PreviewError> {
        let stands = self.stands(source_id, profile, LOOKED_THROUGH).await?;
        Ok(places.iter().map(|place| preview(&stands, profile, place, show)).collect())
    }
}

fn preview(
    stands: &[Stand],
    profile: &Profile,
    place: &TemplatePlace,
    show: usize,
) -> TemplatePreview {
    let real = stands.iter().filter(|stand| stand.variant == Variant::Real).count();
    let always_empty = if real < ENOUGH { Vec::new() } else { empty(profile, place, stands) };
    let fitting = stands.iter().filter(|stand| place.is_for(stand.kind()));
    let mut samples: Vec<Sample> = fitting
        .filter(|stand| stand.variant == Variant::Real)
        .take(show)
        .map(|stand| stand.sample(place))
        .collect();
    for kind in place.kinds() {
        if !samples.iter().any(|sample| sample.kind == kind) {
            let other = stands.iter().find_map(|stand| stand.as_if(kind));
            samples.extend(other.map(|stand| stand.sample(place)));
        }
    }
    TemplatePreview { samples, always_empty, looked_through: real }
}

impl Stand {
    fn sample(&self, place: &TemplatePlace) -> Sample {
        let kind = self.kind();
        let setting = self.setting();
        let written = text_of(&task::compose_anyway(&setting, kind), place);
        let (profile, org) = boundless(&setting, place);
        let whole = text_of(
            &task::compose_anyway(&Setting { profile: &profile, org: &org, ..setting }, kind),
            place,
        );
        Sample {
            call: self.call_id.clone(),
            variant: self.variant,
            kind,
            started_at: self.call.facts.started_at.or(self.call.first_at),
            units: units(&written),
            whole_units: units(&whole),
            limit: limit(&setting, place),
            text: written,
        }
    }
}

/// The fields of the template that no real call fills.
fn empty(profile: &Profile, place: &TemplatePlace, stands: &[Stand]) -> Vec<&'static str> {
    let Some(template) = place.template(profile) else { return Vec::new() };
    let is_filled = |stand: &Stand, field| {
        let setting = stand.setting();
        !task::values(&setting, task::kind_now(&setting)).text_of(field).trim().is_empty()
    };
    let mut empty: Vec<&'static str> = template
        .fields()
        .filter(|field| !stands.iter().any(|stand| is_filled(stand, field)))
        .map(|field| field.name)
        .collect();
    empty.sort_unstable();
    empty.dedup();
    empty
}

fn limit(setting: &Setting<'_>, place: &TemplatePlace) -> Option<usize> {
    let facts = setting.org.fields.get(place.field());
    let length = facts.and_then(|facts| facts.length).filter(|length| *length > 0);
    let length = match place {
        TemplatePlace::Description | TemplatePlace::Missed => {
            let wanted = setting.profile.description.limit;
            Some(length.map_or(wanted, |length| length.min(wanted)))
        }
        TemplatePlace::Subject(_) => Some(length.unwrap_or(LINE)),
        TemplatePlace::Field(_) => length,
    };
    usize::try_from(length?).ok()
}

/// The same profile and org without a limit for the text.
fn boundless(setting: &Setting<'_>, place: &TemplatePlace) -> (Profile, OrgFacts) {
    let (mut profile, mut org) = (setting.profile.clone(), setting.org.clone());
    profile.description.limit = u32::MAX;
    if let Some(facts) = org.fields.get_mut(place.field()) {
        facts.length = None;
    }
    (profile, org)
}

fn text_of(task: &DesiredTask, place: &TemplatePlace) -> String {
    match task.fields.get(place.field()) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}
