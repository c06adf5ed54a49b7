//! `GET /errors`: everything that is wrong, one line a cause; below it what is over.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use engine::{ORG, Standing, Trouble};

use crate::Shared;
use crate::access::{Capability, SignedIn, Trouble as PageTrouble};
use crate::shell::{Frame, Place, Visit, show as show_page};

/// Where scripts are off, the page asks for itself anew after so many seconds.
const REFRESH_SECONDS: u32 = 30;

/// Of what is over, so many.
const OVER: usize = 20;

#[derive(Template)]
#[template(path = "errors/list.html")]
struct Page {
    frame: Frame,
    groups: Vec<Group>,
    /// Mails that wait for the mail server.
    owed: Option<String>,
    may_see_settings: bool,
}

/// Troubles under one heading.
struct Group {
    id: &'static str,
    caption: String,
    lines: Vec<Line>,
}

struct Line {
    trouble: Trouble,
    title: String,
    cause: String,
    state: String,
    look: &'static str,
    count: String,
    first: String,
    last: String,
}

/// `GET /errors`.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
) -> Result<Response, PageTrouble> {
    let mut frame = visit.frame(Place::Errors);
    frame.refresh_seconds = Some(REFRESH_SECONDS);
    let all = shared.engine.troubles().await?;
    let group = |id: &'static str, most: usize, wanted: &dyn Fn(Standing) -> bool| Group {
        id,
        caption: frame.words.say(&format!("errors-{id}-caption")),
        lines: all
            .iter()
            .filter(|one| wanted(one.standing))
            .take(most)
            .map(|one| line(one, &frame))
            .collect(),
    };
    let groups = vec![
        group("open", usize::MAX, &|it| it == Standing::Open),
        group("quiet", usize::MAX, &|it| matches!(it, Standing::Acknowledged | Standing::Muted)),
        group("over", OVER, &|it| it == Standing::Over),
    ];
    let owed = shared.engine.store().mails_owed(ORG).await?;
    let failing = owed.iter().filter(|mail| mail.error_code.is_some());
    let next = failing.clone().map(|mail| mail.due_at).min();
    let owed = next.map(|at| {
        let at = frame.words.locale.moment(at);
        frame.words.with2("errors-owed", "count", failing.count(), "at", at)
    });
    let may_see_settings = signed_in.may(Capability::Configure);
    Ok(show_page(&Page { groups, owed, may_see_settings, frame }))
}

fn line(trouble: &Trouble, frame: &Frame) -> Line {
    let words = trouble.explained();
    let (state, look) = state(trouble.standing);
    Line {
        trouble: trouble.clone(),
        title: words.title.say(&frame.words.locale),
        cause: words.cause.say(&frame.words.locale),
        state: frame.words.say(state),
        look,
        count: if trouble.is_counted() && trouble.is_there() {
            frame.words.locale.number(trouble.count)
        } else {
            String::new()
        },
        first: frame.words.locale.moment(trouble.first_at),
        last: frame.words.locale.moment(trouble.over_at.unwrap_or(trouble.last_at)),
    }
}

/// The message and the look of a standing.
pub(super) fn state(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Open => ("errors-state-open", "badge-bad"),
        Standing::Acknowledged => ("errors-state-acknowledged", "badge-warn"),
        Standing::Muted => ("errors-state-muted", "badge-quiet"),
        Standing::Over => ("errors-state-over", "badge-good"),
    }
}
