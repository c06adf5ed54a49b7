//! What the org has against a changed profile: fields that are not there, values that it does not list, users who cannot
//! own a Task.

use engine::doctor::Verdict;
use toml::Table;

use super::page::profile_of;
use crate::Shared;
use crate::shell::Words;

/// One thing that the org has against it.
pub(super) struct CheckView {
    pub(super) code: &'static str,
    pub(super) bad: bool,
    pub(super) found: String,
    pub(super) why: Option<String>,
    pub(super) fix: Option<String>,
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
        bad: check.verdict == Verdict::Failure,
        found: check.found.say(&words.locale),
        why: check.why.map(|why| why.say(&words.locale)),
        fix: check.fix.map(|fix| fix.say(&words.locale)),
    });
    Some(views.collect())
}
