//! A phone system's own contacts: requests to its API as data, and its replies read. Nothing is sent here.

use std::collections::BTreeMap;

use domain::contact::Field;
use domain::event::Millis;
use language::Sentence;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::settings::Settings;
use crate::unreadable::Unreadable;

/// A phone system that holds contacts. Whoever sends the requests knows no vendor, only this.
pub trait ContactBook: Sync {
    /// The fields that its contacts have.
    fn fields(&self) -> &'static [Field];

    /// Requests that it answers within a minute.
    fn requests_a_minute(&self) -> u32;

    /// Whether everything is configured that its API needs.
    ///
    /// # Errors
    /// A sentence for a person: which option is missing and where its value is found.
    fn ready(&self, settings: &Settings) -> Result<(), Sentence>;

    /// Asks for a page of its contacts.
    fn list(&self, settings: &Settings, wanted: &Wanted) -> Ask;

    /// Asks for those with a number in E.164.
    fn search(&self, settings: &Settings, number: &str) -> Ask;

    /// Asks it to make a contact. [`ContactBook::read_contact`] reads the reply.
    fn create(&self, settings: &Settings, facts: &BTreeMap<Field, String>) -> Ask;

    /// Asks it to change fields of a contact; an empty text empties the field. `number` is the number in E.164 under
    /// which the contact is known so far. To be sent one after the other; the reply to the last is the whole contact.
    fn update(
        &self,
        settings: &Settings,
        contact: &BookContact,
        changes: &BTreeMap<Field, String>,
        number: Option<&str>,
    ) -> Vec<Ask>;

    /// Reads a page.
    ///
    /// # Errors
    /// Why it cannot be read. Never panics, whatever the bytes.
    fn read_page(&self, body: &[u8]) -> Result<Page, Unreadable>;

    /// Reads the reply that holds one contact.
    ///
    /// # Errors
    /// Why it cannot be read. Never panics, whatever the bytes.
    fn read_contact(&self, body: &[u8]) -> Result<BookContact, Unreadable>;

    /// When the next request may be sent, where a reply says so. `header` gives a header of the reply by its name in
    /// small letters; times are UTC milliseconds.
    fn wait_until(
        &self,
        status: u16,
        header: &dyn Fn(&str) -> Option<String>,
        now: Millis,
    ) -> Option<Millis>;
}

/// Which contacts are wanted, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Those that were changed last come first.
    LastChanged {
        /// The page; 1 is the first.
        page: u32,
    },
    /// All that were made at `from` (UTC milliseconds) or later, the oldest first.
    All {
        /// The earliest moment; 0 is the beginning.
        from: Millis,
        /// The page; 1 is the first.
        page: u32,
    },
}

/// A request to the phone system's API.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What it does.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The value of the header `Authorization`.
    pub authorization: SecretString,
    /// What is sent, as JSON.
    pub body: Option<Value>,
}

/// The methods of HTTP that are needed. There is none that deletes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes or changes.
    Post,
    /// Replaces a part.
    Put,
}

/// A contact as the phone system has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookContact {
    /// Its id there.
    pub id: String,
    /// When it was made, UTC milliseconds; 0 where that is not said.
    pub created_at: Millis,
    /// When it was last changed, UTC milliseconds; 0 where that is not said.
    pub changed_at: Millis,
    /// All its numbers, as they are written there.
    pub numbers: Vec<Detail>,
    /// All its e-mail addresses.
    pub emails: Vec<Detail>,
    /// Its other fields; those that are empty are not here.
    pub texts: BTreeMap<Field, String>,
}

/// One of several numbers or addresses of a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Its id, where it has one.
    pub id: Option<String>,
    /// The number or address.
    pub value: String,
}

/// A page of contacts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The contacts that can be read.
    pub contacts: Vec<BookContact>,
    /// How many could not be read.
    pub unreadable: u32,
    /// Whether there is a next page.
    pub more: bool,
}

/// What a webhook tells of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactNews {
    /// The contact as it is now, or was last.
    pub contact: BookContact,
    /// Whether it was deleted.
    pub gone: bool,
}
