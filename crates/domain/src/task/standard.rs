//! The fields that every Task of a call has, one function each.

use super::draft::Draft;
use super::{description, disposition, external_id, status, timing, zone};
use crate::call::CallType;
use crate::event::Direction;
use crate::matching::{Record, Rule, object_of};
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
            self.put("CallObject", key, "the call's key: the org has no field of its own for it");
            return;
        };
        self.put_once(&field, key, "the call's key, so that it has one Task and no second");
        let template = &self.setting.profile.call_object;
        let mut id = template.render(&|field| self.values.text_of(field));
        let limit = self.limit_of("CallObject").unwrap_or(255);
        if description::units(&id) > limit {
            // A shortened id could be another call's; a digest is not.
            id = external_id("", &id);
            self.note("CallObject: the phone system's id is too long; its SHA-256 stands for it.");
        }
        let origin = format!("the profile's call_object: {}", template.as_str());
        self.put("CallObject", words(id), origin);
    }

    /// `Status` (F44, F48, F90).
    pub(super) fn status(&mut self, wanted: Option<&str>) {
        let Some(wanted) = wanted else {
            self.note("the profile does not log such calls; the Task exists and keeps its status.");
            return;
        };
        let (value, note) = status::choose(wanted, self.setting.org);
        if let Some(note) = note {
            self.note(format!("Status: {note}"));
        }
        if let Some(value) = value {
            let label = wording::call_type(wording::Language::English, self.values.kind);
            let origin = format!("the profile's status for the type \"{label}\"");
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
                self.note(
                    "OwnerId: no rule found an owner, so Salesforce takes the integration user.",
                );
            }
            return;
        };
        let origin = choice.steps.last().map_or_else(String::new, |step| step.outcome.clone());
        self.put("OwnerId", Value::Text(user.clone()), origin);
    }

    /// `Subject` (F47, F71). Separators at its end, behind which a field is empty, are dropped.
    pub(super) fn subject(&mut self) {
        let profile = self.setting.profile;
        if let Some(template) = profile.subject.get(&self.values.kind) {
            let text = template.render(&|field| self.values.text_of(field));
            let origin = format!("the profile's subject: {}", template.as_str());
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
            DateOf::TaskCreation => (created, "on which the Task was created"),
            DateOf::CallStart => {
                let facts = &setting.call.facts;
                let began = facts.started_at.or(setting.call.first_at);
                (began.unwrap_or(created), "on which the call began")
            }
        };
        let zone = zone::of_activity_date(setting);
        let day = zone::day(at, &zone).map_or(Value::Nothing, Value::Text);
        let place = zone.iana_name().unwrap_or("UTC");
        self.put("ActivityDate", day, format!("the day {of}, in {place}"));
    }

    /// `CallType`, `CallDurationInSeconds`, `Type` and `TaskSubtype` (F39, F40, F58..F62, F70, F74, F79).
    pub(super) fn call_facts(&mut self) {
        let call_type = self.call_type().map_or(Value::Nothing, |word| words(word.to_owned()));
        self.put("CallType", call_type, "the direction of the call");
        let call = self.setting.call;
        let (seconds, origin) = match self.setting.profile.duration {
            DurationRule::Zero => (0, "always 0 by the profile"),
            DurationRule::Talk => {
                (call.talk_seconds().unwrap_or(0), "seconds of conversation, without waiting")
            }
            DurationRule::Total => {
                (call.total_seconds().unwrap_or(0), "seconds from the first ring to the end")
            }
        };
        let seconds = Value::Number(seconds.clamp(0, LONGEST_CALL));
        self.put("CallDurationInSeconds", seconds, origin);
        if self.setting.profile.type_field {
            self.put("Type", words("Call".to_owned()), "the Task is a call");
        }
        if let Some(subtype) = self.setting.profile.task_subtype.clone() {
            self.put_once("TaskSubtype", words(subtype), "the profile's task_subtype");
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
            self.note(format!(
                "CallDisposition: {dropped} tags were left out, the field holds {limit} characters."
            ));
        }
        let origin = "the profile's list call_disposition";
        self.put("CallDisposition", words(text), origin);
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
            self.note(format!(
                "Description: shortened in its middle, because it may hold {limit} characters."
            ));
        }
        let origin = format!("the profile's description.{key}");
        self.put("Description", words(text), origin);
    }

    /// The profile's further fields (F64..F67, F78..F89).
    pub(super) fn custom_fields(&mut self) {
        let profile = self.setting.profile;
        for (name, template) in profile.fields.iter().filter(|(_, field)| !field.is_empty()) {
            let key = self.setting.org.call_id_field.as_deref();
            if key.is_some_and(|key| key.eq_ignore_ascii_case(name)) {
                // Another value there would make the call's Task impossible to find again.
                self.note(format!(
                    "{name}: the profile's field is left out, because the call's key stands there."
                ));
                continue;
            }
            let value = match template.only_field() {
                Some(field) => self.values.of(field),
                None => words(template.render(&|field| self.values.text_of(field))),
            };
            self.put(name, value, format!("the profile's field: {}", template.as_str()));
        }
    }

    /// What a person should know about the call itself.
    pub(super) fn remarks(&mut self) {
        if timing::overdue(self.setting) {
            self.note(
                "the phone system never told the end of the call; the Task says what is known.",
            );
        }
        if self.setting.resolution.rule == Rule::Ambiguous {
            self.note("several records have this number, so the Task names none of them.");
        }
        let resolution = self.setting.resolution;
        // Why nobody was created is for a person to change; who was created is no news to the Task's reader.
        let refusal = resolution.introduced.iter().filter(|_| resolution.record.is_none());
        for note in refusal.flat_map(|introduced| &introduced.why).chain(&resolution.notes) {
            self.note(note.as_str());
        }
        for oddity in &self.setting.call.oddities {
            self.note(oddity.sentence());
        }
    }
}

/// What the record with this id is to the call.
fn origin_of(record: Option<&Record>, id: Option<&str>) -> String {
    let Some(record) = record else {
        return "no record was found for the call".to_owned();
    };
    let object = &record.object;
    let Some(id) = id else {
        return format!("none beside the {object} that the call belongs to");
    };
    if id == record.id {
        return format!("the {object} that the call belongs to");
    }
    match object_of(id) {
        // An id that the call's own words name is the record itself; a Contact beside it owns the number.
        "Contact" if object != "PersonAccount" => "the Contact whose number it is".to_owned(),
        linked @ ("Case" | "Opportunity") => format!("the {object}'s open {linked}"),
        linked => format!("the {object}'s {linked}"),
    }
}

/// A text as a value; nothing if it is blank.
fn words(text: String) -> Value {
    if text.trim().is_empty() { Value::Nothing } else { Value::Text(text) }
}
