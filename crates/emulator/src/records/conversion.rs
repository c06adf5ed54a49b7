//! Lead conversion: a lead becomes an account, a contact and, if wanted, an opportunity.

use rusqlite::types::Value as SqlValue;

use super::conversion_fields::{ACCOUNT_OF_LEAD, CONTACT_OF_LEAD, PERSON_OF_LEAD};
use super::{Row, Writer, is_true, text};
use crate::error::ApiError;
use crate::schema::Object;
use crate::timestamp;

/// What `convertLead()` is asked to do (SOAP API guide).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadConversion {
    /// The lead.
    pub lead_id: String,
    /// Its new status, which must be one for converted leads.
    pub converted_status: String,
    /// An account to use instead of a new one.
    pub account_id: Option<String>,
    /// A contact of that account to use instead of a new one.
    pub contact_id: Option<String>,
    /// Whether there is to be no opportunity.
    pub do_not_create_opportunity: bool,
    /// The opportunity's name; the company's if there is none.
    pub opportunity_name: Option<String>,
    /// Whether the lead source of a given contact is replaced by the lead's.
    pub overwrite_lead_source: bool,
    /// The owner of what is made; the lead's if there is none.
    pub owner_id: Option<String>,
}

/// What a conversion made or used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertedLead {
    /// The lead.
    pub lead_id: String,
    /// The account.
    pub account_id: String,
    /// The contact.
    pub contact_id: String,
    /// The opportunity, if there is one.
    pub opportunity_id: Option<String>,
}

/// Whether a status is one that converted leads have: "Closed - Converted" is, "Closed - Not Converted" is not.
pub(super) fn is_converted(status: &str) -> bool {
    let status = status.to_lowercase();
    (status.ends_with("converted") && !status.contains("not ")) || status == "qualified"
}

impl<'a> Writer<'a> {
    /// Converts a lead.
    pub(crate) fn convert_lead(
        &mut self,
        wanted: &LeadConversion,
    ) -> Result<ConvertedLead, ApiError> {
        let leads = self.object("Lead")?;
        let (id, lead) = self.existing(leads, &wanted.lead_id)?;
        self.check_may_edit(leads, &lead)?;
        if is_true(&lead, "IsConverted") {
            let message = "cannot reference converted lead";
            return Err(ApiError::record("CANNOT_UPDATE_CONVERTED_LEAD", message, &[]));
        }
        self.check_converted_status(leads, &wanted.converted_status)?;
        let owner = self.owner_of_converted(wanted, &lead)?;
        let account = self.converted_account(wanted, &lead, &owner)?;
        let contact = self.converted_contact(wanted, &lead, &account, &owner)?;
        let opportunity = match wanted.do_not_create_opportunity {
            true => None,
            false => Some(self.converted_opportunity(wanted, &lead, &account, &contact, &owner)?),
        };
        self.move_activities(&id, &contact, opportunity.as_deref().unwrap_or(&account))?;
        let done = ConvertedLead {
            lead_id: id,
            account_id: account,
            contact_id: contact,
            opportunity_id: opportunity,
        };
        self.close_lead(leads, wanted, &done)?;
        Ok(done)
    }

    fn check_converted_status(&self, leads: &Object, status: &str) -> Result<(), ApiError> {
        let listed = leads.field("Status").is_some_and(|field| {
            field.values.iter().any(|value| value.value.eq_ignore_ascii_case(status))
        });
        if listed && is_converted(status) {
            return Ok(());
        }
        let message = format!("invalid convertedStatus: {status}");
        Err(ApiError::record("INVALID_STATUS", message, &[]))
    }

    fn owner_of_converted(
        &self,
        wanted: &LeadConversion,
        lead: &Row<'a>,
    ) -> Result<String, ApiError> {
        let owner = wanted.owner_id.as_deref().or_else(|| text(lead, "OwnerId"));
        let owner = owner.and_then(crate::id::normalise).unwrap_or_default();
        if owner.starts_with("005") {
            return Ok(owner);
        }
        let message = "Converted objects can only be owned by users. If the lead is not owned by a user, you must \
             specify a user for the Owner field.";
        Err(ApiError::record("UNKNOWN_EXCEPTION", message, &[]))
    }

