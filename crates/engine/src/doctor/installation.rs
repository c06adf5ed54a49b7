//! What stands on this machine: the topics that the command itself looks at before it asks Salesforce.

use super::topic::{Finding, Group, Topic, Verdict};

/// The configuration as a whole.
pub static SETTINGS: Topic = Topic {
    code: "D01",
    group: Group::Configuration,
    words: "doctor-installation-settings",
    findings: &[&UNREADABLE],
};

/// The configuration cannot be used.
pub static UNREADABLE: Finding = Finding {
    id: "unreadable",
    verdict: Verdict::Failure,
    words: "doctor-installation-unreadable",
};

/// The phone systems.
pub static SOURCES: Topic = Topic {
    code: "D02",
    group: Group::Configuration,
    words: "doctor-installation-sources",
    findings: &[&NO_SOURCE],
};

/// There is none.
pub static NO_SOURCE: Finding =
    Finding { id: "none", verdict: Verdict::Failure, words: "doctor-installation-no-source" };

/// The database.
pub static DATABASE: Topic = Topic {
    code: "D03",
    group: Group::Configuration,
    words: "doctor-installation-database",
    findings: &[&DATABASE_CLOSED],
};

/// It does not open.
pub static DATABASE_CLOSED: Finding = Finding {
    id: "closed",
    verdict: Verdict::Failure,
    words: "doctor-installation-database-closed",
};

/// The key that encrypts tokens.
pub static KEY: Topic = Topic {
    code: "D04",
    group: Group::Configuration,
    words: "doctor-installation-key",
    findings: &[&KEY_BESIDE],
};

/// The key lies beside what it protects.
pub static KEY_BESIDE: Finding = Finding {
    id: "beside_database",
    verdict: Verdict::Note,
    words: "doctor-installation-key-beside",
};

/// Building the engine from the settings.
pub static PARTS: Topic = Topic {
    code: "D05",
    group: Group::Configuration,
    words: "doctor-installation-parts",
    findings: &[&BROKEN_PART],
};

/// A profile, a secret or a key cannot be used.
pub static BROKEN_PART: Finding =
    Finding { id: "broken", verdict: Verdict::Failure, words: "doctor-installation-broken-part" };
