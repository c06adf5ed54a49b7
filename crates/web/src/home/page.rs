//! `GET /`: the first page; `GET /home/live`: the part of it that changes by the second.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use engine::{Overview, Standing, Trouble};
use language::{Argument, say_with};
use store::Pause;

use super::chart::{Chart, HEIGHT, LEFT, WIDTH};
use super::charts;
use crate::Shared;
use crate::access::{Capability, SignedIn, Trouble as PageTrouble};
use crate::calls::kinds;
use crate::shell::{Frame, Place, Visit, show as show_page};

/// Troubles that stand on the first page.
const TROUBLES: usize = 5;

/// Where scripts are off, the page asks for itself anew after so many seconds.
const REFRESH_SECONDS: u32 = 30;

#[derive(Template)]
#[template(path = "home/page.html")]
struct Page {
    frame: Frame,
    live: Live,
    charts: Vec<Chart>,
    left: i64,
    width: i64,
    height: i64,
}

#[derive(Template)]
#[template(path = "home/live.html")]
struct Part {
    frame: Frame,
    live: Live,
}

/// What changes by the second.
struct Live {
    overview: Overview,
    /// The law as a sum.
    law: String,
    /// Logging was paused by a person, or has not begun.
    held: Option<Held>,
    troubles: Vec<Line>,
    more_troubles: bool,
    people: Vec<(String, String)>,
    may_see_settings: bool,
    budget: Option<BudgetWords>,
    /// The law and today in figures: name and figure.
    figures: Vec<Figure>,
    today: Vec<Figure>,
    sources: Vec<SourceLine>,
    as_of: String,
}

/// A figure of the law, and where the calls behind it are listed; empty where they are not.
struct Figure {
    name: String,
    figure: String,
    address: &'static str,
}

/// The budget, and whether it lasts: the look of the sentence, and the sentence.
struct BudgetWords {
    used: i64,
    allowed: i64,
    sentence: String,
    note: (&'static str, String),
    pace: String,
}

/// A phone system in a line.
struct SourceLine {
    id: String,
    heard: String,
    refused: String,
    is_refused: bool,
}

struct Held {
    title: String,
    since: Option<String>,
}

/// One trouble in a line.
struct Line {
    id: String,
    title: String,
    cause: String,
    count: Option<String>,
}

/// `GET /`. An agent sees their own calls.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
) -> Result<Response, PageTrouble> {
    if signed_in.own_only().is_some() {
        return Ok(Redirect::to("/calls").into_response());
    }
    let mut frame = visit.frame(Place::Home);
    frame.refresh_seconds = Some(REFRESH_SECONDS);
    let live = look(&shared, &signed_in, &frame).await?;
    let charts = charts::all(&live.overview, &frame.words);
    Ok(show_page(&Page { frame, live, charts, left: LEFT, width: WIDTH, height: HEIGHT }))
}

/// `GET /home/live`.
pub(super) async fn live(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
) -> Result<Response, PageTrouble> {
    if signed_in.own_only().is_some() {
        return Ok(Redirect::to("/calls").into_response());
    }
    let frame = visit.frame(Place::Home);
    let live = look(&shared, &signed_in, &frame).await?;
    Ok(show_page(&Part { frame, live }))
}

async fn look(shared: &Shared, signed_in: &SignedIn, frame: &Frame) -> Result<Live, PageTrouble> {
    let overview = shared.engine.overview(&frame.words.locale.zone).await?;
    let pause = overview.pause.as_ref();
    let open = |one: &&Trouble| one.standing == Standing::Open;
    let waiting = overview.troubles.iter().filter(open).count();
    Ok(Live {
        law: law(&overview, frame),
        held: pause.filter(|pause| pause.since.is_some()).map(|pause| held(pause, frame)),
        troubles: overview
            .troubles
            .iter()
            .filter(open)
            .take(TROUBLES)
            .map(|one| line(one, frame))
            .collect(),
        more_troubles: waiting > TROUBLES,
        people: people(&overview, frame),
        may_see_settings: signed_in.may(Capability::ReadSettings),
        budget: budget(&overview, frame),
        figures: figures(&overview, frame),
        today: today(&overview, frame),
        sources: sources(&overview, frame),
        as_of: frame.words.with("home-as-of", "at", frame.words.locale.moment(overview.at)),
        overview,
    })
}

fn law(overview: &Overview, frame: &Frame) -> String {
    let status = &overview.status;
    let arguments = [
        ("count", Argument::from(status.calls)),
        ("logged", Argument::from(status.logged)),
        ("ignored", Argument::from(status.ignored)),
        ("waiting", Argument::from(status.waiting)),
        ("held", Argument::from(status.held)),
        ("failed", Argument::from(status.failed)),
    ];
    say_with(frame.words.language, "home-law", &arguments)
}

