//! What stands on this machine: the topics that the command itself looks at before it asks Salesforce.

use super::topic::{Finding, Group, Topic, Verdict};

/// The configuration as a whole.
pub static SETTINGS: Topic = Topic {
    code: "D01",
    group: Group::Configuration,
    name: "Settings",
    why: "Without readable settings nothing starts.",
    findings: &[&UNREADABLE],
};

/// The configuration cannot be used.
pub static UNREADABLE: Finding = Finding {
    id: "unreadable",
    verdict: Verdict::Failure,
    cause: "A setting is misspelt, missing, or of the wrong kind.",
    fix: "Mend what the message names. Every setting stands with its meaning in config.default.toml.",
};

/// The phone systems.
pub static SOURCES: Topic = Topic {
    code: "D02",
    group: Group::Configuration,
    name: "Phone systems",
    why: "Calls come from the phone systems that are configured, and from nowhere else.",
    findings: &[&NO_SOURCE],
};

/// There is none.
pub static NO_SOURCE: Finding = Finding {
    id: "none",
    verdict: Verdict::Failure,
    cause: "No phone system is configured, so no call can arrive.",
    fix: "Add a [[source]] with id, kind and secret to ringledger.toml.",
};

/// The database.
pub static DATABASE: Topic = Topic {
    code: "D03",
    group: Group::Configuration,
    name: "Database",
    why: "Every webhook is kept there before it is answered.",
    findings: &[&DATABASE_CLOSED],
};

/// It does not open.
pub static DATABASE_CLOSED: Finding = Finding {
    id: "closed",
    verdict: Verdict::Failure,
    cause: "The database does not open, or belongs to a newer Ringledger.",
    fix: "Check database.url, that its folder exists and may be written, or that the server runs.",
};

/// The key that encrypts tokens.
pub static KEY: Topic = Topic {
    code: "D04",
    group: Group::Configuration,
    name: "Key for secrets",
    why: "It encrypts Salesforce's tokens in the database.",
    findings: &[&KEY_BESIDE],
};

/// The key lies beside what it protects.
pub static KEY_BESIDE: Finding = Finding {
    id: "beside_database",
    verdict: Verdict::Note,
    cause: "Whoever copies the database's folder copies the key with it.",
    fix: "Before real calls are logged, name a place of its own: secrets.key_file = \"/etc/ringledger/key\".",
};

/// Building the engine from the settings.
pub static PARTS: Topic = Topic {
    code: "D05",
    group: Group::Configuration,
    name: "Profiles and secrets",
    why: "They are read when the service starts.",
    findings: &[&BROKEN_PART],
};

/// A profile, a secret or a key cannot be used.
pub static BROKEN_PART: Finding = Finding {
    id: "broken",
    verdict: Verdict::Failure,
    cause: "A profile, a file with a secret, or a sign-in setting cannot be used.",
    fix: "Mend the setting or the file that the message names.",
};
