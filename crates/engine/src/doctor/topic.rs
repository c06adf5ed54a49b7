//! What the doctor looks at and what it can find there, as data: the command prints from it, and the page
//! `docs/doctor.md` is written from it.

use language::Sentence;
use serde::Serialize;

/// Under which heading a topic stands, in the order in which people meet them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What stands on this machine: settings, database, key.
    Configuration,
    /// The way into the org.
    SignIn,
    /// The org as a whole.
    Org,
    /// The object that calls are written to.
    Task,
    /// The people that calls belong to: customers and owners.
    People,
}

impl Group {
    /// All groups in their order.
    pub const ALL: [Group; 5] =
        [Group::Configuration, Group::SignIn, Group::Org, Group::Task, Group::People];

    /// The heading.
    #[must_use]
    pub fn name(self) -> Sentence {
        Sentence::new(match self {
            Group::Configuration => "doctor-group-configuration",
            Group::SignIn => "doctor-group-sign-in",
            Group::Org => "doctor-group-org",
            Group::Task => "doctor-group-task",
            Group::People => "doctor-group-people",
        })
    }
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All is well.
    Good,
    /// All is well, and somebody should know something.
    Note,
    /// The org does not let us look.
    Unseen,
    /// Calls are written, but not all that they could say, or not for long.
    Warning,
    /// Calls are not written, or not as the profiles say.
    Failure,
}

/// Something that can be wrong with a topic.
#[derive(Debug)]
pub struct Finding {
    /// Its name within the topic; stable, for programs.
    pub id: &'static str,
    /// How bad it is.
    pub verdict: Verdict,
    /// The beginning of the ids of its messages.
    pub(crate) words: &'static str,
}

impl Finding {
    /// Why it is so, yet without what was found.
    #[must_use]
    pub fn cause(&self) -> Sentence {
        Sentence::new(format!("{}-cause", self.words))
    }

    /// What to do, yet without what was found.
    #[must_use]
    pub fn fix(&self) -> Sentence {
        Sentence::new(format!("{}-fix", self.words))
    }
}

/// One thing that the doctor looks at.
#[derive(Debug)]
pub struct Topic {
    /// Stable: `D13`.
    pub code: &'static str,
    /// The heading under which it stands.
    pub group: Group,
    /// The beginning of the ids of its messages.
    pub(crate) words: &'static str,
    /// What can be wrong with it.
    pub findings: &'static [&'static Finding],
}

impl Topic {
    /// What is looked at, in a few words.
    #[must_use]
    pub fn name(&self) -> Sentence {
        Sentence::new(format!("{}-name", self.words))
    }

    /// Why anybody should care.
    #[must_use]
    pub fn why(&self) -> Sentence {
        Sentence::new(format!("{}-why", self.words))
    }
}
