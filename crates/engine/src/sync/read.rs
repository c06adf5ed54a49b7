//! Reads the phone system's contacts into our copy: all of them now and then, else those that changed.

use language::Sentence;
use sources::{Page, Wanted};

use super::book::{Book, Reply};
use super::copy;
use super::progress::{Marks, Progress};
use super::trouble::{Stopped, Trouble};
use crate::{Engine, ORG};

/// Changes of this long before the last reading are read once more: clocks differ, and changes are seen late.
const OVERLAP: i64 = 300_000;

/// More pages of changes than this are no changes any more: then everything is read.
const MOST_PAGES: u32 = 100;

impl Progress {
    /// A sync that begins now.
    pub(crate) fn begin(now: i64, marks: &Marks, read_all_hours: u32) -> Self {
        let due = |at: i64| now - at >= i64::from(read_all_hours) * 3_600_000;
        let all = marks.all_read_at.is_none_or(due);
        Self {
            begun_at: now,
            accepted: marks.accepted,
            all,
            from: if all { 0 } else { marks.contacts_to - OVERLAP },
            page: 1,
            newest: marks.contacts_to,
            ..Self::default()
        }
    }
}

impl Engine {
    /// Reads the next page of contacts. Returns whether there is another.
    pub(crate) async fn read_contacts(
        &self,
        book: &Book,
        progress: &mut Progress,
    ) -> Result<bool, Trouble> {
        let wanted = match progress.all {
            true => Wanted::All { from: progress.from, page: progress.page },
            false => Wanted::LastChanged { page: progress.page },
        };
        let page = match self.ask_book(book, book.api.list(&book.system.settings, &wanted)).await? {
            Reply::Done(body) => book.api.read_page(&body).map_err(|unreadable| {
                let text = Sentence::new("engine-sync-unreadable-list");
                Stopped::new("contacts_unreadable", text.with("why", unreadable.sentence()))
            })?,
            Reply::Missing => return Err(refused(book, 404)),
            Reply::Refused(status) => return Err(refused(book, status)),
        };
        progress.report.contacts_read += page.contacts.len() as u64;
        progress.report.contacts_unreadable += u64::from(page.unreadable);
        let more = next(progress, &page);
        let plan = &book.system.numbers;
        let rows = page.contacts.into_iter().map(|contact| copy::row(contact, false, plan));
        let seen_at = self.now().max(progress.begun_at);
        self.store().keep_contacts(ORG, book.id(), rows.collect(), false, seen_at).await?;
        Ok(more)
    }
}

/// Moves on to the next page, if there is one. Pages shift while people work: all contacts are therefore read by the
/// time at which they were made, each page from the second of the last one on; changes are read backwards, where
/// shifting only shows something twice.
fn next(progress: &mut Progress, page: &Page) -> bool {
    let changed = page.contacts.iter().map(|contact| contact.changed_at);
    progress.newest = changed.clone().max().unwrap_or(0).max(progress.newest);
    if progress.all {
        let made = page.contacts.iter().map(|contact| contact.created_at).max().unwrap_or(0);
        let first = progress.page <= 1;
        // As the phone system counts: whole seconds.
        if made / 1000 > progress.from / 1000 {
            (progress.from, progress.page) = (made, 1);
        } else if page.more {
            progress.page += 1;
        } else {
            (progress.from, progress.page) = (progress.from + 1_000, 1);
        }
        // Later pages may end where the query's reach ends, so that only a first page is a last one.
        return page.more || !first;
    }
    progress.page += 1;
    let known = changed.min().is_some_and(|oldest| oldest < progress.from);
    if page.more && !known && progress.page > MOST_PAGES {
        (progress.all, progress.from, progress.page) = (true, 0, 1);
        return true;
    }
    page.more && !known
}

fn refused(book: &Book, status: u16) -> Trouble {
    Trouble::Stop(Stopped::new(
        "phone_system_refused_list",
        Sentence::new("engine-sync-refused-list")
            .with("source", book.id())
            .with("status", status.to_string()),
    ))
}

#[cfg(test)]
mod tests {
    use sources::BookContact;

    use super::*;

    fn page(times: &[i64], more: bool) -> Page {
        let contact =
            |at: &i64| BookContact { created_at: *at, changed_at: *at, ..BookContact::default() };
        Page { contacts: times.iter().map(contact).collect(), unreadable: 0, more }
    }

    #[test]
    fn all_contacts_are_read_from_the_second_of_the_last_one_on() {
        let mut progress = Progress::begin(1_000_000, &Marks::default(), 24);
        assert!(progress.all && next(&mut progress, &page(&[1_000, 5_500], true)));
        assert_eq!((progress.from, progress.page), (5_500, 1));
        // A page within one second: the next page of the same question.
        assert!(next(&mut progress, &page(&[5_500, 5_900], true)));
        assert_eq!((progress.from, progress.page), (5_500, 2));
        assert!(
            next(&mut progress, &page(&[9_000], false)),
            "perhaps the query reached no further"
        );
        assert_eq!((progress.from, progress.page), (9_000, 1));
        assert!(!next(&mut progress, &page(&[9_000], false)));
        assert_eq!(progress.newest, 9_000);
    }

    #[test]
    fn changes_are_read_back_to_what_is_known_and_too_many_mean_all() {
        let marks = Marks { contacts_to: 900_000, all_read_at: Some(990_000), ..Marks::default() };
        let begin = || Progress::begin(1_000_000, &marks, 24);
        let mut progress = begin();
        assert!(!progress.all && next(&mut progress, &page(&[999_000, 700_000], true)));
        assert!(!next(&mut progress, &page(&[650_000, 599_999], true)), "older than the overlap");
        let mut progress = begin();
        let pages = (1..1_000)
            .take_while(|_| next(&mut progress, &page(&[999_000], true)) && !progress.all);
        assert_eq!(pages.count() as u32, MOST_PAGES - 1);
        assert_eq!((progress.all, progress.from, progress.page), (true, 0, 1));
    }

    #[test]
    fn all_are_read_again_after_a_day() {
        let marks = Marks { all_read_at: Some(0), ..Marks::default() };
        assert!(!Progress::begin(24 * 3_600_000 - 1, &marks, 24).all);
        assert!(Progress::begin(24 * 3_600_000, &marks, 24).all);
    }
}
