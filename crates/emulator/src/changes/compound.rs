//! Which columns an event gathers in one compound field: a person's name, an address.

use crate::schema::Object;

/// The parts of a person's name, in Salesforce's order.
pub(super) const NAME_PARTS: [&str; 3] = ["Salutation", "FirstName", "LastName"];

/// The parts of an address, in Salesforce's order.
pub(super) const ADDRESS_PARTS: [&str; 10] = [
    "Street",
    "City",
    "State",
    "PostalCode",
    "Country",
    "StateCode",
    "CountryCode",
    "Latitude",
    "Longitude",
    "GeocodeAccuracy",
];

/// What a column is within an event.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A field of its own.
    Alone,
    /// A part of the name of a person.
    Name(usize),
    /// A part of an account's name, which is text or a person's name.
    AccountName(Option<usize>),
    /// A part of the address with a name.
    Address(String, usize),
    /// Follows from other columns, so it is in no event.
    Derived,
}

/// What a column of an object is within its events.
pub(super) fn column(object: &Object, name: &str) -> Column {
    if object.field("LastName").is_some() {
        let part = NAME_PARTS.iter().position(|part| *part == name);
        match (object.name.as_str(), part, name) {
            ("Account", part @ Some(_), _) => return Column::AccountName(part),
            ("Account", None, "Name") => return Column::AccountName(None),
            (_, Some(part), _) => return Column::Name(part),
            (_, None, "Name") => return Column::Derived,
            _ => {}
        }
    }
    for (place, part) in ADDRESS_PARTS.iter().enumerate() {
        let Some(prefix) = name.strip_suffix(part) else { continue };
        // `BillingStreet` beside `BillingCity` is an address; a lone `Country` is not.
        let has = |part: &str| object.field(&format!("{prefix}{part}")).is_some();
        if has("Street") && has("City") {
            return Column::Address(format!("{prefix}Address"), place);
        }
    }
    Column::Alone
}
