//! What a sync would do, before anything is written: for people who want to see it first, and to stop one that would
//! do harm. Costs requests to Salesforce only.

use std::collections::{BTreeMap, HashSet};

use domain::contact::Target;
use language::Sentence;
use store::ContactLink;

use super::book::Book;
use super::people::{Columns, Person};
use super::plan::Fate;
use super::progress::{Marks, PeopleCursor, Progress};
use super::report::Report;
use super::trouble::{Stopped, Trouble};
use crate::{Engine, ORG};

/// Records that are read at once where nothing is written.
const PAGE: u32 = 2_000;
/// Links that are looked at in one go.
pub(crate) const LINKS: i64 = 200;

/// Fewer pairs than this may have a field emptied without a question.
const FEW: u64 = 3;

impl Engine {
    /// Counts what would be written.
    pub(crate) async fn weigh(
        &self,
        book: &Book,
        marks: &Marks,
        progress: &Progress,
    ) -> Result<Report, Trouble> {
        let mut report = progress.report.clone();
        let mut cursor = PeopleCursor::default();
        let (mut taken, mut seen) = (HashSet::new(), HashSet::new());
        let since = (marks, progress.begun_at);
        while let Some((columns, people)) =
            self.people_page(book, since, &mut cursor, PAGE, &mut report).await?
        {
            seen.extend(people.iter().map(|person| person.id.clone()));
            let fates = self.plan(book, &columns, people, &mut taken).await?;
            fates.iter().for_each(|(id, fate)| count(&mut report, id, fate));
        }
        let mut after = String::new();
        while let Some(page) = self.changed_people(book, &mut after, &mut report).await? {
            for (columns, mut people) in page {
                people.retain(|person| !seen.contains(&person.id));
                let fates = self.plan(book, &columns, people, &mut taken).await?;
                fates.iter().for_each(|(id, fate)| count(&mut report, id, fate));
            }
        }
        Ok(report)
    }

    /// The records whose contacts changed, by their objects; `None` after the last.
    pub(crate) async fn changed_people(
        &self,
        book: &Book,
        after: &mut String,
        report: &mut Report,
    ) -> Result<Option<Vec<(Columns, Vec<Person>)>>, Trouble> {
        let links = self.store().changed_links(ORG, book.id(), after, LINKS).await?;
        let Some(last) = links.last() else { return Ok(None) };
        last.record_id.clone_into(after);
        let mut by_target: BTreeMap<Target, Vec<&ContactLink>> = BTreeMap::new();
        for link in &links {
            let target = book.rules.targets.iter().find(|target| target.name() == link.object);
            if let Some(target) = target {
                by_target.entry(*target).or_default().push(link);
            }
        }
        let mut page = Vec::new();
        for (target, links) in by_target {
            let columns = self.columns(book, target, report).await?;
            let ids: Vec<&str> = links.iter().map(|link| link.record_id.as_str()).collect();
            let people = self.people_by_id(book, &columns, &ids).await?;
            page.push((columns, people));
        }
        Ok(Some(page))
    }

    /// Whether a sync looks like a mistake.
    ///
    /// # Errors
    /// Why it stops and asks.
    pub(crate) async fn guard(
        &self,
        book: &Book,
        progress: &Progress,
        report: &Report,
    ) -> Result<(), Trouble> {
        let percent = i64::from(book.rules.stop_percent);
        let share = |of: i64| (of * percent / 100).max(i64::from(book.rules.stop_least));
        if progress.all {
            let (unseen, known) =
                self.store().contacts_unseen(ORG, book.id(), progress.begun_at).await?;
            if known > 0 && unseen == known {
                return Err(stop(
                    "contacts_list_empty",
                    Sentence::new("engine-sync-list-empty").with("known", known),
                ));
            }
            if unseen > share(known) {
                return Err(stop(
                    "contacts_vanished",
                    Sentence::new("engine-sync-vanished")
                        .with("unseen", unseen)
                        .with("known", known),
                ));
            }
        }
        let (linked, _) = self.store().count_links(ORG, book.id()).await?;
        let emptied = i64::try_from(report.emptied).unwrap_or(i64::MAX);
        if report.emptied >= FEW && emptied * 100 > linked * percent {
            return Err(stop(
                "sync_would_empty",
                Sentence::new("engine-sync-would-empty")
                    .with("count", emptied)
                    .with("linked", linked),
            ));
        }
        let changed = report.phone_changed.max(report.salesforce_changed);
        if i64::try_from(changed).unwrap_or(i64::MAX) > share(linked) {
            return Err(stop(
                "sync_would_change_many",
                Sentence::new("engine-sync-would-change-many")
                    .with("count", changed)
                    .with("linked", linked)
                    .with("percent", percent),
            ));
        }
        Ok(())
    }
}

fn stop(code: &str, what: Sentence) -> Trouble {
    Trouble::Stop(Stopped::new(code, what))
}

/// Counts one record.
fn count(report: &mut Report, id: &str, fate: &Fate) {
    match fate {
        Fate::WithoutNumber => {}
        Fate::SharedNumber => report.shared_number += 1,
        Fate::DeletedThere => report.deleted_there += 1,
        Fate::InvalidNumber(link) => {
            report.problems += 1;
            let code = link.problem_code.clone().unwrap_or_default();
            report.list(id, "cannot be synced", || code);
        }
        Fate::Pair(pair) => {
            report.conflicts += pair.merge.lost.len() as u64;
            report.emptied += u64::from(pair.empties());
            report.problems += u64::from(pair.problem.is_some());
            if pair.contact.is_none() {
                report.made += 1;
                return report.list(id, "new contact", || pair.in_words());
            }
            if !pair.known {
                report.linked += 1;
            } else if pair.is_quiet() {
                report.unchanged += 1;
            }
            report.phone_changed += u64::from(!pair.merge.to_phone.is_empty());
            report.salesforce_changed += u64::from(!pair.merge.to_salesforce.is_empty());
            if !pair.is_quiet() {
                let what = if pair.known { "change" } else { "link and change" };
                report.list(id, what, || pair.in_words());
            }
        }
    }
}
