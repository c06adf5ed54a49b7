//! `ringledger people`: how the copy stands, object by object.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use engine::ORG;
use serde::Serialize;
use store::{MirrorRow, PeopleOrders};

use super::progress::{grouped, span};
use crate::{Settings, printing, wiring};

/// The widest that the columns become.
const WIDEST: [usize; 4] = [12, 12, 40, 24];

/// How the copy is shown.
#[derive(Args)]
pub(crate) struct Sheet {
    #[command(flatten)]
    settings: Settings,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// The copy as JSON.
#[derive(Serialize)]
struct Copy {
    /// `mirror` or `live`.
    people: &'static str,
    paused: bool,
    objects: Vec<Object>,
}

#[derive(Serialize)]
struct Object {
    object: String,
    phase: String,
    people: i64,
    loaded: i64,
    expected: Option<i64>,
    age_seconds: Option<i64>,
    error_code: Option<String>,
    error_text: Option<String>,
}

impl Sheet {
    pub(super) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let store = wiring::open_store(&config).await?;
        let PeopleOrders { paused, .. } = store.people_orders(ORG).await?;
        let counts = store.count_people(ORG).await?;
        let count =
            |object: &str| counts.iter().find(|(name, _)| name == object).map_or(0, |c| c.1);
        let now = wiring::now();
        let rows = store.mirror(ORG).await?;
        // A copy that is no longer wanted is shown for as long as somebody is still in it.
        let mirror = wiring::engine(&config, store).await?.keeps_copy();
        let objects = rows.into_iter().map(|row| Object::of(&row, count(&row.object), now));
        let objects = objects.filter(|object| mirror || object.people > 0);
        let copy = Copy {
            people: if mirror { "mirror" } else { "live" },
            paused,
            objects: objects.collect(),
        };
        if self.json {
            printing::json(&copy)?;
        } else {
            copy.print();
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Object {
    fn of(row: &MirrorRow, people: i64, now: i64) -> Object {
        Object {
            object: row.object.clone(),
            phase: row.phase.clone(),
            people,
            loaded: row.loaded,
            expected: row.expected,
            age_seconds: row.fresh_at.map(|at| (now - at).max(0) / 1000),
            error_code: row.error_code.clone(),
            error_text: row.error_text.clone(),
        }
    }

    fn is_ready(&self) -> bool {
        self.phase == "ready"
    }

    fn cells(&self) -> Vec<String> {
        let people = match self.expected {
            _ if self.is_ready() => grouped(self.people),
            Some(expected) => format!("{} of {}", grouped(self.loaded), grouped(expected)),
            None => grouped(self.loaded),
        };
        let age = self.age_seconds.filter(|_| self.is_ready());
        let age = age.map_or_else(String::new, |age| format!("{} ago", span(age)));
        vec![self.object.clone(), self.phase.clone(), people, age]
    }
}

impl Copy {
    fn print(&self) {
        if self.people != "mirror" {
            printing::line(
                "Salesforce is asked for each call (salesforce.people = \"live\"); no copy is kept.",
            );
        }
        if self.objects.is_empty() {
            if self.people == "mirror" {
                printing::line(
                    "Nobody is loaded yet. The service loads everyone; so does `ringledger people load`.",
                );
            }
            return;
        }
        let rows: Vec<Vec<String>> = self.objects.iter().map(Object::cells).collect();
        printing::table(&["object", "phase", "people", "up to date"], &rows, &WIDEST);
        for object in &self.objects {
            if let (Some(code), Some(text)) = (&object.error_code, &object.error_text) {
                let text = text.strip_prefix(&format!("{code}: ")).unwrap_or(text);
                printing::line(format!("{}: {code}: {text}", object.object));
            }
        }
        if self.paused {
            printing::line("Loading is paused. `ringledger people resume` lets it go on.");
        }
    }
}
