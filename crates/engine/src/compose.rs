//! The fourth step: from the call, the record and the profile follows what the Task should say.

use domain::call::Call;
use domain::matching::Resolution;
use domain::owner::Directory;
use domain::task::{self, OrgFacts, Setting, Verdict};
use store::StoreError;

use crate::knowledge::Known;
use crate::work::{End, Trouble, WAITING, Work};
use crate::{Engine, PhoneSystem};

impl Engine {
    pub(crate) async fn compose(&self, works: &mut [Work]) -> Result<(), StoreError> {
        if !works.iter().any(Work::open) {
            return Ok(());
        }
        let known = match self.known().await {
            Ok(known) => known,
            Err(failure) => {
                return self.lost(works.iter_mut().filter(|work| work.open()), &failure).await;
            }
        };
        let now = self.now();
        for work in works.iter_mut().filter(|work| work.open()) {
            let Some(setting) = setting_in(work, &known, now) else { continue };
            match task::compose(&setting) {
                Verdict::Write(desired) => work.desired = Some(*desired),
                verdict => work.end = end(verdict),
            }
        }
        Ok(())
    }
}

/// The setting of a call whose record was looked for; `None` for a call that this round cannot carry further.
pub(crate) fn setting_in<'a>(work: &'a Work, known: &'a Known, now: i64) -> Option<Setting<'a>> {
    let (call, system) = (work.call.as_ref()?, work.system.as_deref()?);
    let resolution = work.resolution.as_ref()?;
    Some(Setting {
        org: &known.facts,
        directory: &known.directory,
        ..setting(work, call, system, resolution, now)
    })
}

/// Whether the call is not (or not yet) to be written whatever record it belongs to: then nobody is asked.
pub(crate) fn before_search(
    work: &Work,
    call: &Call,
    system: &PhoneSystem,
    pending: &Resolution,
    now: i64,
) -> Option<Verdict> {
    task::before_search(&setting(work, call, system, pending, now))
}

/// The setting of a call as far as it is known without the org.
fn setting<'a>(
    work: &'a Work,
    call: &'a Call,
    system: &'a PhoneSystem,
    resolution: &'a Resolution,
    now: i64,
) -> Setting<'a> {
    static NO_DIRECTORY: std::sync::LazyLock<Directory> =
        std::sync::LazyLock::new(Directory::default);
    static NO_ORG: std::sync::LazyLock<OrgFacts> = std::sync::LazyLock::new(OrgFacts::default);
    Setting {
        call,
        resolution,
        directory: &NO_DIRECTORY,
        profile: &system.profile,
        source: &system.facts,
        org: &NO_ORG,
        external_id: &work.claimed.call_id,
        now,
        first_heard: work.claimed.created_at,
        task_created_at: work.task_created_at,
    }
}

/// How the round ends for a call with this verdict.
pub(crate) fn end(verdict: Verdict) -> Option<End> {
    match verdict {
        Verdict::Write(_) => None,
        Verdict::Ignore { rule, why } => {
            let code = serde_json::to_value(rule).ok();
            let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or("ignored");
            Some(End::Ignored(Trouble::new(code, why)))
        }
        Verdict::Wait { until, why } => Some(End::Waiting(until, Trouble::new(WAITING, why))),
    }
}
