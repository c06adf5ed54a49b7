//! What a profile must hold beyond the shape of its keys, found when it is saved instead of at the first call.

use jiff::tz::TimeZone;
use language::Sentence;

use super::{Profile, ProfileError};
use crate::owner::check_users;
use crate::template::Template;

/// Longest text of a picklist value such as `Status`.
const STATUS_LIMIT: usize = 40;
/// Salesforce's limit of `Task.Description`.
const DESCRIPTION_LIMIT: u32 = 32_000;
/// Below this, the lines around a comment leave no room for it.
const DESCRIPTION_LEAST: u32 = 500;

/// The Task fields that have a key of their own.
const MANAGED: [&str; 13] = [
    "Subject",
    "Description",
    "Status",
    "OwnerId",
    "WhoId",
    "WhatId",
    "ActivityDate",
    "CallDurationInSeconds",
    "CallType",
    "CallObject",
    "CallDisposition",
    "TaskSubtype",
    "Type",
];

impl Profile {
    /// Checks what the shape of the keys cannot say.
    pub(super) fn check(&self) -> Result<(), ProfileError> {
        self.problem().map_or(Ok(()), |problem| {
            Err(ProfileError::Value { profile: self.name.clone(), problem })
        })
    }

    fn problem(&self) -> Option<Sentence> {
        self.status_problem()
            .or_else(|| self.description_problem())
            .or_else(|| self.zone_problem())
            .or_else(|| self.field_problem())
            .or_else(|| self.sync.as_ref()?.problem())
            .or_else(|| self.users_problem())
            .or_else(|| self.create_problem())
    }

    fn users_problem(&self) -> Option<Sentence> {
        let place = |at: usize| Sentence::new("owner-table-users-line").with("line", at + 1);
        check_users(&self.owner.users, &place).err()
    }

    fn create_problem(&self) -> Option<Sentence> {
        let create = &self.create;
        let names = create.fields.keys().chain(create.case_fields.keys());
        let unnamed = names.chain([&create.phone_field]).find(|name| !is_api_name(name));
        let wrong =
            unnamed.map(|name| Sentence::new("profile-error-create-name").with("field", name));
        wrong.or_else(|| create.problem(&self.matching))
    }

    fn status_problem(&self) -> Option<Sentence> {
        for (call_type, status) in &self.log.types {
            if status.trim().is_empty() || status.chars().count() > STATUS_LIMIT {
                return Some(
                    Sentence::new("profile-error-status-length")
                        .with("type", format!("{call_type:?}"))
                        .with("most", STATUS_LIMIT),
                );
            }
            let subject = self.subject.get(call_type);
            if self.status(*call_type).is_some() && subject.is_none_or(Template::is_empty) {
                return Some(
                    Sentence::new("profile-error-no-subject")
                        .with("type", format!("{call_type:?}")),
                );
            }
        }
        None
    }

    fn description_problem(&self) -> Option<Sentence> {
        let limit = self.description.limit;
        (!(DESCRIPTION_LEAST..=DESCRIPTION_LIMIT).contains(&limit)).then(|| {
            Sentence::new("profile-error-description-limit")
                .with("limit", limit)
                .with("most", DESCRIPTION_LIMIT)
                .with("least", DESCRIPTION_LEAST)
        })
    }

    fn zone_problem(&self) -> Option<Sentence> {
        let zone = self.activity_date.zone.as_str();
        let known =
            matches!(zone, "utc" | "line" | "source" | "org") || TimeZone::get(zone).is_ok();
        (!known).then(|| Sentence::new("profile-error-zone").with("zone", zone))
    }

    fn field_problem(&self) -> Option<Sentence> {
        self.fields.keys().find_map(|name| {
            if MANAGED.iter().any(|managed| managed.eq_ignore_ascii_case(name)) {
                return Some(Sentence::new("profile-error-field-managed").with("field", name));
            }
            (!is_api_name(name))
                .then(|| Sentence::new("profile-error-field-name").with("field", name))
        })
    }
}

