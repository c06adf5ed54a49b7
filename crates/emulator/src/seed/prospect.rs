//! The people of a crowd who are not Contacts: Person Accounts and Leads.

use serde_json::{Map, Value, json};

use super::SeedError;
use super::crowd::{Crowd, DAY_MS, Written};
use super::load::{Loaded, fields};
use crate::timestamp;

impl Crowd<'_> {
    pub(super) fn person_accounts(&mut self, loaded: &mut Loaded) -> Result<(), SeedError> {
        if self.row.person_accounts == 0 {
            return Ok(());
        }
        let record_type = self.person_record_type()?;
        let mut records = Vec::new();
        for index in 0..self.row.person_accounts {
            let person = self.people.next();
            let email = format!("{}@{}", person.mailbox, self.country.mail_domain);
            let (field, number) = if index % 3 == 2 {
                ("Phone", self.landlines.next()?)
            } else {
                ("PersonMobilePhone", self.mobiles.next()?)
            };
            records.push(fields([
                ("RecordTypeId", json!(record_type)),
                ("FirstName", json!(person.first_name)),
                ("LastName", json!(person.last_name)),
                (field, json!(number.written)),
                ("PersonEmail", json!(email)),
                ("PersonMailingCity", json!(person.city)),
                ("PersonMailingCountry", json!(self.country.country)),
            ]));
            loaded.numbers.push(number.e164);
        }
        loaded.people += records.len();
        self.load("Account", records).map(|_| ())
    }

    fn person_record_type(&self) -> Result<String, SeedError> {
        let found = self
            .org
            .query(
                &self.org.administrator(),
                "SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND DeveloperName = 'PersonAccount'",
            )
            .map_err(SeedError::refused("Account"))?;
        found
            .records
            .first()
            .and_then(|record| record["Id"].as_str())
            .map(str::to_owned)
            .ok_or_else(|| SeedError::UnknownReference("record type PersonAccount".to_owned()))
    }

    pub(super) fn leads(
        &mut self,
        contacts: &[Written],
        loaded: &mut Loaded,
    ) -> Result<(), SeedError> {
        let mut records = Vec::new();
        for index in 0..self.row.leads {
            // A converted Lead is the Contact it became; it keeps the number, in its own spelling.
            let converted = (index < self.row.converted).then(|| contacts.get(index)).flatten();
            let mut record = match converted {
                Some(contact) => self.converted_lead(contact),
                None => self.open_lead(index, loaded)?,
            };
            let queued = index >= self.row.leads.saturating_sub(self.row.queued);
            if let (true, Some(queue)) = (queued, self.queue) {
                record.insert("OwnerId".to_owned(), json!(queue));
            }
            records.push(record);
        }
        loaded.people += records.len();
        self.load("Lead", records).map(|_| ())
    }

    fn converted_lead(&mut self, contact: &Written) -> Map<String, Value> {
        let phone =
            contact.phone.as_ref().map_or_else(String::new, |number| self.again(number).written);
        let converted_on: String = timestamp::format(self.org.now() - 30 * DAY_MS)
            .chars()
            .take("2026-11-20".len())
            .collect();
        fields([
            ("FirstName", json!(contact.person.first_name)),
            ("LastName", json!(contact.person.last_name)),
            ("Company", json!(contact.company)),
            ("Phone", json!(phone)),
            ("Status", json!("Closed - Converted")),
            ("IsConverted", json!(true)),
            ("ConvertedDate", json!(converted_on)),
            ("ConvertedContactId", json!(contact.id)),
            ("ConvertedAccountId", json!(contact.account)),
        ])
    }

    fn open_lead(
        &mut self,
        index: usize,
        loaded: &mut Loaded,
    ) -> Result<Map<String, Value>, SeedError> {
        let person = self.people.next();
        let country = self.country;
        let (field, number) = if index.is_multiple_of(2) {
            ("MobilePhone", self.mobiles.next()?)
        } else {
            ("Phone", self.landlines.next()?)
        };
        let company = &country.companies[(index * 3 + 1) % country.companies.len()];
        loaded.numbers.push(number.e164);
        Ok(fields([
            ("FirstName", json!(person.first_name)),
            ("LastName", json!(person.last_name)),
            ("Company", json!(company.written)),
            ("Title", json!(person.title)),
            (field, json!(number.written)),
            ("Email", json!(format!("{}@{}", person.mailbox, country.mail_domain))),
            ("City", json!(person.city)),
            ("Country", json!(country.country)),
            ("LeadSource", json!("Web")),
        ]))
    }
}
