//! Writes a page: Salesforce in one request, then the phone system one by one within its limit. What was written is
//! noted at once, so that a restart goes on behind it.

use language::Sentence;
use salesforce::{Decision, RecordResult};
use sources::BookContact;
use store::NewContact;

use super::book::{Book, Reply};
use super::copy;
use super::pair::Pair;
use super::people::Columns;
use super::plan::Fate;
use super::problem::Problem;
use super::report::Report;
use super::trouble::{Stopped, Trouble};
use crate::{Engine, ORG};

impl Engine {
    /// Writes what was planned for a page of records.
    ///
    /// # Errors
    /// When and why it does not go on; what is written by then is noted.
    pub(crate) async fn write_page(
        &self,
        book: &Book,
        columns: &Columns,
        fates: Vec<(String, Fate)>,
        report: &mut Report,
    ) -> Result<(), Trouble> {
        let (store, now) = (self.store(), self.now());
        let (mut pairs, mut links) = (Vec::new(), Vec::new());
        for (_, fate) in fates {
            match fate {
                Fate::Pair(pair) if pair.is_quiet() => {
                    let theirs = pair.contact.clone().map(copy::body).unwrap_or_default();
                    let link = pair.link_after(theirs, now);
                    let noted = pair.link.ours == link.ours && pair.link.theirs == link.theirs;
                    if !noted
                        || pair.link.intent.is_some()
                        || pair.link.problem_code != link.problem_code
                    {
                        links.push(link);
                    }
                }
                Fate::Pair(pair) => pairs.push(*pair),
                Fate::InvalidNumber(link) => links.push(*link),
                Fate::WithoutNumber | Fate::SharedNumber | Fate::DeletedThere => {}
            }
        }
        store.save_links(ORG, book.id(), links, Vec::new()).await?;
        let refused = self.write_salesforce(book, columns, &pairs, report).await?;
        for (pair, problem) in pairs.iter().zip(refused) {
            match problem {
                Some(problem) => {
                    let link = pair.link_with(problem, now);
                    store.save_links(ORG, book.id(), vec![link], Vec::new()).await?;
                }
                None if pair.merge.to_phone.is_empty() => {
                    let theirs = pair.contact.clone().map(copy::body).unwrap_or_default();
                    let link = pair.link_after(theirs, now);
                    store.save_links(ORG, book.id(), vec![link], pair.history(now)).await?;
                }
                None => self.write_phone(book, pair, report).await?,
            }
        }
        Ok(())
    }

    /// Writes to Salesforce what goes there. Returns for each pair why Salesforce refused it, if it did.
    async fn write_salesforce(
        &self,
        book: &Book,
        columns: &Columns,
        pairs: &[Pair],
        report: &mut Report,
    ) -> Result<Vec<Option<Problem>>, Trouble> {
        let mut refused = vec![None; pairs.len()];
        let written: Vec<usize> = (0..pairs.len())
            .filter(|place| !pairs[*place].merge.to_salesforce.is_empty())
            .collect();
        for places in written.chunks(salesforce::MAX_WRITE) {
            let records = places.iter().map(|place| {
                let pair = &pairs[*place];
                columns.record(&pair.person.id, &pair.merge.to_salesforce)
            });
            let object = pairs[places[0]].person.target.name();
            let results = self.salesforce().update_collection(object, records.collect()).await;
            let results = results.map_err(|failure| Trouble::of(&failure, self.now()))?;
            for (place, result) in places.iter().zip(results) {
                let RecordResult::Failed(failure) = result else { continue };
                match failure.decision {
                    Decision::Retry | Decision::SlowDown | Decision::Unknown => {
                        return Err(Trouble::Later(self.after_rest()));
                    }
                    Decision::PauseOrg(_) => return Err(Trouble::of(&failure, self.now())),
                    _ => {}
                }
                report.problems += 1;
                let pair = &pairs[*place];
                report.list(&pair.person.id, "refused by Salesforce", || failure.code.clone());
                tracing::warn!(source = book.id(), code = %failure.code, "Salesforce refused a synced record");
                refused[*place] =
                    Some(Problem { code: failure.code.clone(), text: failure.to_string() });
            }
        }
        Ok(refused)
    }

