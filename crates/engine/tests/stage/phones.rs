//! The phone systems of the tests, one of each kind, and the calls that they tell of.

use std::collections::BTreeMap;

use domain::number::NumberPlan;
use domain::profile::Profile;
use domain::task::SourceFacts;
use engine::PhoneSystem;
use secrecy::SecretString;
use sources::Rehearsal;

use super::NOW;

/// What proves that a request is the phone system's.
pub(crate) const SECRET: &str = "whsec_ZW5kLXRvLWVuZC10ZXN0cy1vZi1yaW5nbGVkZ2Vy";

/// Someone with a Japanese number: in E.164, and as it is written at home.
pub(crate) const AIKO: (&str, &str) = ("+81355500123", "03-5550-0123");

/// The same for an American number.
pub(crate) const BEN: (&str, &str) = ("+12025550147", "(202) 555-0147");

/// A phone system to be.
#[derive(Debug, Clone)]
pub(crate) struct Phone {
    pub(crate) id: &'static str,
    pub(crate) kind: &'static str,
    /// A built-in profile, or the text of one.
    pub(crate) profile: &'static str,
    pub(crate) region: &'static str,
    pub(crate) time_zone: &'static str,
    /// Where its contact API answers; empty where it has none.
    pub(crate) api_url: &'static str,
}

/// One of each kind.
pub(crate) const ALL: [Phone; 4] = [
    Phone {
        id: "sales",
        kind: "aircall",
        profile: "aircall",
        region: "US",
        time_zone: "America/New_York",
        api_url: "",
    },
    Phone {
        id: "tokyo",
        kind: "miitel",
        profile: "miitel",
        region: "JP",
        time_zone: "Asia/Tokyo",
        api_url: "",
    },
    Phone {
        id: "osaka",
        kind: "callconnect",
        profile: "callconnect",
        region: "JP",
        time_zone: "Asia/Tokyo",
        api_url: "",
    },
    Phone {
        id: "desk",
        kind: "generic",
        profile: "default",
        region: "US",
        time_zone: "America/New_York",
        api_url: "",
    },
];

impl Phone {
    pub(crate) fn system(&self) -> PhoneSystem {
        let mut options = BTreeMap::new();
        if self.kind == "callconnect" {
            let words = ["outgoing_missed", "incoming", "incoming_missed", "voicemail"];
            options.extend(
                (201..).zip(words).map(|(code, word)| (format!("status.{code}"), word.to_owned())),
            );
        }
        if !self.api_url.is_empty() {
            let key = [("api_id", "us"), ("api_token", "t0ken"), ("api_url", self.api_url)];
            options.extend(key.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        let source = sources::find(self.kind).unwrap();
        let settings = sources::Settings {
            id: self.id.to_owned(),
            secrets: vec![SecretString::from(SECRET)],
            options,
            region: self.region.to_owned(),
            time_zone: self.time_zone.to_owned(),
        };
        source.check(&settings).unwrap();
        PhoneSystem {
            source,
            settings,
            profile: profile(self.profile),
            numbers: NumberPlan { region: self.region.to_owned(), ..NumberPlan::default() },
            facts: SourceFacts {
                id: self.id.to_owned(),
                time_zone: Some(self.time_zone.to_owned()),
                region: self.region.to_owned(),
                history_url_base: None,
            },
        }
    }
}

fn profile(text: &str) -> Profile {
    if text.contains('\n') {
        Profile::parse(text, &|_| None).unwrap()
    } else {
        Profile::builtin(text).unwrap()
    }
}

/// An answered call of somebody, ten minutes ago, with a comment of the agent, taken by Mia Weber.
pub(crate) fn call_from(id: u64, (e164, national): (&str, &str)) -> Rehearsal {
    Rehearsal {
        id,
        outbound: false,
        customer: Some(e164.to_owned()),
        customer_national: Some(national.to_owned()),
        customer_name: None,
        line: "+12125550100".to_owned(),
        line_name: "Front Desk".to_owned(),
        line_country: "US".to_owned(),
        line_time_zone: "America/New_York".to_owned(),
        agent_name: "Mia Weber".to_owned(),
        agent_email: "mia.weber@example.com".to_owned(),
        started_at: NOW - 600_000,
        ring_seconds: 8,
        talk_seconds: Some(95),
        voicemail: false,
        tags: vec!["Quote".to_owned()],
        comment: Some("Wants a quote by Friday.".to_owned()),
        transcript: vec![
            (true, "How can I help?".to_owned()),
            (false, "A quote, please.".to_owned()),
        ],
    }
}
