//! `GET /settings/salesforce/checks`: what the doctor says of the org, now. A part of a page where htmx asks for it.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use engine::doctor::{Check, Examination, Verdict};
use engine::settings::NOT_LIVE;

use crate::Shared;
use crate::access::SignedIn;
use crate::shell::{Frame, Place, Visit, show as show_page};

/// A page must answer, whatever Salesforce does.
const PATIENCE: Duration = Duration::from_secs(25);

#[derive(Template)]
#[template(path = "settings/salesforce/checks.html")]
struct Part {
    frame: Frame,
    checks: Checks,
}

#[derive(Template)]
#[template(path = "settings/salesforce/checks_page.html")]
struct Page {
    frame: Frame,
    checks: Checks,
    /// Whether the setup goes on from here: whoever has no scripts comes from its page.
    sets_up: bool,
}

/// What was found; nothing if Salesforce did not answer in time.
struct Checks {
    examination: Option<Examination>,
}

impl Checks {
    fn count(&self, verdict: Verdict) -> usize {
        let checks = self.examination.iter().flat_map(|examination| &examination.checks);
        checks.filter(|check| check.verdict == verdict).count()
    }

    /// The class of a verdict's badge, and the message on it.
    fn badge(check: &Check) -> (&'static str, &'static str) {
        match check.verdict {
            Verdict::Good => ("badge-good", "settings-check-good"),
            Verdict::Note => ("badge-quiet", "settings-check-note"),
            Verdict::Unseen => ("badge-quiet", "settings-check-unseen"),
            Verdict::Warning => ("badge-warn", "settings-check-warning"),
            Verdict::Failure => ("badge-bad", "settings-check-failure"),
        }
    }

    /// Those that somebody should read, the worst first, then the others.
    fn sorted(&self) -> Vec<&Check> {
        let checks = self.examination.iter().flat_map(|examination| &examination.checks);
        let mut sorted: Vec<&Check> = checks.collect();
        sorted.sort_by_key(|check| std::cmp::Reverse(check.verdict));
        sorted
    }
}

/// The checks.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    _signed_in: SignedIn,
    headers: HeaderMap,
) -> Response {
    let examined = tokio::time::timeout(PATIENCE, shared.engine.doctor()).await;
    let frame = visit.frame(Place::Settings);
    let checks = Checks { examination: examined.ok() };
    if headers.contains_key("hx-request") {
        show_page(&Part { frame, checks })
    } else {
        let sets_up = shared.engine.is_held_for(NOT_LIVE).await.unwrap_or_default();
        show_page(&Page { frame, checks, sets_up })
    }
}