fn held(pause: &Pause, frame: &Frame) -> Held {
    let title = if pause.code == "not_live" { "home-not-live-title" } else { "home-paused-title" };
    Held {
        title: frame.words.say(title),
        since: pause.since.map(|since| {
            let at = frame.words.locale.moment(since);
            match &pause.by {
                Some(by) => frame.words.with2("home-paused-by", "who", by, "at", at),
                None => frame.words.with("home-paused-since", "at", at),
            }
        }),
    }
}

fn line(trouble: &Trouble, frame: &Frame) -> Line {
    let words = trouble.explained();
    let locale = &frame.words.locale;
    let count = trouble.is_counted() && trouble.count > 0;
    Line {
        id: trouble.id.clone(),
        title: words.title.say(locale),
        cause: words.cause.say(locale),
        count: count.then(|| frame.words.with("home-struck", "count", trouble.count)),
    }
}

/// Each object of the copy and how it stands.
fn people(overview: &Overview, frame: &Frame) -> Vec<(String, String)> {
    let (words, locale) = (&frame.words, &frame.words.locale);
    let state = |object: &engine::ObjectStatus| match (object.phase.as_str(), object.age_seconds) {
        ("hidden", _) => words.say("home-people-hidden"),
        ("ready", Some(age)) => words.with("home-people-fresh", "span", locale.span(age)),
        _ => match object.expected {
            Some(expected) => {
                words.with2("home-people-loading", "loaded", object.loaded, "expected", expected)
            }
            None => words.say("home-people-going"),
        },
    };
    let objects = overview.status.people.objects.iter();
    objects.map(|it| (kinds::object(words, &it.object), state(it))).collect()
}

fn budget(overview: &Overview, frame: &Frame) -> Option<BudgetWords> {
    let budget = overview.budget?;
    let (words, locale) = (&frame.words, &frame.words.locale);
    let used = words.with2("home-budget-used", "used", budget.used, "allowed", budget.allowed);
    let hourly = words.with("home-budget-hourly", "count", budget.hourly);
    let at = words.with("home-budget-at", "at", locale.time(budget.at));
    Some(BudgetWords {
        used: budget.used,
        allowed: budget.allowed,
        sentence: format!("{used} · {}", words.with("home-budget-ours", "count", budget.ours)),
        note: match budget.ends_at {
            Some(at) if at <= overview.at => ("bad", words.say("home-budget-ended")),
            Some(at) if locale.date(at) == locale.date(overview.at) => {
                ("warn", words.with("home-budget-ends", "at", locale.time(at)))
            }
            Some(at) => ("warn", words.with("home-budget-ends-on", "at", locale.moment(at))),
            None => ("good", words.say("home-budget-lasts")),
        },
        pace: format!("{hourly} · {at}"),
    })
}

fn figures(overview: &Overview, frame: &Frame) -> Vec<Figure> {
    let status = &overview.status;
    let figures = [
        ("home-calls", status.calls, "/calls"),
        ("home-logged", status.logged, "/calls?state=logged"),
        ("home-ignored", status.ignored, "/calls?state=ignored"),
        ("home-waiting", status.waiting, "/calls?state=waiting"),
        // A held call is a waiting one whose org is paused.
        ("home-held", status.held, "/calls?state=waiting"),
        ("home-failed", status.failed, "/calls?state=failed"),
        ("home-received", status.events_received, ""),
    ];
    named(&figures, frame)
}

fn today(overview: &Overview, frame: &Frame) -> Vec<Figure> {
    let today = overview.today;
    let figures = [
        ("home-calls", today.calls, ""),
        ("home-logged", today.logged, ""),
        ("home-matched", today.matched, ""),
        ("home-failed", today.failed, ""),
    ];
    named(&figures, frame)
}

fn named(figures: &[(&str, i64, &'static str)], frame: &Frame) -> Vec<Figure> {
    let figure = |(id, figure, address): &(&str, i64, &'static str)| Figure {
        name: frame.words.say(id),
        figure: frame.words.locale.number(*figure),
        address,
    };
    figures.iter().map(figure).collect()
}

fn sources(overview: &Overview, frame: &Frame) -> Vec<SourceLine> {
    let locale = &frame.words.locale;
    let lines = overview.sources.iter().map(|source| SourceLine {
        id: source.id.clone(),
        heard: source
            .heard_at
            .map_or_else(|| frame.words.say("home-source-never"), |at| locale.ago(at, overview.at)),
        refused: locale.number(source.refused),
        is_refused: source.refused > 0,
    });
    lines.collect()
}