    /// The cells of a record made of a lead's, by pairs of field names.
    fn of_lead(object: &'a Object, pairs: &[(&str, &str)], lead: &Row<'a>, owner: &str) -> Row<'a> {
        let mut row = Row::new();
        for (theirs, ours) in pairs {
            if let (Some(field), Some(value)) = (object.field(ours), lead.get(theirs)) {
                row.insert(&field.name, value.clone());
            }
        }
        row.insert("OwnerId", SqlValue::Text(owner.to_owned()));
        row
    }

    fn converted_account(
        &mut self,
        wanted: &LeadConversion,
        lead: &Row<'a>,
        owner: &str,
    ) -> Result<String, ApiError> {
        let accounts = self.object("Account")?;
        if let Some(account) = &wanted.account_id {
            let (id, row) = self.existing(accounts, account)?;
            self.check_may_edit(accounts, &row)?;
            return Ok(id);
        }
        // A lead without a company is a person.
        let pairs = match text(lead, "Company") {
            Some(_) => ACCOUNT_OF_LEAD,
            None => PERSON_OF_LEAD,
        };
        self.check_may_create(accounts)?;
        let row = Self::of_lead(accounts, pairs, lead, owner);
        self.create_given(accounts, &row)
    }

    fn converted_contact(
        &mut self,
        wanted: &LeadConversion,
        lead: &Row<'a>,
        account: &str,
        owner: &str,
    ) -> Result<String, ApiError> {
        let contacts = self.object("Contact")?;
        let (_, account_row) = self.existing(self.object("Account")?, account)?;
        if let Some(person) = text(&account_row, "PersonContactId") {
            return Ok(person.to_owned());
        }
        let mut row = Self::of_lead(contacts, CONTACT_OF_LEAD, lead, owner);
        row.insert("AccountId", SqlValue::Text(account.to_owned()));
        let Some(given) = &wanted.contact_id else {
            self.check_may_create(contacts)?;
            return self.create_given(contacts, &row);
        };
        if wanted.account_id.is_none() {
            let message = "accountId must be specified with a contactId";
            return Err(ApiError::record("REQUIRED_FIELD_MISSING", message, &[]));
        }
        let (id, old) = self.existing(contacts, given)?;
        self.check_may_edit(contacts, &old)?;
        // Only what the contact lacks comes from the lead (Salesforce help, "Considerations for converting leads").
        let source = wanted.overwrite_lead_source;
        row.retain(|name, _| !old.contains_key(name) || (*name == "LeadSource" && source));
        self.update_given(contacts, &id, &old, &row)?;
        Ok(id)
    }

    fn converted_opportunity(
        &mut self,
        wanted: &LeadConversion,
        lead: &Row<'a>,
        account: &str,
        contact: &str,
        owner: &str,
    ) -> Result<String, ApiError> {
        let opportunities = self.object("Opportunity")?;
        self.check_may_create(opportunities)?;
        let mut row = Self::of_lead(opportunities, &[("LeadSource", "LeadSource")], lead, owner);
        let name = wanted.opportunity_name.as_deref().filter(|name| !name.trim().is_empty());
        let name = name.or_else(|| text(lead, "Company")).or_else(|| text(lead, "Name"));
        let stage = opportunities.field("StageName").and_then(|field| field.values.first());
        let stage = stage.map(|value| value.value.clone()).unwrap_or_default();
        for (field, value) in [
            ("Name", name.unwrap_or_default().to_owned()),
            ("StageName", stage),
            ("CloseDate", self.end_of_quarter()),
            ("AccountId", account.to_owned()),
        ] {
            row.insert(field, SqlValue::Text(value));
        }
        let id = self.create_given(opportunities, &row)?;
        let roles = self.object("OpportunityContactRole")?;
        let mut role = Row::new();
        role.insert("OpportunityId", SqlValue::Text(id.clone()));
        role.insert("ContactId", SqlValue::Text(contact.to_owned()));
        role.insert("IsPrimary", SqlValue::Integer(1));
        self.create_given(roles, &role)?;
        Ok(id)
    }

    /// The last day of the quarter, `YYYY-MM-DD`.
    fn end_of_quarter(&self) -> String {
        let today = self.today();
        let month = (today.month() - 1) / 3 * 3 + 3;
        let last = jiff::civil::Date::new(today.year(), month, 1).unwrap_or(today).last_of_month();
        last.to_string()
    }

    /// The day it is in the org.
    pub(super) fn today(&self) -> jiff::civil::Date {
        let zone = jiff::tz::TimeZone::get(&self.org.options().time_zone);
        timestamp::day_of(self.now, &zone.unwrap_or(jiff::tz::TimeZone::UTC)).unwrap_or_default()
    }

    /// The lead's activities become those of the contact.
    fn move_activities(&mut self, lead: &str, contact: &str, what: &str) -> Result<(), ApiError> {
        for object in ["Task", "Event"] {
            let object = self.object(object)?;
            for id in self.pointing(object, "WhoId", lead)? {
                let mut row = Row::new();
                row.insert("WhoId", SqlValue::Text(contact.to_owned()));
                row.insert("WhatId", SqlValue::Text(what.to_owned()));
                self.derive_account(&mut row)?;
                self.stamp_modified(&mut row);
                self.change(object, &id, &row)?;
            }
        }
        Ok(())
    }

    fn close_lead(
        &mut self,
        leads: &'a Object,
        wanted: &LeadConversion,
        done: &ConvertedLead,
    ) -> Result<(), ApiError> {
        let mut row = Row::new();
        let text = |value: &str| SqlValue::Text(value.to_owned());
        row.insert("Status", text(&wanted.converted_status));
        row.insert("IsConverted", SqlValue::Integer(1));
        row.insert("ConvertedDate", text(&self.today().to_string()));
        row.insert("ConvertedAccountId", text(&done.account_id));
        row.insert("ConvertedContactId", text(&done.contact_id));
        if let Some(opportunity) = &done.opportunity_id {
            row.insert("ConvertedOpportunityId", text(opportunity));
        }
        row.insert("IsUnreadByOwner", SqlValue::Integer(0));
        self.stamp_modified(&mut row);
        row.retain(|name, _| leads.field(name).is_some());
        self.change(leads, &done.lead_id, &row)
    }
}
