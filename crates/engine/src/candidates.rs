//! Rows of the org become candidates: the one place that knows which column means what.

use domain::candidate::{Candidate, Converted, MatchObject};
use salesforce::moment;
use serde_json::{Map, Value};

use crate::mirror::is_phone;
use crate::search::Table;

/// A candidate from a row of `table`; `None` for a row without an id.
pub(crate) fn candidate(table: Table, row: &Map<String, Value>) -> Option<Candidate> {
    let person = flag(row, "IsPersonAccount");
    let converted = flag(row, "IsConverted");
    Some(Candidate {
        object: match table {
            Table::Contact => MatchObject::Contact,
            Table::Account if person => MatchObject::PersonAccount,
            Table::Account => MatchObject::Account,
            Table::Lead => MatchObject::Lead,
        },
        id: text(row, "Id")?,
        name: text(row, "Name").unwrap_or_default(),
        company: text(row, "Company").or_else(|| text(row.get("Account")?.as_object()?, "Name")),
        account_id: text(row, "AccountId"),
        person_contact_id: text(row, "PersonContactId"),
        owner_id: text(row, "OwnerId"),
        last_modified: text(row, "LastModifiedDate").and_then(|at| moment(&at)).unwrap_or_default(),
        phones: phones(row),
        converted: converted.then(|| Converted {
            contact_id: text(row, "ConvertedContactId"),
            account_id: text(row, "ConvertedAccountId"),
        }),
        open_case: newest_case(row),
        open_opportunity: newest_opportunity(row),
    })
}

/// The filled phone fields.
pub(crate) fn phones(row: &Map<String, Value>) -> Vec<(String, String)> {
    row.iter()
        .filter(|(name, _)| is_phone(name))
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// A Contact's newest open Case, if it was asked for.
pub(crate) fn newest_case(row: &Map<String, Value>) -> Option<String> {
    child(row, "Cases", "Id")
}

/// A Contact's newest open Opportunity, if it was asked for.
pub(crate) fn newest_opportunity(row: &Map<String, Value>) -> Option<String> {
    child(row, "OpportunityContactRoles", "OpportunityId")
}

fn child(row: &Map<String, Value>, relationship: &str, field: &str) -> Option<String> {
    let first = row.get(relationship)?.get("records")?.as_array()?.first()?;
    text(first.as_object()?, field)
}

pub(crate) fn text(row: &Map<String, Value>, name: &str) -> Option<String> {
    row.get(name)?.as_str().map(str::to_owned)
}

/// Whether a column says true; bulk queries write it as a text.
pub(crate) fn flag(row: &Map<String, Value>, name: &str) -> bool {
    match row.get(name) {
        Some(Value::Bool(truth)) => *truth,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_contact_with_its_account_and_open_case() {
        let row = json!({
            "attributes": {"type": "Contact"}, "Id": "003000000000001AAA", "Name": "Mary Major",
            "OwnerId": "005000000000001AAA", "LastModifiedDate": "2026-11-20T07:00:00.000+0000",
            "Phone": "(415) 555-0123", "MobilePhone": null, "Email": "mary@example.com", "AccountId": "001000000000001AAA",
            "Account": {"attributes": {"type": "Account"}, "Name": "Example Works"},
            "Cases": {"totalSize": 1, "done": true, "records": [{"Id": "500000000000001AAA"}]}
        });
        let contact = candidate(Table::Contact, row.as_object().unwrap()).unwrap();
        assert_eq!(contact.company.as_deref(), Some("Example Works"));
        assert_eq!(contact.phones, [("Phone".to_owned(), "(415) 555-0123".to_owned())]);
        assert_eq!(contact.open_case.as_deref(), Some("500000000000001AAA"));
        assert_eq!(contact.last_modified, 1_795_158_000_000);
    }

    #[test]
    fn a_person_account_and_a_converted_lead() {
        let row = json!({"Id": "001000000000002AAA", "Name": "山田 太郎", "IsPersonAccount": true,
            "PersonContactId": "003000000000002AAA", "LastModifiedDate": "2026-11-20T07:00:00Z"});
        let person = candidate(Table::Account, row.as_object().unwrap()).unwrap();
        assert_eq!(person.object, MatchObject::PersonAccount);
        let row = json!({"Id": "00Q000000000001AAA", "Name": "A", "Company": "B", "IsConverted": true,
            "ConvertedContactId": "003000000000003AAA", "ConvertedAccountId": null});
        let lead = candidate(Table::Lead, row.as_object().unwrap()).unwrap();
        assert_eq!(lead.converted.unwrap().contact_id.as_deref(), Some("003000000000003AAA"));
        assert_eq!(lead.company.as_deref(), Some("B"));
    }
}
