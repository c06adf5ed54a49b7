//! One sync from its beginning to its end, a page at a time.

use std::collections::HashSet;

use domain::event::Millis;
use store::StoreError;

use super::book::Book;
use super::progress::{Marks, PeopleCursor, Progress, Stage};
use super::report::Report;
use super::trouble::{Stopped, Trouble};
use crate::{Engine, ORG};

/// Records that are read at once where they are written: so much is read again after a break.
const PAGE: u32 = 200;

/// How a sync went on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncStep {
    /// It goes on at this moment, UTC milliseconds: the limit of the phone system, or trouble that ends by itself.
    Later(Millis),
    /// It stopped and asks.
    Stopped(Stopped),
    /// It is done, or would be.
    Done(Report),
}

impl SyncStep {
    pub(crate) fn of(trouble: Trouble) -> Result<Self, StoreError> {
        match trouble {
            Trouble::Later(at) => Ok(Self::Later(at)),
            Trouble::Stop(stopped) => Ok(Self::Stopped(stopped)),
            Trouble::Store(error) => Err(error),
        }
    }
}

impl Engine {
    /// Takes the next piece of a sync that writes. Returns whether there is another.
    pub(crate) async fn advance(
        &self,
        book: &Book,
        marks: &Marks,
        progress: &mut Progress,
    ) -> Result<bool, Trouble> {
        match progress.stage {
            Stage::Reading => {
                if !self.read_contacts(book, progress).await? {
                    progress.stage = Stage::Weighing;
                }
            }
            Stage::Weighing => {
                let report = self.weigh(book, marks, progress).await?;
                if !progress.accepted {
                    self.guard(book, progress, &report).await?;
                }
                if progress.all {
                    self.store().lose_contacts(ORG, book.id(), progress.begun_at).await?;
                }
                progress.report = report;
                progress.people = PeopleCursor::default();
                progress.stage = Stage::People;
            }
            Stage::People => {
                let (mut cursor, mut unused) = (progress.people.clone(), Report::default());
                let since = (marks, progress.begun_at);
                match self.people_page(book, since, &mut cursor, PAGE, &mut unused).await? {
                    Some((columns, people)) => {
                        let fates = self.plan(book, &columns, people, &mut HashSet::new()).await?;
                        self.write_page(book, &columns, fates, &mut progress.report).await?;
                        progress.people = cursor;
                    }
                    None => progress.stage = Stage::Contacts,
                }
            }
            Stage::Contacts => {
                let (mut after, mut unused) = (progress.after.clone(), Report::default());
                let page = self.changed_people(book, &mut after, &mut unused).await?;
                let Some(page) = page else { return Ok(false) };
                for (columns, people) in page {
                    let fates = self.plan(book, &columns, people, &mut HashSet::new()).await?;
                    self.write_page(book, &columns, fates, &mut progress.report).await?;
                }
                progress.after = after;
            }
        }
        Ok(true)
    }

    /// Reads and weighs without writing to either side.
    pub(crate) async fn rehearse(
        &self,
        book: &Book,
        marks: &Marks,
        progress: &mut Progress,
    ) -> Result<Report, Trouble> {
        while progress.stage == Stage::Reading {
            if !self.read_contacts(book, progress).await? {
                progress.stage = Stage::Weighing;
            }
        }
        self.weigh(book, marks, progress).await
    }
}
