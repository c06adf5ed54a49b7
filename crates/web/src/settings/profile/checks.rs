//! What the org has against a changed profile: fields that are not there, values that it does not list, users who cannot
//! own a Task.

use std::time::Duration;

use engine::doctor::Verdict;
use toml::Table;

use super::page::profile_of;
use crate::Shared;
use crate::shell::Words;

/// An org that does not answer within this time keeps nobody from saving.
const PATIENCE: Duration = Duration::from_secs(10);

/// One thing that the org has against it.
#[derive(PartialEq, Eq)]
pub(super) struct CheckView {
    pub(super) code: &'static str,
    pub(super) verdict: Verdict,
    pub(super) found: String,
    pub(super) why: Option<String>,
    pub(super) fix: Option<String>,
}

impl CheckView {
    pub(super) fn is_bad(&self) -> bool {
        self.verdict == Verdict::Failure
    }
}

/// What is worth saying; `None` where the org does not answer.
pub(super) async fn of(shared: &Shared, words: &Words, table: &Table) -> Option<Vec<CheckView>> {
    let profile = profile_of(table)?;
    let checks = match shared.engine.check_profile(&profile).await {
        Ok(checks) => checks,
        Err(failure) => {
            tracing::warn!(code = %failure.code, "a profile could not be checked against the org");
            return None;
        }
    };
    let told = checks.into_iter().filter(|check| check.verdict != Verdict::Good);
    let views = told.map(|check| CheckView {
        code: check.code,
        verdict: check.verdict,
        found: check.found.say(&words.locale),
        why: check.why.map(|why| why.say(&words.locale)),
        fix: check.fix.map(|fix| fix.say(&words.locale)),
    });
    Some(views.collect())
}

/// What the org has against `after` that it did not have against `before`; nothing where it does not answer.
pub(super) async fn objections(
    shared: &Shared,
    words: &Words,
    before: &Table,
    after: &Table,
) -> Vec<CheckView> {
    let looked = tokio::time::timeout(PATIENCE, async {
        let mut against = of(shared, words, after).await.unwrap_or_default();
        against.retain(|check| matches!(check.verdict, Verdict::Warning | Verdict::Failure));
        if !against.is_empty() {
            let known = of(shared, words, before).await.unwrap_or_default();
            against.retain(|check| !known.contains(check));
        }
        against
    });
    looked.await.unwrap_or_else(|_| {
        tracing::warn!("the org did not answer in time; a profile is saved without its checks");
        Vec::new()
    })
}
