//! Respells fields in Salesforce and takes it back: preview, question, and then batch by batch from the undo file.

use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use engine::Engine;
use engine::hygiene::{Change, Direction, Outcome, Wish};

use super::journal::{Changes, Journal, preview};
use crate::printing;

/// Changes that are shown before anything is changed, and refusals that are shown afterwards.
const SHOWN: usize = 20;

/// Finds what can be respelt, writes the undo file, asks, and changes.
pub(super) async fn apply(
    engine: &Engine,
    wish: &Wish,
    file: &Path,
    yes: bool,
) -> Result<ExitCode> {
    let mut journal = Journal::create(file)?;
    let found = engine
        .people_report(wish, &mut |finding| {
            Change::of(&finding).map_or(Ok(()), |change| journal.add(&change))
        })
        .await;
    let closed = journal.close().context("the undo file could not be written");
    let outcome = match (found, closed) {
        (Ok(_), Ok(0)) => {
            printing::line("There is nothing to respell.");
            Err(None)
        }
        (Ok(_), Ok(_)) => agreed(file, Direction::Forth, yes).map_err(Some),
        (Err(error), _) => Err(Some(error.into())),
        (_, Err(error)) => Err(Some(error)),
    };
    if let Err(error) = outcome {
        // Nothing was changed, so there is nothing to take back.
        let _ = std::fs::remove_file(file);
        return error.map_or(Ok(ExitCode::SUCCESS), Err);
    }
    printing::note(format!("What stood there before is in {}.", file.display()));
    carry_out(engine, file, Direction::Forth).await
}

/// Takes back what stands in the undo file.
pub(super) async fn undo(engine: &Engine, file: &Path, yes: bool) -> Result<ExitCode> {
    agreed(file, Direction::Back, yes)?;
    carry_out(engine, file, Direction::Back).await
}

/// Shows what would be changed, and asks whether to do it.
fn agreed(file: &Path, direction: Direction, yes: bool) -> Result<()> {
    let (shown, count) = preview(file, SHOWN)?;
    let row = |change: &Change| {
        let (from, to) = match direction {
            Direction::Forth => (&change.old, &change.new),
            Direction::Back => (&change.new, &change.old),
        };
        let record = format!("{} {}", change.object, change.record);
        vec![record, change.field.clone(), from.clone(), to.clone()]
    };
    let rows: Vec<Vec<String>> = shown.iter().map(row).collect();
    printing::table(&["record", "field", "says", "will say"], &rows, &[28, 30, 40, 40]);
    if count > shown.len() as u64 {
        printing::line(format!("… and {} more.", count - shown.len() as u64));
    }
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        bail!(
            "{count} fields would be changed in Salesforce; repeat the command with --yes to do it"
        );
    }
    printing::note(format!("Type {count} to change {count} fields in Salesforce:"));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).context("the answer could not be read")?;
    if answer.trim() != count.to_string() {
        bail!("nothing was changed");
    }
    Ok(())
}

/// What became of all changes.
#[derive(Default)]
struct Sum {
    done: u64,
    already: u64,
    changed: u64,
    gone: u64,
    refused: u64,
    refusals: Vec<String>,
}

async fn carry_out(engine: &Engine, file: &Path, direction: Direction) -> Result<ExitCode> {
    let mut changes = Changes::open(file)?;
    let mut sum = Sum::default();
    loop {
        let some = changes.next()?;
        if some.is_empty() {
            break;
        }
        match engine.change_people(&some, direction).await {
            Ok(outcomes) => sum.add(&some, outcomes),
            Err(failure) => {
                sum.print(direction, changes.unreadable);
                let again = match direction {
                    Direction::Forth => {
                        format!("`ringledger people report --undo {}`", file.display())
                    }
                    Direction::Back => "the same command again".to_owned(),
                };
                return Err(anyhow!(failure).context(format!(
                    "Salesforce did not take the rest, and part of the last {} may be written; {again} takes all of \
                     it back, and leaves alone what says something else",
                    some.len()
                )));
            }
        }
    }
    sum.print(direction, changes.unreadable);
    Ok(if sum.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Sum {
    fn add(&mut self, changes: &[Change], outcomes: Vec<Outcome>) {
        for (change, outcome) in changes.iter().zip(outcomes) {
            match outcome {
                Outcome::Done => self.done += 1,
                Outcome::Already => self.already += 1,
                Outcome::Changed => self.changed += 1,
                Outcome::Gone => self.gone += 1,
                Outcome::Refused { code, text } => {
                    self.refused += 1;
                    if self.refusals.len() < SHOWN {
                        let record =
                            format!("{} {} {}", change.object, change.record, change.field);
                        self.refusals.push(format!("{record}: {code}: {text}"));
                    }
                }
            }
        }
    }

    fn print(&self, direction: Direction, unreadable: u64) {
        let done = match direction {
            Direction::Forth => "respelt",
            Direction::Back => "taken back",
        };
        printing::line(format!("{} fields {done}.", self.done));
        for (count, what) in [
            (self.already, "said so already"),
            (self.changed, "say something else since and were left alone"),
            (self.gone, "are on records that are gone or hidden"),
            (self.refused, "were refused by Salesforce and say what they said"),
            (unreadable, "lines of the undo file are cut off; those changes were never begun"),
        ] {
            if count > 0 {
                printing::line(format!("{count} {what}."));
            }
        }
        self.refusals.iter().for_each(printing::line);
        if self.refused > self.refusals.len() as u64 {
            printing::line("… and more.");
        }
    }
}
