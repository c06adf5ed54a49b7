//! The report on the people of the org, read from the copy page by page, and the writing of what can be mended.
//!
//! Nothing is held of all people but one number for each phone number and e-mail address, so that a million people
//! take some twenty megabytes.

mod change;
mod crowd;
mod finding;
mod walk;

use domain::hygiene::{Kind, Standard};
use domain::number::Spelling;
use store::StoreError;

use crate::mirror::{HIDDEN, is_ready};
use crate::{Engine, ORG};
use crowd::Crowds;
use walk::{Entry, Walk};

pub use change::{Change, Direction, MOST_CHANGES, Outcome};
pub use finding::{Finding, Tally};

/// What a report is to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// ISO 3166 country of numbers without a country code.
    pub region: String,
    /// How numbers should be spelt.
    pub spelling: Spelling,
    /// From how many records on a number counts as shared.
    pub shared_from: usize,
    /// Whether only what can be mended is wanted: then nobody is compared with anybody.
    pub only_fixes: bool,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum NoReport {
    /// There is no copy to read.
    #[error(
        "The report reads the copy of the org's people, and there is none: salesforce.people is \"live\". Set \
         people = \"mirror\" under [salesforce], run `ringledger serve` until `ringledger people` says that it is \
         loaded, and ask again. (people_copy_off)"
    )]
    Off,
    /// The copy is not complete.
    #[error(
        "The report reads the copy of the org's people, and of {0} not everyone is in it yet. `ringledger people` \
         tells how far it is; let `ringledger serve` run, and ask again. (people_copy_loading)"
    )]
    Loading(String),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A finding could not be passed on.
    #[error(
        "The report could not be written: {0}. Free some space, or write it elsewhere. (report_not_written)"
    )]
    Written(#[from] std::io::Error),
}

/// Takes a finding; an error ends the report.
pub type Sink<'a> = &'a mut (dyn FnMut(Finding) -> std::io::Result<()> + Send);

impl Engine {
    /// Looks at everyone in the copy and passes each finding on, field by field, then number by number, then pair by
    /// pair. Changes nothing.
    ///
    /// # Errors
    /// When the copy cannot be read, or `sink` fails.
    pub async fn people_report(&self, wish: &Wish, sink: Sink<'_>) -> Result<Tally, NoReport> {
        self.copy_is_complete().await?;
        let in_use = self.in_use();
        let plans = in_use.phone_systems.values().map(|system| &system.numbers);
        let standard = Standard::new(&wish.region, plans, wish.spelling);
        let mut tally = Tally::default();
        let mut crowds = Crowds::default();
        let mut walk = Walk::new(self.store());
        while let Some(entries) = walk.next().await? {
            for entry in &entries {
                look_at(entry, &standard, wish, &mut crowds, &mut |finding| {
                    tally.count(&finding);
                    sink(finding)
                })?;
                tally.people += 1;
                tally.fields += entry.phones.len() as u64;
            }
        }
        if wish.only_fixes {
            return Ok(tally);
        }
        crowds.close();
        let mut pass_on = |finding: Finding| {
            tally.count(&finding);
            sink(finding)
        };
        for part in crowds.parts() {
            let mut gathering = part;
            let mut walk = Walk::new(self.store());
            while let Some(entries) = walk.next().await? {
                let keyed = |entry: &Entry| crowd::keys(entry, &standard);
                entries.iter().for_each(|entry| gathering.meet(entry, &keyed(entry)));
            }
            gathering.tell(wish.shared_from, &mut pass_on)?;
        }
        Ok(tally)
    }

    /// Whether there is a copy of everyone that we may see.
    async fn copy_is_complete(&self) -> Result<(), NoReport> {
        if self.in_use().people.mirroring().is_none() {
            return Err(NoReport::Off);
        }
        let rows = self.store().mirror(ORG).await?;
        for object in walk::OBJECTS {
            match rows.iter().find(|row| row.object == object) {
                Some(row) if is_ready(row) || row.phase == HIDDEN => {}
                _ => return Err(NoReport::Loading(object.to_owned())),
            }
        }
        Ok(())
    }
}

/// Passes on what is untidy about one person's fields, and counts the numbers.
fn look_at(
    entry: &Entry,
    standard: &Standard,
    wish: &Wish,
    crowds: &mut Crowds,
    sink: &mut dyn FnMut(Finding) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut keys = Vec::new();
    for (field, text) in &entry.phones {
        let report = standard.look_at(text);
        keys.extend(report.numbers.iter().filter_map(|number| crowd::number_key(number)));
        for kind in &report.kinds {
            if wish.only_fixes && *kind != Kind::Spelling {
                continue;
            }
            let fix = report.fix.clone().filter(|_| *kind == Kind::Spelling);
            sink(Finding::of_field(*kind, entry, field, text, fix))?;
        }
    }
    if !wish.only_fixes {
        crowds.add(entry, keys);
    }
    Ok(())
}