    /// Makes or changes one contact.
    async fn write_phone(
        &self,
        book: &Book,
        pair: &Pair,
        report: &mut Report,
    ) -> Result<(), Trouble> {
        let lost_reply = pair.contact.is_none() && pair.link.intent.is_some();
        if lost_reply && let Some(contact) = self.made_already(book, pair).await? {
            return self.note_written(book, pair, contact).await;
        }
        self.room(book)?;
        // On disk before the request leaves: without its reply, this tells what stands there from a person's change.
        let mut link = pair.link.clone();
        link.intent = serde_json::to_string(&pair.merge.to_phone).ok();
        link.synced_at = self.now();
        self.store().save_links(ORG, book.id(), vec![link], Vec::new()).await?;
        let (settings, changes) = (&book.system.settings, &pair.merge.to_phone);
        let number = pair.theirs.get(&domain::contact::Field::Phone).map(String::as_str);
        let asks = match &pair.contact {
            None => vec![book.api.create(settings, changes)],
            Some(contact) => book.api.update(settings, contact, changes, number),
        };
        let mut last = Vec::new();
        for ask in asks {
            match self.ask_book(book, ask).await? {
                Reply::Done(body) => last = body,
                Reply::Missing => return self.note_missing(book, pair).await,
                Reply::Refused(status) => {
                    return self.note_refused(book, pair, status, report).await;
                }
            }
        }
        let contact = read(book, &last)?;
        self.note_written(book, pair, contact).await
    }

    /// The contact that an earlier request made, whose reply was lost.
    async fn made_already(&self, book: &Book, pair: &Pair) -> Result<Option<BookContact>, Trouble> {
        let Some(number) = pair.person.facts.get(&domain::contact::Field::Phone) else {
            return Ok(None);
        };
        let Reply::Done(body) =
            self.ask_book(book, book.api.search(&book.system.settings, number)).await?
        else {
            return Ok(None);
        };
        let page = book.api.read_page(&body).map_err(unreadable)?;
        let plan = &book.system.numbers;
        Ok(page.contacts.into_iter().find(|contact| {
            let numbers = copy::row(contact.clone(), false, plan).numbers;
            numbers.contains(number)
        }))
    }

    async fn note_written(
        &self,
        book: &Book,
        pair: &Pair,
        mut contact: BookContact,
    ) -> Result<(), Trouble> {
        let now = self.now();
        // What we just wrote is never older than what stood there.
        let before = pair.contact.as_ref().map_or(0, |contact| contact.changed_at);
        contact.changed_at = contact.changed_at.max(before);
        let mut link = pair.link_after(copy::body(contact.clone()), now);
        link.contact_id = Some(contact.id.clone());
        let row = copy::row(contact, false, &book.system.numbers);
        self.store().keep_contacts(ORG, book.id(), vec![row], false, now).await?;
        Ok(self.store().save_links(ORG, book.id(), vec![link], pair.history(now)).await?)
    }

    /// The contact was deleted meanwhile: nothing brings it back.
    async fn note_missing(&self, book: &Book, pair: &Pair) -> Result<(), Trouble> {
        let Some(contact) = pair.contact.clone() else { return Ok(()) };
        let row: NewContact = copy::row(contact, true, &book.system.numbers);
        Ok(self.store().keep_contacts(ORG, book.id(), vec![row], false, self.now()).await?)
    }

    async fn note_refused(
        &self,
        book: &Book,
        pair: &Pair,
        status: u16,
        report: &mut Report,
    ) -> Result<(), Trouble> {
        report.problems += 1;
        report.list(&pair.person.id, "refused by the phone system", || format!("HTTP {status}"));
        tracing::warn!(source = book.id(), status, "the phone system refused a synced contact");
        let problem = Problem {
            code: "phone_system_refused_contact".to_owned(),
            text: format!(
                "The phone system refused {} (HTTP {status}): perhaps a number or an address that it does not take. \
                 Both sides stay as they are; correct the record, and the next sync tries again.",
                pair.in_words()
            ),
        };
        let link = pair.link_with(problem, self.now());
        Ok(self.store().save_links(ORG, book.id(), vec![link], Vec::new()).await?)
    }
}

fn read(book: &Book, body: &[u8]) -> Result<BookContact, Trouble> {
    book.api.read_contact(body).map_err(unreadable)
}

fn unreadable(unreadable: sources::Unreadable) -> Trouble {
    let text = Sentence::new("engine-sync-unreadable-reply").with("why", unreadable.sentence());
    Trouble::Stop(Stopped::new("contacts_unreadable", text))
}
