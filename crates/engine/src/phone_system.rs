//! One configured source with everything that its calls are judged by.

use domain::number::NumberPlan;
use domain::profile::Profile;
use domain::task::SourceFacts;
use sources::{Settings, Source};

/// A phone system as configured: how to read it, and the profile its calls follow.
pub struct PhoneSystem {
    /// How its requests are proved and read.
    pub source: &'static dyn Source,
    /// Secrets and options.
    pub settings: Settings,
    /// When to log, whom to match, whose Task it is and how to word it.
    pub profile: Profile,
    /// How its numbers are read.
    pub numbers: NumberPlan,
    /// What Tasks say about it.
    pub facts: SourceFacts,
}

impl std::fmt::Debug for PhoneSystem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhoneSystem").field("settings", &self.settings).finish_non_exhaustive()
    }
}
