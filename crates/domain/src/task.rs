//! Composes what the Task of a call should say.
//!
//! [`compose`] is a pure function: the same setting gives the same verdict, so it can be asked as often as
//! something new is heard, and only the differences are written ([`crate::update`]).

use crate::call::{Call, CallType};
use crate::event::Millis;
use crate::matching::Resolution;
use crate::owner::{self, Directory};
use crate::profile::Profile;
use crate::template::Values;

mod description;
mod disposition;
mod draft;
mod fit;
mod setting;
mod standard;
mod status;
mod timing;
mod zone;

pub use crate::outcome::{DesiredTask, IgnoreRule, Verdict, sentences};
pub(crate) use description::{cut_middle, find_block};
pub use description::{own_text, units};
pub(crate) use fit::fit;
pub use setting::{FieldFacts, FieldKind, OrgFacts, SourceFacts, TaskStatus, external_id};
pub use timing::kind_now;
pub(crate) use zone::began;

use draft::Draft;

/// Everything that decides what the Task of a call says.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The call.
    pub call: &'a Call,
    /// The record it belongs to, or why none.
    pub resolution: &'a Resolution,
    /// The users of the org.
    pub directory: &'a Directory,
    /// The rules.
    pub profile: &'a Profile,
    /// The phone system as it is configured here.
    pub source: &'a SourceFacts,
    /// What the org's Task looks like.
    pub org: &'a OrgFacts,
    /// The Task's key in Salesforce, see [`external_id`].
    pub external_id: &'a str,
    /// The present moment.
    pub now: Millis,
    /// When we first heard of the call. An event that reaches us late is no call that hangs.
    pub first_heard: Millis,
    /// When the call's Task was created, if it was.
    pub task_created_at: Option<Millis>,
}

/// What holds whatever record the call belongs to: that it gets no Task, or none yet. `None` means that the
/// record decides, so the number must be looked for.
pub fn before_search(setting: &Setting<'_>) -> Option<Verdict> {
    timing::whatever_the_record(setting, timing::kind_now(setting))
}

/// Whether the call will have a Task (or has one) once a record holds its number.
pub(crate) fn logged_on_a_record(setting: &Setting<'_>) -> bool {
    let whatever = timing::whatever_the_record(setting, timing::kind_now(setting));
    let no_event = setting.task_created_at.is_none() && timing::filtered(setting).is_some();
    whatever.is_none() && !no_event
}

/// What the template fields say about the call, as a call of that type.
pub fn values<'a>(setting: &Setting<'a>, kind: CallType) -> Values<'a> {
    Values {
        call: setting.call,
        kind,
        resolution: setting.resolution,
        source: setting.source,
        language: setting.profile.language,
        tag_rule: setting.profile.tags.after_transfer,
        speakers: &setting.profile.description.speakers,
        zone: zone::of_line(setting),
    }
}

/// Says what is to be done about a call now: write a Task with these fields, write none, or wait.
pub fn compose(setting: &Setting<'_>) -> Verdict {
    let kind = timing::kind_now(setting);
    match timing::judge(setting, kind) {
        Ok(status) => Verdict::Write(Box::new(worded(setting, kind, status))),
        Err(verdict) => *verdict,
    }
}

/// What the Task of a call of that type says, whether or not the profile logs such calls: for those who word
/// templates.
pub fn compose_anyway(setting: &Setting<'_>, kind: CallType) -> DesiredTask {
    worded(setting, kind, setting.profile.status(kind))
}

fn worded(setting: &Setting<'_>, kind: CallType, status: Option<&str>) -> DesiredTask {
    let values = values(setting, kind);
    let choice = owner::choose(
        setting.call,
        setting.resolution,
        &setting.profile.owner,
        setting.directory,
        &zone::began(setting),
    );
    let mut draft = Draft::new(setting, &values);
    draft.identity();
    draft.status(status);
    draft.record();
    draft.owner(&choice);
    draft.subject();
    draft.date();
    draft.call_facts();
    draft.disposition();
    draft.description();
    draft.custom_fields();
    draft.remarks();
    draft.finish(choice)
}
