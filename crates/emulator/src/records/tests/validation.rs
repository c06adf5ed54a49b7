//! Validation rules and fields that the org requires: a write in, the exact refusal out.

use serde_json::json;

use super::{Desk, refuses, rule};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.org.change_setup(|setup| {
        setup.validation_rules = vec![
            rule(
                "Task",
                "ISPICKVAL(TaskSubtype, 'Call') && ISPICKVAL(Status, 'Completed') && ISBLANK(CallDurationInSeconds)",
                "A finished call needs its duration.",
                Some("CallDurationInSeconds"),
            ),
            rule("Task", "LEN(Subject) > 20 && NOT(ISNEW())", "Subjects stay short.", None),
            rule(
                "Task",
                "ISCHANGED(Status) && ISPICKVAL(PRIORVALUE(Status), 'Completed')",
                "Closed tasks stay closed.",
                None,
            ),
            rule(
                "Contact",
                "Account.Name = 'Closed Doors' && $User.Alias = 'admin'",
                "No contacts here.",
                None,
            ),
            rule("Lead", "Nothing__c = 1", "Never seen.", None),
        ];
        setup.validation_rules.push(rule("Account", "TRUE", "Switched off.", None));
        setup.validation_rules[5].active = false;
        setup.required_fields = vec!["Account.Phone".to_owned()];
    });
    desk
}

#[test]
fn a_record_for_which_a_rule_holds_is_refused_in_the_admins_words() {
    let desk = desk();
    let code = "FIELD_CUSTOM_VALIDATION_EXCEPTION";
    let call = |duration: Option<u32>| {
        desk.create("Task", json!({"Subject": "Call", "TaskSubtype": "Call", "Status": "Completed", "CallDurationInSeconds": duration}))
    };
    let message = "A finished call needs its duration.";
    refuses(call(None), code, message, &["CallDurationInSeconds"]);
    let id = call(Some(5)).unwrap();
    let error = desk.update("Task", &id, json!({"Status": "In Progress"})).unwrap_err();
    assert_eq!(
        error.body(),
        json!([{"message": "Closed tasks stay closed.", "errorCode": code, "fields": []}])
    );
    desk.update("Task", &id, json!({"Description": "fine"})).unwrap();
}

#[test]
fn every_rule_that_fails_is_told() {
    let desk = desk();
    let id = desk.create("Task", json!({"Subject": "Call", "Status": "Completed"})).unwrap();
    let changes = json!({"Status": "Deferred", "Subject": "A subject that goes on and on"});
    let error = desk.update("Task", &id, changes).unwrap_err();
    let messages: Vec<_> =
        error.body().as_array().unwrap().iter().map(|one| one["message"].clone()).collect();
    assert_eq!(messages, ["Subjects stay short.", "Closed tasks stay closed."]);
    assert_eq!(error.all_in_collection()[1]["statusCode"], "FIELD_CUSTOM_VALIDATION_EXCEPTION");
}

#[test]
fn rules_look_at_parents_and_at_the_user() {
    let desk = desk();
    let account = desk.create("Account", json!({"Name": "Closed Doors", "Phone": "555-0100"}));
    let other = desk.create("Account", json!({"Name": "Open", "Phone": "555-0101"}));
    let code = "FIELD_CUSTOM_VALIDATION_EXCEPTION";
    let contact =
        |account: &str| desk.create("Contact", json!({"LastName": "Doe", "AccountId": account}));
    refuses(contact(&account.unwrap()), code, "No contacts here.", &[]);
    contact(&other.unwrap()).unwrap();
    refuses(
        desk.create("Lead", json!({"LastName": "Lee", "Company": "L"})),
        code,
        "The formula in the \"Never\" validation rule is invalid due to the following: Field Nothing__c does not exist.",
        &[],
    );
}

#[test]
fn an_org_may_require_what_salesforce_does_not() {
    let desk = desk();
    refuses(
        desk.create("Account", json!({"Name": "Acme"})),
        "REQUIRED_FIELD_MISSING",
        "Required fields are missing: [Phone]",
        &["Phone"],
    );
    // An import brings what it has.
    desk.load("Account", json!({"Name": "Acme"}));
}
