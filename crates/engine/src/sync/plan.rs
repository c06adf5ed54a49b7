//! Who of a page of records is which contact, and what is to be done about each.

use std::collections::{HashMap, HashSet};

use domain::contact::{Field, text};
use store::{ContactLink, ContactRow, StoreError};

use super::book::Book;
use super::pair::Pair;
use super::people::{Columns, Person};
use super::problem::Problem;
use crate::{Engine, ORG};

/// What is to be done about a record.
#[derive(Debug)]
pub(crate) enum Fate {
    /// It is compared with its contact, or its contact is made.
    Pair(Box<Pair>),
    /// It has no number any more, so it takes no part (F125).
    WithoutNumber,
    /// Another record with the same number is the one that is synced (F27).
    SharedNumber,
    /// Its contact was deleted in the phone system; nothing brings it back.
    DeletedThere,
    /// Its number is none that can be dialled.
    InvalidNumber(Box<ContactLink>),
}

/// What is known of a page of records.
struct Known {
    /// The links by record.
    links: HashMap<String, ContactLink>,
    /// The contacts by id.
    contacts: HashMap<String, ContactRow>,
    /// The contacts' ids by number.
    by_number: HashMap<String, Vec<String>>,
    /// The records by the contact that they are linked with.
    owners: HashMap<String, String>,
}

impl Engine {
    /// Plans a page of records. `taken` remembers the numbers for which contacts are to be made, over several pages
    /// that are planned and not written.
    pub(crate) async fn plan(
        &self,
        book: &Book,
        columns: &Columns,
        mut people: Vec<Person>,
        taken: &mut HashSet<String>,
    ) -> Result<Vec<(String, Fate)>, StoreError> {
        // The one that was modified last goes first; the objects come in the profile's order already (F27).
        people.sort_by_key(|person| std::cmp::Reverse(person.changed_at));
        let mut known = self.known_of(book, &people).await?;
        let fates = people.into_iter().map(|person| {
            let id = person.id.clone();
            let fate = known.fate(book, columns, person, taken);
            (id, fate)
        });
        Ok(fates.collect())
    }

    async fn known_of(&self, book: &Book, people: &[Person]) -> Result<Known, StoreError> {
        let (store, source) = (self.store(), book.id());
        let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
        let links = store.links_of(ORG, source, &ids).await?;
        let numbers: Vec<&str> =
            people.iter().map(|person| text(&person.facts, Field::Phone)).collect();
        let named = store.contacts_with(ORG, &numbers).await?;
        let mut by_number: HashMap<String, Vec<String>> = HashMap::new();
        let mut contacts = HashMap::new();
        for found in named.into_iter().filter(|found| found.source_id == source) {
            by_number.entry(found.number).or_default().push(found.contact.contact_id.clone());
            contacts.insert(found.contact.contact_id.clone(), found.contact);
        }
        let linked: Vec<&str> =
            links.iter().filter_map(|link| link.contact_id.as_deref()).collect();
        for contact in store.contacts_by_id(ORG, source, &linked).await? {
            contacts.insert(contact.contact_id.clone(), contact);
        }
        let ids: Vec<&str> = contacts.keys().map(String::as_str).collect();
        let owners = store.links_to(ORG, source, &ids).await?;
        let owners = owners.into_iter().filter_map(|link| Some((link.contact_id?, link.record_id)));
        Ok(Known {
            owners: owners.collect(),
            links: links.into_iter().map(|link| (link.record_id.clone(), link)).collect(),
            contacts,
            by_number,
        })
    }
}

impl Known {
    fn fate(
        &mut self,
        book: &Book,
        columns: &Columns,
        person: Person,
        taken: &mut HashSet<String>,
    ) -> Fate {
        let number = text(&person.facts, Field::Phone).to_owned();
        if number.is_empty() {
            return Fate::WithoutNumber;
        }
        let mut link = self.links.remove(&person.id).unwrap_or_else(|| ContactLink {
            record_id: person.id.clone(),
            object: person.target.name().to_owned(),
            ..ContactLink::default()
        });
        // In this form only numbers begin with a plus: see `canonical`.
        if !number.starts_with('+') && link.contact_id.is_none() {
            Problem::invalid_number().note(&mut link);
            return Fate::InvalidNumber(Box::new(link));
        }
        if let Some(contact_id) = &link.contact_id {
            let row = self.contacts.get(contact_id).filter(|row| !row.gone);
            return match row {
                Some(row) => Fate::Pair(Box::new(Pair::of(book, columns, person, link, row))),
                None => Fate::DeletedThere,
            };
        }
        let same_number = self.by_number.get(&number).map(Vec::as_slice).unwrap_or_default();
        let free = same_number.iter().find(|id| !self.owners.contains_key(*id)).cloned();
        match free.as_ref().and_then(|id| self.contacts.get(id)) {
            Some(row) if taken.insert(number.clone()) => {
                self.owners.insert(row.contact_id.clone(), person.id.clone());
                link.ours = None;
                Fate::Pair(Box::new(Pair::of(book, columns, person, link, row)))
            }
            None if same_number.is_empty() && taken.insert(number) => {
                Fate::Pair(Box::new(Pair::to_make(book, columns, person, link)))
            }
            _ => Fate::SharedNumber,
        }
    }
}
