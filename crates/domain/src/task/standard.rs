//! The fields that every Task of a call has, one function each.

use language::Sentence;

use super::draft::Draft;
use super::{description, disposition, external_id, status, timing, zone};
use crate::call::CallType;
use crate::event::Direction;
use crate::matching::{Record, Rule, object_of, object_words};
use crate::owner::{OwnerChoice, OwnerRule};
use crate::profile::{DateOf, DurationRule, TransferCallType};
use crate::template::Value;
use crate::wording;

/// Salesforce's `CallDurationInSeconds` has eight digits.
const LONGEST_CALL: i64 = 99_999_999;

/// What may stand between the parts of a subject.
const SEPARATORS: [char; 6] = ['·', '-', '–', ':', ',', '|'];

impl Draft<'_> {
    /// The call's key and the phone system's id (F63). Where the org has no field for the key, it stands in
    /// `CallObject`, because a Task must be found again by it, and two phone systems may count alike.
    pub(super) fn identity(&mut self) {
        let key = Value::Text(self.setting.external_id.to_owned());
        let Some(field) = self.setting.org.call_id_field.clone() else {
            self.put("CallObject", key, Sentence::new("task-no-own-field"));
            return;
        };
        self.put_once(&field, key, Sentence::new("task-key"));
        let template = &self.setting.profile.call_object;
        let mut id = template.render(&|field| self.values.text_of(field));
        let limit = self.limit_of("CallObject").unwrap_or(255);
        if description::units(&id) > limit {
            // A shortened id could be another call's; a digest is not.
            id = external_id("", &id);
            self.note_of("CallObject", Sentence::new("task-id-too-long"));
        }
        let origin = Sentence::new("task-from-call-object").with("template", template.as_str());
        self.put("CallObject", words(id), origin);
    }

    /// `Status` (F44, F48, F90).
    pub(super) fn status(&mut self, wanted: Option<&str>) {
        let Some(wanted) = wanted else {
            self.note(Sentence::new("task-keeps-status"));
            return;
        };
        let (value, note) = status::choose(wanted, self.setting.org);
        if let Some(note) = note {
            self.note_of("Status", note);
        }
        if let Some(value) = value {
            let label = wording::type_words(self.values.kind);
            let origin = Sentence::new("task-from-status").with("type", label);
            self.put("Status", Value::Text(value), origin);
        }
    }

    /// `WhoId` and `WhatId` (F23, F54..F57, F76, F77).
    pub(super) fn record(&mut self) {
        let record = self.setting.resolution.record.as_ref();
        let (who, what) = record
            .map(|record| (record.who_id.clone(), record.what_id.clone()))
            .unwrap_or_default();
        let who_origin = origin_of(record, who.as_deref());
        let what_origin = origin_of(record, what.as_deref());
        self.put("WhoId", who.map_or(Value::Nothing, Value::Text), who_origin);
        self.put("WhatId", what.map_or(Value::Nothing, Value::Text), what_origin);
    }

    /// `OwnerId` (F93..F103); left out where Salesforce decides.
    pub(super) fn owner(&mut self, choice: &OwnerChoice) {
        let Some(user) = &choice.user_id else {
            if choice.rule != OwnerRule::Unset {
                self.note_of("OwnerId", Sentence::new("task-no-owner-found"));
            }
            return;
        };
        let step = choice.steps.last().map(|step| step.outcome.clone());
        let origin = step.unwrap_or_else(|| Sentence::new("owner-chosen").with("id", user));
        self.put("OwnerId", Value::Text(user.clone()), origin);
    }

    /// `Subject` (F47, F71). Separators at its end, behind which a field is empty, are dropped.
    pub(super) fn subject(&mut self) {
        let profile = self.setting.profile;
        if let Some(template) = profile.subject.get(&self.values.kind) {
            let text = template.render(&|field| self.values.text_of(field));
            let origin = Sentence::new("task-from-subject").with("template", template.as_str());
            let text = text.trim_end_matches(|letter: char| {
                letter.is_whitespace() || SEPARATORS.contains(&letter)
            });
            self.put("Subject", words(text.to_owned()), origin);
        }
    }

    /// `ActivityDate` (F59, F75).
    pub(super) fn date(&mut self) {
        let (setting, rules) = (self.setting, &self.setting.profile.activity_date);
        let created = setting.task_created_at.unwrap_or(setting.now);
        let (at, of) = match rules.of {
            DateOf::TaskCreation => (created, "task-day-of-creation"),
            DateOf::CallStart => {
                let facts = &setting.call.facts;
                let began = facts.started_at.or(setting.call.first_at);
                (began.unwrap_or(created), "task-day-of-start")
            }
        };
        let zone = zone::of_activity_date(setting);
        let day = zone::day(at, &zone).map_or(Value::Nothing, Value::Text);
        let place = zone.iana_name().unwrap_or("UTC");
        self.put("ActivityDate", day, Sentence::new(of).with("zone", place));
    }

    /// `CallType`, `CallDurationInSeconds`, `Type` and `TaskSubtype` (F39, F40, F58..F62, F70, F74, F79).
    pub(super) fn call_facts(&mut self) {
        let call_type = self.call_type().map_or(Value::Nothing, |word| words(word.to_owned()));
        self.put("CallType", call_type, Sentence::new("task-from-direction"));
        let call = self.setting.call;
        let (seconds, origin) = match self.setting.profile.duration {
            DurationRule::Zero => (0, "task-duration-zero"),
            DurationRule::Talk => (call.talk_seconds().unwrap_or(0), "task-duration-talk"),
            DurationRule::Total => (call.total_seconds().unwrap_or(0), "task-duration-total"),
        };
        let seconds = Value::Number(seconds.clamp(0, LONGEST_CALL));
        self.put("CallDurationInSeconds", seconds, Sentence::new(origin));
        if self.setting.profile.type_field {
            self.put("Type", words("Call".to_owned()), Sentence::new("task-from-type"));
        }
        if let Some(subtype) = self.setting.profile.task_subtype.clone() {
            self.put_once("TaskSubtype", words(subtype), Sentence::new("task-from-subtype"));
        }
    }

    fn call_type(&self) -> Option<&'static str> {
        let by_direction = match self.setting.call.direction() {
            Direction::Inbound => "Inbound",
            Direction::Outbound => "Outbound",
            Direction::Internal => "Internal",
        };
        match self.values.kind {
            CallType::Outgoing | CallType::OutgoingMissed | CallType::ConferenceOutgoing => {
                Some("Outbound")
            }
            CallType::Incoming
            | CallType::IncomingMissed
            | CallType::Voicemail
            | CallType::ConferenceIncoming
            | CallType::IvrDigits => Some("Inbound"),
            CallType::Internal => Some("Internal"),
            CallType::TransferInternal | CallType::TransferExternal => {
                match self.setting.profile.transfer.call_type {
                    TransferCallType::None => None,
                    TransferCallType::Direction => Some(by_direction),
                }
            }
            CallType::Forwarded | CallType::ForwardedMissed => Some(by_direction),
        }
    }

    /// `CallDisposition` (F72).
    pub(super) fn disposition(&mut self) {
        let Some(rules) = &self.setting.profile.call_disposition else {
            return;
        };
        let limit = self.limit_of("CallDisposition").unwrap_or(255);
        let (text, dropped) = disposition::write(rules, self.values, limit);
        if dropped > 0 {
            let note = Sentence::new("task-tags-left-out").with("count", dropped);
            self.note_of("CallDisposition", note.with("limit", limit));
        }
        self.put("CallDisposition", words(text), Sentence::new("task-from-disposition"));
    }

    /// `Description` (F49..F53, F84..F86).
    pub(super) fn description(&mut self) {
        let rules = &self.setting.profile.description;
        let missed = matches!(
            self.values.kind,
            CallType::OutgoingMissed | CallType::IncomingMissed | CallType::ForwardedMissed
        );
        let (template, key) =
            if missed { (&rules.missed, "missed") } else { (&rules.template, "template") };
        let wanted = usize::try_from(rules.limit).unwrap_or(usize::MAX);
        let limit = self.limit_of("Description").map_or(wanted, |limit| limit.min(wanted));
        let (text, shortened) = description::write(template, self.values, limit);
        if shortened {
            let note = Sentence::new("task-description-shortened").with("limit", limit);
            self.note_of("Description", note);
        }
        let origin = Sentence::new("task-from-description").with("key", key);
        self.put("Description", words(text), origin);
    }

    /// The profile's further fields (F64..F67, F78..F89).
    pub(super) fn custom_fields(&mut self) {
        let profile = self.setting.profile;
        for (name, template) in profile.fields.iter().filter(|(_, field)| !field.is_empty()) {
            let key = self.setting.org.call_id_field.as_deref();
            if key.is_some_and(|key| key.eq_ignore_ascii_case(name)) {
                // Another value there would make the call's Task impossible to find again.
                self.note_of(name, Sentence::new("task-key-stands-there"));
                continue;
            }
            let value = match template.only_field() {
                Some(field) => self.values.of(field),
                None => words(template.render(&|field| self.values.text_of(field))),
            };
            let origin = Sentence::new("task-from-field").with("template", template.as_str());
            self.put(name, value, origin);
        }
    }

    /// What a person should know about the call itself.
    pub(super) fn remarks(&mut self) {
        if timing::overdue(self.setting) {
            self.note(Sentence::new("task-end-never-told"));
        }
        if self.setting.resolution.rule == Rule::Ambiguous {
            self.note(Sentence::new("task-several-records"));
        }
        let resolution = self.setting.resolution;
        // Why nobody was created is for a person to change; who was created is no news to the Task's reader.
        let refusal = resolution.introduced.iter().filter(|_| resolution.record.is_none());
        for note in refusal.flat_map(|introduced| &introduced.why).chain(&resolution.notes) {
            self.note(note.clone());
        }
        for oddity in &self.setting.call.oddities {
            self.note(oddity.sentence());
        }
    }
}

/// What the record with this id is to the call.
fn origin_of(record: Option<&Record>, id: Option<&str>) -> Sentence {
    let Some(record) = record else {
        return Sentence::new("task-link-none");
    };
    let of = |id: &'static str| Sentence::new(id).with("object", object_words(&record.object));
    let Some(id) = id else {
        return of("task-link-none-beside");
    };
    if id == record.id {
        return of("task-link-record");
    }
    match object_of(id) {
        // An id that the call's own words name is the record itself; a Contact beside it owns the number.
        "Contact" if record.object != "PersonAccount" => Sentence::new("task-link-contact"),
        linked @ ("Case" | "Opportunity") => {
            of("task-link-open").with("linked", object_words(linked))
        }
        linked => of("task-link-other").with("linked", object_words(linked)),
    }
}

/// A text as a value; nothing if it is blank.
fn words(text: String) -> Value {
    if text.trim().is_empty() { Value::Nothing } else { Value::Text(text) }
}
