//! `/settings/profiles/{name}/users`: the table of who is whom, with suggestions and lines from a CSV file.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::owner::{UserLink, read_users};
use domain::profile::{set_at, value_at};
use toml::{Table, Value};

use super::chosen::Chosen;
use super::form::{Pairs, value, values};
use super::page::{NUMBERS, Shown, Tab, tabs};
use super::save::{Attempt, Deed, attempt};
use super::suggestions::{self, SuggestionView};
use crate::Shared;
use crate::access::SignedIn;
use crate::shell::{Frame, Place, Visit, show as show_page};

/// Empty lines at the end of the table.
const SPARE: usize = 3;
/// Most lines of a table, and the longest text in one, in characters.
const LINES: usize = 20_000;
const LONGEST: usize = 255;

/// A line as it is entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) phone_user: String,
    pub(super) salesforce: String,
    pub(super) from: String,
    pub(super) until: String,
}

#[derive(Template)]
#[template(path = "settings/profile/users.html")]
struct Page {
    frame: Frame,
    name: String,
    builtin: bool,
    locked: Option<String>,
    may_change: bool,
    version: i64,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    files: Vec<String>,
    suggestions: Option<Vec<SuggestionView>>,
    csv: String,
    csv_problem: Option<String>,
    read_in: Option<String>,
    shown: Shown,
    numbers: [(usize, bool); 3],
    masks: bool,
}

/// What was read from a CSV file.
#[derive(Default)]
struct Csv {
    text: String,
    problem: Option<String>,
    read_in: Option<String>,
}

/// `GET`: the table as it is kept.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(name): Path<String>,
) -> Response {
    match Chosen::find(&shared, &signed_in, &visit, &name).await {
        Ok(chosen) => {
            let lines = kept(&chosen.entry.whole);
            answer(&shared, &visit, chosen, lines, Csv::default(), Shown::default()).await
        }
        Err(refusal) => refusal,
    }
}

/// `POST`: the table as it was entered, with a line more, with the lines of a file, tried or saved.
pub(super) async fn submit(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let chosen = match Chosen::find(&shared, &signed_in, &visit, &name).await {
        Ok(chosen) => chosen,
        Err(refusal) => return refusal,
    };
    let words = visit.bare_frame().words;
    let mut lines = entered(&pairs);
    let mut csv = Csv { text: value(&pairs, "csv").to_owned(), ..Csv::default() };
    let mut shown = Shown {
        number: value(&pairs, "number").parse().unwrap_or_default(),
        note: value(&pairs, "note").chars().take(200).collect(),
        ..Shown::default()
    };
    if let Some((phone_user, salesforce)) = value(&pairs, "add").split_once('\n') {
        lines.push(Line {
            phone_user: phone_user.trim().to_owned(),
            salesforce: salesforce.trim().to_owned(),
            ..Line::default()
        });
    } else if value(&pairs, "deed") == "csv" {
        match read_users(csv.text.as_bytes()) {
            Ok(read) => {
                csv.read_in = Some(words.with("profile-csv-read-in", "count", read.len()));
                csv.text.clear();
                lines.extend(read.into_iter().map(|(_, link)| Line::of(&link)));
            }
            Err(error) => {
                let detail = error.0.say(&words.locale);
                csv.problem = Some(words.with("profile-csv-wrong", "detail", detail));
            }
        }
    } else {
        let mut table = chosen.entry.whole.clone();
        set_at(&mut table, "owner.users", written(&lines));
        let attempted = Attempt {
            table: &table,
            expected: value(&pairs, "version").parse().unwrap_or_default(),
            deed: Deed::of(value(&pairs, "deed")),
            slug: "users",
        };
        if let Some(done) =
            attempt(&shared, &signed_in, &visit, &chosen, &attempted, &mut shown).await
        {
            return done;
        }
    }
    let wrong = csv.problem.is_some() || shown.is_refusal();
    let page = answer(&shared, &visit, chosen, lines, csv, shown).await;
    if wrong { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page }
}

async fn answer(
    shared: &Shared,
    visit: &Visit,
    chosen: Chosen,
    mut lines: Vec<Line>,
    csv: Csv,
    shown: Shown,
) -> Response {
    let frame = visit.frame(Place::Settings);
    let sources = chosen.book.used_by(&chosen.entry.name);
    let config = &chosen.book.settings.config;
    let files = config.sources.iter().filter(|source| sources.contains(&source.id));
    let files = files.map(|source| source.users_file.clone()).filter(|file| !file.is_empty());
    if chosen.may_change {
        lines.extend(std::iter::repeat_n(Line::default(), SPARE));
    }
    let number = if shown.number == 0 { NUMBERS[1] } else { shown.number };
    show_page(&Page {
        tabs: tabs(&frame, &chosen.entry.name, "users"),
        files: files.collect(),
        suggestions: suggestions::of(shared, &frame.words, &sources, &lines).await,
        name: chosen.entry.name,
        builtin: chosen.entry.builtin,
        locked: chosen.locked,
        may_change: chosen.may_change,
        version: chosen.book.settings.version,
        lines,
        csv: csv.text,
        csv_problem: csv.problem,
        read_in: csv.read_in,
        numbers: NUMBERS.map(|one| (one, one == number)),
        shown,
        masks: chosen.masks,
        frame,
    })
}

impl Line {
    fn of(link: &UserLink) -> Line {
        let day = |day: Option<_>| day.map(|day| format!("{day}")).unwrap_or_default();
        Line {
            phone_user: link.phone_user.clone(),
            salesforce: link.salesforce.clone(),
            from: day(link.from),
            until: day(link.until),
        }
    }
}

/// The lines of the profile.
fn kept(table: &Table) -> Vec<Line> {
    let lines = value_at(table, "owner.users").and_then(Value::as_array);
    let text = |line: &Value, key: &str| {
        let value = line.get(key);
        value.map(super::input::text_of).unwrap_or_default()
    };
    let line = |line: &Value| Line {
        phone_user: text(line, "phone_user"),
        salesforce: text(line, "salesforce"),
        from: text(line, "from"),
        until: text(line, "until"),
    };
    lines.into_iter().flatten().map(line).collect()
}

/// The lines of the form that are not empty.
fn entered(pairs: &Pairs) -> Vec<Line> {
    let column = |name: &str| values(pairs, name);
    let (phones, users) = (column("phone_user"), column("salesforce"));
    let (froms, untils) = (column("from"), column("until"));
    let text = |column: &[&str], place: usize| -> String {
        column
            .get(place)
            .map(|text| text.trim().chars().take(LONGEST).collect())
            .unwrap_or_default()
    };
    let line = |place: usize| Line {
        phone_user: text(&phones, place),
        salesforce: text(&users, place),
        from: text(&froms, place),
        until: text(&untils, place),
    };
    let lines = (0..phones.len().min(LINES)).map(line);
    lines.filter(|line| *line != Line::default()).collect()
}

fn written(lines: &[Line]) -> Value {
    let line = |line: &Line| {
        let mut table = Table::new();
        table.insert("phone_user".to_owned(), Value::from(line.phone_user.as_str()));
        table.insert("salesforce".to_owned(), Value::from(line.salesforce.as_str()));
        for (key, day) in [("from", &line.from), ("until", &line.until)] {
            if !day.is_empty() {
                table.insert(key.to_owned(), Value::from(day.as_str()));
            }
        }
        Value::Table(table)
    };
    Value::Array(lines.iter().map(line).collect())
}
