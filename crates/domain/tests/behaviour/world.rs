//! A small world to log calls in: an org with a describe, users, people with numbers, and calls as events.

use std::collections::BTreeMap;

use domain::call::{Call, fold};
use domain::candidate::{Candidate, MatchObject, User};
use domain::event::{Agent, CallEvent, Direction, EventKind, Facts, Line, Millis};
use domain::matching::{self, Resolution};
use domain::number::NumberPlan;
use domain::owner::Directory;
use domain::profile::Profile;
use domain::task::{
    self, DesiredTask, FieldFacts, FieldKind, OrgFacts, Setting, SourceFacts, TaskStatus, Verdict,
};
use language::Locale;
use serde_json::Value;

/// 2026-04-30 16:00 UTC, which is 01:00 on 1 May in Tokyo.
pub(crate) const T0: Millis = 1_777_564_800_000;
pub(crate) const HOUR: Millis = 3_600_000;
pub(crate) const CUSTOMER: &str = "090-5550-0101";
pub(crate) const LINE: &str = "+81355500100";

pub(crate) const CONTACT: &str = "003000000000001AAA";
pub(crate) const OTHER_CONTACT: &str = "003000000000002AAA";
pub(crate) const LEAD: &str = "00Q000000000001AAA";
pub(crate) const ACCOUNT: &str = "001000000000001AAA";
pub(crate) const PERSON_ACCOUNT: &str = "001000000000002AAA";
pub(crate) const CASE: &str = "500000000000001AAA";
pub(crate) const OPPORTUNITY: &str = "006000000000001AAA";
pub(crate) const INTEGRATION: &str = "005000000000001AAA";
pub(crate) const MIA: &str = "005000000000002AAA";
pub(crate) const NOAH: &str = "005000000000003AAA";
pub(crate) const SUPPORT: &str = "005000000000004AAA";

/// Everything a call is logged with.
pub(crate) struct World {
    pub(crate) profile: Profile,
    pub(crate) people: Vec<Candidate>,
    pub(crate) users: Vec<User>,
    pub(crate) org: OrgFacts,
    pub(crate) source: SourceFacts,
    pub(crate) plan: NumberPlan,
    pub(crate) now: Millis,
    pub(crate) created: Option<Millis>,
}

impl World {
    /// A world without people under a built-in profile.
    pub(crate) fn under(profile: &str) -> Self {
        Self {
            profile: Profile::builtin(profile).unwrap(),
            people: Vec::new(),
            users: vec![
                user(INTEGRATION, "Connection", None),
                user(MIA, "Mia Sample", Some("03-5550-0142")),
                user(NOAH, "Noah Example", None),
                user(SUPPORT, "Support Desk", None),
            ],
            org: org(),
            source: SourceFacts {
                id: "main".to_owned(),
                time_zone: Some("Asia/Tokyo".to_owned()),
                region: "JP".to_owned(),
                history_url_base: Some("https://phone.example.jp/app/calls/".to_owned()),
            },
            plan: NumberPlan { region: "JP".to_owned(), ..NumberPlan::default() },
            now: T0 + HOUR,
            created: None,
        }
    }

    /// Changes keys of the profile.
    pub(crate) fn with(mut self, keys: &str) -> Self {
        let text = format!("name = \"changed\"\nextends = \"{}\"\n{keys}", self.profile.name);
        self.profile = Profile::parse(&text, &|_| None).unwrap();
        self
    }

    /// Adds somebody with a number.
    pub(crate) fn and(mut self, person: Candidate) -> Self {
        self.people.push(person);
        self
    }

    pub(crate) fn resolution(&self, events: &[CallEvent]) -> Resolution {
        let call = fold(events).unwrap();
        let inquiry = matching::inquire(&call, &self.profile.matching, &self.plan);
        let found = match inquiry.search {
            matching::Search::Spellings(_) => self.people.clone(),
            matching::Search::Not(_) => Vec::new(),
        };
        matching::choose(&inquiry, found, &call, &self.profile.matching)
    }

    /// What is to be done about the call of these events.
    pub(crate) fn verdict(&self, events: &[CallEvent]) -> Verdict {
        self.ask(events, &self.resolution(events), task::compose)
    }

