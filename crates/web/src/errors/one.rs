//! `GET /errors/{trouble}`: what happened, why, what to do, and whom it has struck.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use engine::{ORG, Standing, Trouble, TroubleKind};
use language::Sentence;
use serde::Deserialize;
use store::{CallState, StoreError};

use super::progress::{Progress, progress};
use super::{list, no_such};
use crate::Shared;
use crate::access::{Capability, SignedIn, Trouble as PageTrouble};
use crate::shell::{Frame, Place, Visit, show as show_page};

/// Calls on a page.
const STRUCK: i64 = 50;

#[derive(Template)]
#[template(path = "errors/one.html")]
struct Page {
    frame: Frame,
    trouble: Trouble,
    title: String,
    cause: String,
    fix: String,
    /// The particulars; none for whoever may not see what could name somebody.
    note: Option<String>,
    state: String,
    look: &'static str,
    /// How many, since when, when last: name and figure.
    facts: Vec<(String, String)>,
    /// What people did about it, or that it is over.
    remarks: Vec<String>,
    spans: Vec<(&'static str, String)>,
    may_act: bool,
    progress: Option<Progress>,
    struck: Vec<Struck>,
    /// Where further calls are.
    more: Option<String>,
}

/// One that is struck.
struct Struck {
    id: String,
    /// Its page, where it has one.
    link: Option<String>,
    at: String,
    state: String,
    /// What was answered.
    said: String,
}

/// Where the list of the struck goes on.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    before: Option<String>,
}

/// `GET /errors/{trouble}`.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageTrouble> {
    let Some(trouble) = shared.engine.trouble(&id).await? else { return Ok(no_such(&visit)) };
    let frame = visit.frame(Place::Errors);
    let locale = &frame.words.locale;
    let words = trouble.explained();
    let (state, look) = list::state(trouble.standing);
    let progress = progress(&shared, &trouble, &frame).await?;
    let (struck, more) = struck(&shared, &trouble, &signed_in, &frame, asked).await?;
    let note = trouble.note.as_deref().filter(|_| !signed_in.masks());
    Ok(show_page(&Page {
        title: words.title.say(locale),
        cause: words.cause.say(locale),
        fix: words.fix.say(locale),
        note: note.map(|note| Sentence::read(note).say(locale)),
        state: frame.words.say(state),
        look,
        facts: facts(&trouble, &frame),
        remarks: remarks(&trouble, &frame),
        spans: ["hour", "day", "week", "more"]
            .map(|span| (span, frame.words.say(&format!("errors-mute-{span}"))))
            .into(),
        may_act: signed_in.may(Capability::Retry),
        progress,
        struck,
        more,
        trouble,
        frame,
    }))
}

fn facts(trouble: &Trouble, frame: &Frame) -> Vec<(String, String)> {
    let (words, locale) = (&frame.words, &frame.words.locale);
    let counted = trouble.is_counted() && trouble.is_there();
    let count = counted.then(|| ("errors-column-count", locale.number(trouble.count)));
    let times = [
        ("errors-column-first", locale.moment(trouble.first_at)),
        ("errors-column-last", locale.moment(trouble.last_at)),
    ];
    count.into_iter().chain(times).map(|(id, figure)| (words.say(id), figure)).collect()
}

fn remarks(trouble: &Trouble, frame: &Frame) -> Vec<String> {
    let (words, locale) = (&frame.words, &frame.words.locale);
    let mut remarks = Vec::new();
    if let Some(over) = trouble.over_at {
        remarks.push(words.with("errors-over-since", "at", locale.moment(over)));
    }
    if let (Some(who), Some(at)) = (&trouble.acknowledged_by, trouble.acknowledged_at) {
        remarks.push(words.with2("errors-seen-to-by", "who", who, "at", locale.moment(at)));
    }
    if trouble.standing == Standing::Muted {
        remarks.push(match trouble.muted_until {
            Some(until) => words.with("errors-muted-until", "at", locale.moment(until)),
            None => words.say("errors-muted-until-more"),
        });
    }
    remarks
}

async fn struck(
    shared: &Shared,
    trouble: &Trouble,
    signed_in: &SignedIn,
    frame: &Frame,
    asked: Asked,
) -> Result<(Vec<Struck>, Option<String>), StoreError> {
    let store = shared.engine.store();
    let hidden = || frame.words.say("errors-hidden");
    let said = |text: Option<String>| match text {
        Some(_) if signed_in.masks() => hidden(),
        Some(text) => Sentence::read(&text).say(&frame.words.locale),
        None => String::new(),
    };
    if !trouble.is_there() {
        return Ok((Vec::new(), None));
    }
    match trouble.kind {
        TroubleKind::Call => {
            let before = asked.before.as_deref().and_then(|before| before.split_once('~'));
            let before = before.and_then(|(at, id)| Some((at.parse().ok()?, id)));
            let rows = store.calls_struck(ORG, &trouble.cause(), before, STRUCK).await?;
            let full = i64::try_from(rows.len()).is_ok_and(|count| count == STRUCK);
            let last = rows.last().filter(|_| full);
            let more = last.map(|row| {
                let place = format!("{}~{}", row.updated_at, row.call_id);
                let query = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("before", &place)
                    .finish();
                format!("/errors/{}?{query}", trouble.id)
            });
            let struck = rows.into_iter().map(|row| Struck {
                link: Some(format!("/calls/{}", encoded(&row.call_id))),
                id: row.call_id,
                at: frame.words.locale.moment(row.updated_at),
                state: frame.words.say(if row.state == CallState::Failed {
                    "errors-given-up"
                } else {
                    "errors-tried-still"
                }),
                said: said(row.error_text),
            });
            Ok((struck.collect(), more))
        }
        TroubleKind::Delivery => {
            let rows = store.deliveries_struck(ORG, &trouble.code, &trouble.about, STRUCK).await?;
            let struck = rows.into_iter().map(|row| Struck {
                link: None,
                id: row.id,
                at: frame.words.locale.moment(row.received_at),
                state: frame.words.say("errors-given-up"),
                said: said(row.error_text),
            });
            Ok((struck.collect(), None))
        }
        _ => Ok((Vec::new(), None)),
    }
}

/// A call's id as one part of a path.
fn encoded(id: &str) -> String {
    let bytes = id.bytes().map(|byte| {
        let plain = byte.is_ascii_alphanumeric() || b"-_.~:".contains(&byte);
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    });
    bytes.collect()
}

impl Page {
    fn is_acknowledged(&self) -> bool {
        self.trouble.acknowledged_by.is_some()
    }

    fn is_muted(&self) -> bool {
        self.trouble.standing == Standing::Muted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_part_of_the_path() {
        assert_eq!(encoded("desk:12/3?4"), "desk:12%2F3%3F4");
        assert_eq!(encoded("é"), "%C3%A9");
    }
}
