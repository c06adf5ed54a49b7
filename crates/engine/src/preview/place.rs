//! The texts of a Task that templates word, and which calls each of them is for.

use domain::call::CallType;
use domain::profile::Profile;
use domain::template::Template;

/// Which text of the Task a template is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePlace {
    /// The subject of one type of calls.
    Subject(CallType),
    /// The comments of calls that somebody answered, of voicemails and of transfers.
    Description,
    /// The comments of calls that nobody answered.
    Missed,
    /// Another field by its API name.
    Field(String),
}

impl TemplatePlace {
    /// Whether the template words the Tasks of such calls.
    pub(super) fn is_for(&self, kind: CallType) -> bool {
        match self {
            TemplatePlace::Subject(wanted) => *wanted == kind,
            TemplatePlace::Description => !without_answer(kind),
            TemplatePlace::Missed => without_answer(kind),
            TemplatePlace::Field(_) => true,
        }
    }

    /// The kinds of calls of which a sample is wanted in any case.
    pub(super) fn kinds(&self) -> Vec<CallType> {
        use CallType as T;
        match self {
            TemplatePlace::Subject(kind) => vec![*kind],
            TemplatePlace::Description => vec![T::Incoming, T::Voicemail],
            TemplatePlace::Missed => vec![T::IncomingMissed, T::OutgoingMissed],
            TemplatePlace::Field(_) => vec![T::Incoming, T::IncomingMissed, T::Voicemail],
        }
    }

    /// API name of the Task field.
    pub(super) fn field(&self) -> &str {
        match self {
            TemplatePlace::Subject(_) => "Subject",
            TemplatePlace::Description | TemplatePlace::Missed => "Description",
            TemplatePlace::Field(name) => name,
        }
    }

    pub(super) fn template<'a>(&self, profile: &'a Profile) -> Option<&'a Template> {
        match self {
            TemplatePlace::Subject(kind) => profile.subject.get(kind),
            TemplatePlace::Description => Some(&profile.description.template),
            TemplatePlace::Missed => Some(&profile.description.missed),
            TemplatePlace::Field(name) => profile.fields.get(name),
        }
    }
}

/// Calls of which the comments follow `description.missed` (F49).
fn without_answer(kind: CallType) -> bool {
    use CallType::{ForwardedMissed, IncomingMissed, OutgoingMissed};
    matches!(kind, OutgoingMissed | IncomingMissed | ForwardedMissed)
}
