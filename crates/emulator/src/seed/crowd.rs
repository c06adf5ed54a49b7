//! Writes the people of one country: Accounts, Contacts, Person Accounts, Leads, and what is open with them.

use rand::RngExt as _;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Map, Value, json};

use super::SeedError;
use super::country::{Country, Named};
use super::file::CrowdRow;
use super::load::{Loaded, fields};
use super::number::{Number, Numbers};
use super::person::{People, Person};
use crate::org::Org;
use crate::timestamp;

/// Milliseconds of a day.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What Leads and Accounts are in, in turn.
const INDUSTRIES: [&str; 4] = ["Consulting", "Construction", "Banking", "Agriculture"];

/// A Contact with what the org made of it.
pub(super) struct Written {
    pub(super) id: String,
    pub(super) account: String,
    pub(super) company: String,
    pub(super) person: Person,
    pub(super) phone: Option<Number>,
}

/// One crowd on its way into the org.
pub(super) struct Crowd<'a> {
    pub(super) org: &'a Org,
    pub(super) country: &'a Country,
    pub(super) row: &'a CrowdRow,
    owners: Vec<String>,
    pub(super) queue: Option<&'a str>,
    pub(super) people: People<'a>,
    pub(super) landlines: Numbers<'a>,
    pub(super) mobiles: Numbers<'a>,
    dice: StdRng,
    owned: usize,
}

impl<'a> Crowd<'a> {
    pub(super) fn new(
        org: &'a Org,
        country: &'a Country,
        row: &'a CrowdRow,
        owners: Vec<String>,
        queue: Option<&'a str>,
        mut dice: StdRng,
    ) -> Self {
        let names = StdRng::seed_from_u64(dice.random());
        Self {
            org,
            country,
            row,
            owners,
            queue,
            people: People::new(country, names),
            landlines: Numbers::landlines(country),
            mobiles: Numbers::mobiles(country),
            dice,
            owned: 0,
        }
    }

    /// Writes everything and adds the people to `loaded`.
    pub(super) fn write(mut self, loaded: &mut Loaded) -> Result<(), SeedError> {
        let accounts = self.accounts()?;
        let contacts = self.contacts(&accounts, loaded)?;
        self.person_accounts(loaded)?;
        self.leads(&contacts, loaded)?;
        self.open_work(&contacts)
    }

    /// The owner, who takes turns, and dates spread over the last months, so that no two are equal.
    fn stamp(&mut self, record: &mut Map<String, Value>) {
        if let Some(owner) = self.owners.get(self.owned % self.owners.len().max(1)) {
            record.entry("OwnerId").or_insert_with(|| json!(owner.clone()));
        }
        self.owned += 1;
        let modified = self.org.now() - self.dice.random_range(0..120 * DAY_MS);
        let created = modified - self.dice.random_range(DAY_MS..400 * DAY_MS);
        record.insert("CreatedDate".to_owned(), json!(timestamp::format(created)));
        record.insert("LastModifiedDate".to_owned(), json!(timestamp::format(modified)));
    }

    /// A number in the next spelling of its kind.
    pub(super) fn again(&mut self, number: &Number) -> Number {
        if number.mobile { self.mobiles.again(number) } else { self.landlines.again(number) }
    }

    /// Writes records of one object, each with its owner and dates.
    pub(super) fn load(
        &mut self,
        object: &str,
        mut records: Vec<Map<String, Value>>,
    ) -> Result<Vec<String>, SeedError> {
        for record in &mut records {
            self.stamp(record);
        }
        self.org.load(object, records).map_err(SeedError::refused(object))
    }

    /// Every company of the country; returns its id and itself.
    fn accounts(&mut self) -> Result<Vec<(String, &'a Named)>, SeedError> {
        let country = self.country;
        let mut records = Vec::new();
        for (index, company) in country.companies.iter().enumerate() {
            let website = format!("https://www.{}.{}", company.latin, country.mail_domain);
            records.push(fields([
                ("Name", json!(company.written)),
                ("Phone", json!(self.landlines.next()?.written)),
                ("Website", json!(website)),
                ("Industry", json!(INDUSTRIES[index % INDUSTRIES.len()])),
                ("Type", json!("Customer - Direct")),
                ("BillingCity", json!(country.cities[index % country.cities.len()])),
                ("BillingCountry", json!(country.country)),
            ]));
        }
        let ids = self.load("Account", records)?;
        Ok(ids.into_iter().zip(&country.companies).collect())
    }

