//! Whom the rules create, and with which values: the corners that no numbered rule names.

use super::*;

fn plan_of(object: MatchObject) -> Plan {
    let phone = Value::from("+12025550147");
    Plan {
        object,
        e164: "+12025550147".to_owned(),
        fields: BTreeMap::from([
            ("LastName".to_owned(), Value::from("Okafor")),
            ("Phone".to_owned(), phone.clone()),
            ("Fax".to_owned(), phone),
        ]),
        phone_field: "Phone".to_owned(),
        name: "Okafor".to_owned(),
        company: Some("Okafor & Co".to_owned()),
        account: None,
        owner_id: Some("005000000000001AAA".to_owned()),
        duplicates: Duplicates::Use,
        why: Vec::new(),
        notes: Vec::new(),
    }
}

#[test]
fn matching_sees_a_new_record_as_it_would_find_it() {
    let account = Some("001000000000001AAA".to_owned());
    let found = plan_of(MatchObject::Contact).candidate("003000000000001AAA", account.clone(), 7);
    assert_eq!((found.object, found.account_id), (MatchObject::Contact, account));
    let fields: Vec<&str> = found.phones.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["Phone"]);
    assert_eq!((found.last_modified, found.company.as_deref()), (7, Some("Okafor & Co")));
}

#[test]
fn what_became_of_it_survives_being_stored() {
    let told = Introduced {
        outcome: Outcome::Refused,
        code: Some("REQUIRED_FIELD_MISSING".to_owned()),
        why: vec![refused_sentence("Contact", "Fill it in.")],
    };
    let text = serde_json::to_string(&told).unwrap();
    assert_eq!(serde_json::from_str::<Introduced>(&text).unwrap(), told);
    assert!(told.why[0].to_string().ends_with("without one. Fill it in."));
}
