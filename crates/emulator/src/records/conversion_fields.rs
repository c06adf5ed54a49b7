//! Which fields of a lead become which fields of what it is converted into (Salesforce help, "Lead conversion mapping").

/// Fields of the lead and of a business account.
pub(super) const ACCOUNT_OF_LEAD: &[(&str, &str)] = &[
    ("Company", "Name"),
    ("Phone", "Phone"),
    ("Fax", "Fax"),
    ("Website", "Website"),
    ("Industry", "Industry"),
    ("AnnualRevenue", "AnnualRevenue"),
    ("NumberOfEmployees", "NumberOfEmployees"),
    ("Rating", "Rating"),
    ("LeadSource", "AccountSource"),
    ("Street", "BillingStreet"),
    ("City", "BillingCity"),
    ("State", "BillingState"),
    ("PostalCode", "BillingPostalCode"),
    ("Country", "BillingCountry"),
];

/// Fields of the lead and of a person account.
pub(super) const PERSON_OF_LEAD: &[(&str, &str)] = &[
    ("LastName", "LastName"),
    ("FirstName", "FirstName"),
    ("Salutation", "Salutation"),
    ("Phone", "Phone"),
    ("Fax", "Fax"),
    ("MobilePhone", "PersonMobilePhone"),
    ("Email", "PersonEmail"),
    ("Title", "PersonTitle"),
    ("LeadSource", "PersonLeadSource"),
    ("Description", "Description"),
    ("Street", "PersonMailingStreet"),
    ("City", "PersonMailingCity"),
    ("State", "PersonMailingState"),
    ("PostalCode", "PersonMailingPostalCode"),
    ("Country", "PersonMailingCountry"),
];

/// Fields of the lead and of a contact.
pub(super) const CONTACT_OF_LEAD: &[(&str, &str)] = &[
    ("LastName", "LastName"),
    ("FirstName", "FirstName"),
    ("Salutation", "Salutation"),
    ("Title", "Title"),
    ("Phone", "Phone"),
    ("Fax", "Fax"),
    ("MobilePhone", "MobilePhone"),
    ("Email", "Email"),
    ("LeadSource", "LeadSource"),
    ("Description", "Description"),
    ("Street", "MailingStreet"),
    ("City", "MailingCity"),
    ("State", "MailingState"),
    ("PostalCode", "MailingPostalCode"),
    ("Country", "MailingCountry"),
];