    /// Asks something about the call of these events, once its record is known.
    pub(crate) fn ask<T>(
        &self,
        events: &[CallEvent],
        resolution: &Resolution,
        question: impl FnOnce(&Setting<'_>) -> T,
    ) -> T {
        let call: Call = fold(events).unwrap();
        let directory = Directory::new(self.users.clone(), INTEGRATION);
        question(&Setting {
            call: &call,
            resolution,
            directory: &directory,
            profile: &self.profile,
            source: &self.source,
            org: &self.org,
            external_id: &task::external_id(&self.source.id, &call.id),
            now: self.now,
            first_heard: 0,
            task_created_at: self.created,
        })
    }

    /// The Task of these events.
    pub(crate) fn task(&self, events: &[CallEvent]) -> DesiredTask {
        match self.verdict(events) {
            Verdict::Write(task) => *task,
            other => panic!("no Task: {:?}", task::sentences(&other, &Locale::default())),
        }
    }

    /// Compares the fields that are named with the Task of these events; `null` is an empty field.
    #[track_caller]
    pub(crate) fn check(&self, events: &[CallEvent], expected: Value) {
        let task = self.task(events);
        for (name, value) in expected.as_object().unwrap() {
            let found = task.fields.get(name).unwrap_or(&Value::Null);
            assert_eq!(found, value, "{name}, notes {:?}", task.notes);
        }
    }

    /// One field of the Task of these events.
    pub(crate) fn field(&self, events: &[CallEvent], name: &str) -> Value {
        self.task(events).fields.get(name).cloned().unwrap_or_default()
    }

    /// What the Description says between its marker lines.
    pub(crate) fn comment(&self, events: &[CallEvent]) -> String {
        let text = self.field(events, "Description");
        text.as_str().and_then(task::own_text).unwrap_or_default().to_owned()
    }
}

fn user(id: &str, name: &str, phone: Option<&str>) -> User {
    let email = format!("{}@example.jp", name.split(' ').next().unwrap().to_lowercase());
    User {
        id: id.to_owned(),
        name: name.to_owned(),
        username: email.clone(),
        email,
        phone: phone.map(str::to_owned),
        extension: None,
        active: true,
        created: T0 - 1_000 * HOUR,
    }
}

/// Somebody who has the customer's number as `Phone`.
pub(crate) fn person(object: MatchObject, id: &str, name: &str) -> Candidate {
    Candidate {
        object,
        id: id.to_owned(),
        name: name.to_owned(),
        company: None,
        account_id: None,
        person_contact_id: None,
        owner_id: Some(NOAH.to_owned()),
        last_modified: T0,
        phones: vec![("Phone".to_owned(), CUSTOMER.to_owned())],
        converted: None,
        open_case: None,
        open_opportunity: None,
    }
}

pub(crate) fn contact() -> Candidate {
    Candidate {
        company: Some("Example KK".to_owned()),
        account_id: Some(ACCOUNT.to_owned()),
        ..person(MatchObject::Contact, CONTACT, "Hana Example")
    }
}

pub(crate) fn lead() -> Candidate {
    person(MatchObject::Lead, LEAD, "Ren Sample")
}

pub(crate) fn account() -> Candidate {
    person(MatchObject::Account, ACCOUNT, "Example KK")
}

pub(crate) fn person_account() -> Candidate {
    Candidate {
        person_contact_id: Some(OTHER_CONTACT.to_owned()),
        ..person(MatchObject::PersonAccount, PERSON_ACCOUNT, "Yui Private")
    }
}

pub(crate) fn mia() -> Agent {
    agent("104", "Mia Sample", "mia@example.jp")
}

pub(crate) fn noah() -> Agent {
    agent("105", "Noah Example", "noah@example.jp")
}

pub(crate) fn agent(id: &str, name: &str, email: &str) -> Agent {
    Agent {
        id: Some(id.to_owned()),
        name: Some(name.to_owned()),
        email: Some(email.to_owned()),
        extension: None,
    }
}

/// An event so many seconds after [`T0`].
pub(crate) fn event(kind: EventKind, second: i64, facts: Facts) -> CallEvent {
    CallEvent { call: "call-1".to_owned(), kind, at: Some(T0 + second * 1_000), facts }
}

fn began(direction: Direction) -> CallEvent {
    event(
        EventKind::Began,
        0,
        Facts {
            direction: Some(direction),
            customer_number: Some(CUSTOMER.to_owned()),
            started_at: Some(T0),
            line: Some(Line {
                number: Some(LINE.to_owned()),
                name: Some("Tokyo desk".to_owned()),
                country: Some("JP".to_owned()),
                time_zone: Some("Asia/Tokyo".to_owned()),
            }),
            agent: (direction == Direction::Outbound).then(mia),
            ..Facts::default()
        },
    )
}

pub(crate) fn answered(second: i64, agent: Agent) -> CallEvent {
    event(
        EventKind::Answered,
        second,
        Facts { answered_at: Some(T0 + second * 1_000), agent: Some(agent), ..Facts::default() },
    )
}

pub(crate) fn ended(second: i64, facts: Facts) -> CallEvent {
    event(EventKind::Ended, second, Facts { ended_at: Some(T0 + second * 1_000), ..facts })
}

/// Rings 10 s, is answered by Mia, lasts 60 s.
pub(crate) fn incoming() -> Vec<CallEvent> {
    vec![began(Direction::Inbound), answered(10, mia()), ended(70, Facts::default())]
}

/// Rings 25 s in vain.
pub(crate) fn incoming_missed() -> Vec<CallEvent> {
    vec![began(Direction::Inbound), ended(25, Facts::default())]
}

/// Rings 25 s in vain, then a message is left.
pub(crate) fn voicemail() -> Vec<CallEvent> {
    let facts = Facts { voicemail: Some(true), ..Facts::default() };
    vec![began(Direction::Inbound), ended(25, facts)]
}

/// Mia dials, it is answered after 10 s, lasts 60 s.
pub(crate) fn outgoing() -> Vec<CallEvent> {
    vec![began(Direction::Outbound), answered(10, mia()), ended(70, Facts::default())]
}

/// Mia dials in vain.
pub(crate) fn outgoing_missed() -> Vec<CallEvent> {
    vec![began(Direction::Outbound), ended(25, Facts::default())]
}

/// The same call with more facts in its last event.
pub(crate) fn telling(
    mut events: Vec<CallEvent>,
    facts: impl FnOnce(&mut Facts),
) -> Vec<CallEvent> {
    facts(&mut events.last_mut().unwrap().facts);
    events
}

/// The fields of the org's Task: API name, type and length as describe tells them.
const FIELDS: [(&str, &str, u32); 30] = [
    ("Subject", "combobox", 255),
    ("Description", "textarea", 32_000),
    ("Status", "picklist", 40),
    ("Priority", "picklist", 40),
    ("OwnerId", "reference", 18),
    ("WhoId", "reference", 18),
    ("WhatId", "reference", 18),
    ("ActivityDate", "date", 0),
    ("CallDurationInSeconds", "int", 0),
    ("CallType", "picklist", 40),
    ("CallObject", "string", 255),
    ("CallDisposition", "string", 255),
    ("TaskSubtype", "picklist", 40),
    ("Type", "picklist", 40),
    ("Dial_Starts_At__c", "datetime", 0),
    ("Call_Starts_At__c", "datetime", 0),
    ("Call_Ends_At__c", "datetime", 0),
    ("Call_Memo__c", "multipicklist", 4_099),
    ("aircall__Waiting_Time__c", "double", 0),
    ("aircall__Answered_by__c", "string", 255),
    ("aircall__Phone_number__c", "string", 20),
    ("aircall__Country__c", "string", 80),
    ("aircall__Call_Recording__c", "url", 255),
    ("aircall__Transferred_to__c", "string", 255),
    ("aircall__Timezone__c", "string", 80),
    ("aircall__Hour_of_the_day__c", "string", 20),
    ("aircall__Connection_status__c", "string", 80),
    ("aircall__Has_connected__c", "boolean", 0),
    ("aircall__Is_Missed_call__c", "boolean", 0),
    ("aircall__Is_Voicemail__c", "boolean", 0),
];

fn org() -> OrgFacts {
    let mut fields = BTreeMap::new();
    for (name, kind, length) in FIELDS {
        let facts = FieldFacts {
            kind: FieldKind::described(kind),
            length: Some(length),
            createable: true,
            updateable: name != "TaskSubtype",
            picklist: None,
            restricted: false,
        };
        fields.insert(name.to_owned(), facts);
    }
    for (name, values) in [
        ("CallType", ["Internal", "Inbound", "Outbound"]),
        ("TaskSubtype", ["Task", "Email", "Call"]),
    ] {
        let field = fields.get_mut(name).unwrap();
        field.picklist = Some(values.map(str::to_owned).to_vec());
        field.restricted = true;
    }
    let statuses = [("Not Started", false), ("In Progress", false), ("Completed", true)];
    OrgFacts {
        fields,
        statuses: statuses
            .map(|(value, closed)| TaskStatus { value: value.to_owned(), closed })
            .to_vec(),
        time_zone: Some("Asia/Tokyo".to_owned()),
        call_id_field: None,
    }
}