/// Whether a text can be the API name of a field: a letter, then letters, digits and underscores.
///
/// ```
/// assert!(domain::profile::is_api_name("Call_Memo__c"));
/// assert!(!domain::profile::is_api_name("Call Memo"));
/// ```
#[must_use]
pub fn is_api_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_of(lines: &str) -> String {
        let text = format!("name = \"mine\"\nextends = \"default\"\n{lines}");
        Profile::parse(&text, &|_| None).unwrap_err().to_string()
    }

    #[test]
    fn limits_zones_and_fields_are_checked() {
        assert!(problem_of("[description]\nlimit = 40000").contains("32,000"));
        assert!(problem_of("[activity_date]\nzone = \"Tokyo\"").contains("Asia/Tokyo"));
        for name in ["Subject", "subject", "CALLOBJECT", "ownerid"] {
            let problem = problem_of(&format!("[fields]\n{name} = \"x\""));
            assert!(problem.contains("a key of its own"), "{problem}");
        }
        assert!(problem_of("[fields]\n\"Call Memo\" = \"x\"").contains("not an API name"));
        let twice = "[owner]\nusers = [{ phone_user = \"1\", salesforce = \"a\" }, \
                     { phone_user = \"1\", salesforce = \"b\" }]";
        assert!(problem_of(twice).contains("in owner.users line 2: 1 stands in"));
        let no_day =
            "[owner]\nusers = [{ phone_user = \"1\", salesforce = \"a\", from = \"May\" }]";
        assert!(problem_of(no_day).contains("\"May\" is no day"), "{}", problem_of(no_day));
        assert!(problem_of("[log.types]\nincoming = \"\"").contains("1 to 40"));
        assert!(problem_of("[subject]\nincoming = \"\"").contains("no subject"));
    }

    #[test]
    fn a_sync_that_could_not_work_is_refused() {
        for (lines, part) in [
            ("[sync.fields.Lead]\nphone = []", "[sync.fields.Lead] phone must name one field"),
            ("[sync.fields.Lead]\nlast_name = [\"Last Name\"]", "\"Last Name\" is not an API name"),
            ("[sync.import_only]\nLead = []", "add it to [sync.import_only] Lead"),
            ("[sync]\nevery_minutes = 1", "every_minutes must be 5 or more"),
            ("[sync]\nread_all_hours = 0", "read_all_hours"),
            ("[sync]\nstop_percent = 0", "stop_percent must be 1 to 100"),
            ("[sync]\ntargets = [\"Account\"]", "write one of: Contact, Lead"),
        ] {
            let problem = problem_of(lines);
            assert!(problem.contains(part), "{problem}");
        }
    }

    #[test]
    fn what_is_created_must_be_found_by_the_next_call() {
        let contact = "[create]\nobject = \"Contact\"\n";
        let hidden = format!("{contact}[match]\nobjects = [\"Lead\"]");
        assert!(problem_of(&hidden).contains("match.objects does not name"));
        let by_type = "[create.by_type]\nincoming = \"Account\"\n[match]\nobjects = [\"Lead\"]";
        assert!(problem_of(by_type).contains("an Account"), "{}", problem_of(by_type));
        let field = format!(
            "{contact}phone_field = \"AssistantPhone\"\n[match.fields]\nContact = [\"Phone\"]"
        );
        assert!(problem_of(&field).contains("does not search it on a Contact"));
        let strict = format!("{contact}[match]\nspellings = \"strict\"");
        assert!(problem_of(&strict).contains("\"national\""));
        assert!(problem_of("[create]\ncase = true").contains("does not name \"Case\""));
        assert!(problem_of("[create.fields]\n\"Lead Source\" = \"x\"").contains("not an API name"));
        assert!(problem_of("[create]\nobject = \"Person\"").contains("Person"));
    }
}
