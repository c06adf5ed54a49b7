//! What follows from the `create` section of a profile as a whole, and what does not go together in it.

use language::Sentence;

use super::plan::an;
use super::{CreateRules, NewObject, PhoneSpelling};
use crate::call::CallType;
use crate::candidate::MatchObject;
use crate::matching::{LinkOpen, MatchRules};
use crate::spelling::Spellings;

impl CreateRules {
    /// Whether calls of any type have somebody created.
    #[must_use]
    pub fn creates(&self) -> bool {
        let mut all = std::iter::once(&self.object).chain(self.by_type.values());
        all.any(|object| *object != NewObject::None)
    }

    /// Whether nothing in the org is created or given away.
    #[must_use]
    pub fn is_off(&self) -> bool {
        !self.creates() && !self.case && !self.reassign_record
    }

    /// What is created for calls of that type.
    #[must_use]
    pub fn object_for(&self, call_type: CallType) -> Option<MatchObject> {
        self.by_type.get(&call_type).copied().unwrap_or(self.object).object()
    }

    /// What does not go together, as a sentence: what is created must be found by the next call.
    pub(crate) fn problem(&self, matching: &MatchRules) -> Option<Sentence> {
        let all = std::iter::once(self.object).chain(self.by_type.values().copied());
        for object in all.filter_map(NewObject::object) {
            let field = self.phone_field.as_str();
            if matching.step_of(object).is_none() {
                return Some(
                    Sentence::new("profile-error-create-object").with("object", an(object)),
                );
            }
            if !matching.fields_of(object).iter().any(|known| known.eq_ignore_ascii_case(field)) {
                return Some(
                    Sentence::new("profile-error-create-phone-field")
                        .with("field", field)
                        .with("object", an(object)),
                );
            }
            if matching.spellings == Spellings::Strict && self.phone_spelling == PhoneSpelling::E164
            {
                return Some(Sentence::new("profile-error-create-spelling"));
            }
        }
        let linked = matching.link_open.contains(&LinkOpen::Case);
        (self.case && !linked).then(|| Sentence::new("profile-error-create-case"))
    }
}