    fn contacts(
        &mut self,
        accounts: &[(String, &'a Named)],
        loaded: &mut Loaded,
    ) -> Result<Vec<Written>, SeedError> {
        let mut written: Vec<Written> = Vec::with_capacity(self.row.contacts);
        let mut records = Vec::with_capacity(self.row.contacts);
        for index in 0..self.row.contacts {
            let from_end = self.row.contacts - index;
            // The last ones share the number of the first ones, who all have one; the silent stand before them.
            let shares = (from_end <= self.row.sharing)
                .then(|| written.get(from_end - 1).map(|first| (from_end - 1, first)))
                .flatten();
            let account = shares.map_or(index, |(first, _)| first) % accounts.len();
            let (account_id, company) = &accounts[account];
            let shared = shares.and_then(|(_, first)| first.phone.clone());
            let silent = !self.row.is_sharing(from_end) && self.row.is_silent(from_end);
            let person = self.people.next();
            let mut record = self.contact(&person, account_id, company);
            let phone = if silent {
                None
            } else {
                Some(self.give_numbers(index, shared.as_ref(), &mut record)?)
            };
            loaded.numbers.extend(phone.iter().map(|number| number.e164.clone()));
            records.push(record);
            written.push(Written {
                id: String::new(),
                account: account_id.clone(),
                company: company.written.clone(),
                person,
                phone,
            });
        }
        loaded.people += records.len();
        let ids = self.load("Contact", records)?;
        for (contact, id) in written.iter_mut().zip(ids) {
            contact.id = id;
        }
        Ok(written)
    }

    fn contact(&self, person: &Person, account: &str, company: &Named) -> Map<String, Value> {
        let email = format!("{}@{}.{}", person.mailbox, company.latin, self.country.mail_domain);
        fields([
            ("FirstName", json!(person.first_name)),
            ("LastName", json!(person.last_name)),
            ("AccountId", json!(account)),
            ("Title", json!(person.title)),
            ("Email", json!(email)),
            ("MailingCity", json!(person.city)),
            ("MailingCountry", json!(self.country.country)),
        ])
    }

    /// Puts one or two numbers into the fields in which people put them; returns the one to call.
    fn give_numbers(
        &mut self,
        index: usize,
        shared: Option<&Number>,
        record: &mut Map<String, Value>,
    ) -> Result<Number, SeedError> {
        if let Some(shared) = shared {
            let number = self.again(shared);
            record.insert("Phone".to_owned(), json!(number.written));
            return Ok(number);
        }
        let (field, number) = match index % 10 {
            // What colleagues share is a land line.
            _ if index < self.row.sharing => ("Phone", self.landlines.next()?),
            0 | 3 | 6 => ("Phone", self.landlines.next()?),
            7 => ("HomePhone", self.landlines.next()?),
            9 => ("OtherPhone", self.mobiles.next()?),
            _ => ("MobilePhone", self.mobiles.next()?),
        };
        record.insert(field.to_owned(), json!(number.written));
        if index % 10 == 6 {
            let second = self.mobiles.next()?;
            record.insert("MobilePhone".to_owned(), json!(second.written));
        }
        Ok(number)
    }

    /// Cases and Opportunities, each with one of the first Contacts.
    fn open_work(&mut self, contacts: &[Written]) -> Result<(), SeedError> {
        let row = self.row;
        let cases = row.cases.iter().zip(contacts).map(|(subject, contact)| {
            fields([
                ("Subject", json!(subject)),
                ("ContactId", json!(contact.id)),
                ("AccountId", json!(contact.account)),
                ("Status", json!("Working")),
                ("Origin", json!("Phone")),
            ])
        });
        let cases = cases.collect();
        self.load("Case", cases)?;
        let closes: String = timestamp::format(self.org.now() + 45 * DAY_MS)
            .chars()
            .take("2026-11-20".len())
            .collect();
        let deals = row.opportunities.iter().zip(contacts.iter().skip(1));
        let deals = deals.map(|(name, contact)| {
            fields([
                ("Name", json!(name)),
                ("ContactId", json!(contact.id)),
                ("AccountId", json!(contact.account)),
                ("StageName", json!("Proposal/Price Quote")),
                ("CloseDate", json!(closes)),
            ])
        });
        let deals = deals.collect();
        self.load("Opportunity", deals).map(|_| ())
    }
}

impl CrowdRow {
    /// Whether the Contact that is `from_end`th from the end shares a number.
    fn is_sharing(&self, from_end: usize) -> bool {
        from_end <= self.sharing
    }

    /// Whether it has no number; those stand before the sharing ones.
    fn is_silent(&self, from_end: usize) -> bool {
        from_end <= self.sharing + self.without_phone
    }
}
