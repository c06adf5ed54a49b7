//! SOQL against a small org: what is accepted, what it means, and how errors read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};

use crate::org::{Actor, Org, OrgOptions};
use crate::schema::Field;
use crate::soql::Options;

/// 2024-11-07 07:00 UTC, 16:00 in Tokyo.
const NOW: i64 = 1_730_962_800_000;

fn org_at(clock: &Arc<AtomicI64>) -> Org {
    let clock = Arc::clone(clock);
    let mut options = OrgOptions::new(Arc::new(move || clock.load(Ordering::Relaxed)), 1);
    let tags: Field = toml::from_str(
        "name = \"Tags__c\"\nlabel = \"Tags\"\ntype = \"multipicklist\"\nlength = 4099\nvalues = [\"a\", \"b\", \"c\"]",
    )
    .unwrap();
    options.extra_fields = vec![("Account".to_owned(), tags)];
    Org::new(options).unwrap()
}

/// Two accounts, three contacts, a lead, a case and three tasks.
fn org() -> (Org, Actor) {
    let org = org_at(&Arc::new(AtomicI64::new(NOW)));
    let actor = org.administrator();
    let make = |object: &str, record: Value| {
        let record = record.as_object().unwrap().clone();
        org.create(&actor, object, record).unwrap()
    };
    let acme = make(
        "Account",
        json!({"Name": "Acme", "Phone": "03-5550-0100", "AnnualRevenue": 1000, "Tags__c": "a;b"}),
    );
    make("Account", json!({"Name": "100%_sure", "Tags__c": "c"}));
    let jane = make(
        "Contact",
        json!({"FirstName": "Jane", "LastName": "O'Hara", "AccountId": acme, "Phone": "+81355500101", "Birthdate": "1980-05-01"}),
    );
    make("Contact", json!({"LastName": "Sato", "AccountId": acme, "MobilePhone": "090-5550-0102"}));
    make("Contact", json!({"LastName": "Alone"}));
    let lead = make("Lead", json!({"LastName": "Lee", "Company": "Initech"}));
    make("Case", json!({"Subject": "Broken", "ContactId": jane}));
    make(
        "Task",
        json!({"Subject": "Call 1", "WhoId": jane, "Status": "Completed", "CallDurationInSeconds": 30, "ActivityDate": "2024-11-07"}),
    );
    make(
        "Task",
        json!({"Subject": "Call 2", "WhoId": lead, "CallDurationInSeconds": 60, "ActivityDate": "2024-11-01"}),
    );
    make("Task", json!({"Subject": "Call 3", "WhatId": acme}));
    (org, actor)
}

fn names(reply: &[Value], field: &str) -> Vec<String> {
    reply.iter().map(|record| record[field].as_str().unwrap_or("-").to_owned()).collect()
}

#[test]
fn conditions_mean_what_they_say() {
    let (org, actor) = org();
    let contacts = "SELECT LastName FROM Contact WHERE";
    for (query, expected) in [
        ("LastName = 'sato'", vec!["Sato"]),
        ("LastName = 'O\\'HARA'", vec!["O'Hara"]),
        ("LastName != 'Sato'", vec!["Alone", "O'Hara"]),
        ("Account.Name = 'Acme'", vec!["O'Hara", "Sato"]),
        ("Account.Name != 'Acme'", vec!["Alone"]),
        ("NOT Account.Name = 'Acme'", vec!["Alone"]),
        ("AccountId = null", vec!["Alone"]),
        ("AccountId != null AND FirstName = null", vec!["Sato"]),
        ("FirstName = ''", vec![]),
        (
            "Phone IN ('+81355500101', 'x') OR MobilePhone IN ('090-5550-0102')",
            vec!["O'Hara", "Sato"],
        ),
        ("FirstName NOT IN ('Jane')", vec!["Alone", "Sato"]),
        ("FirstName IN ('Jane', null)", vec!["Alone", "O'Hara", "Sato"]),
        ("Phone LIKE '%0101'", vec!["O'Hara"]),
        ("Phone LIKE '+813555_____'", vec!["O'Hara"]),
        ("(LastName = 'Sato' OR LastName = 'Alone') AND AccountId = null", vec!["Alone"]),
        ("LastName >= 'P'", vec!["Sato"]),
        ("Birthdate < 1990-01-01", vec!["O'Hara"]),
        ("CreatedDate = TODAY", vec!["Alone", "O'Hara", "Sato"]),
        ("CreatedDate < TODAY", vec![]),
        ("CreatedDate >= 2024-11-07T16:00:00+09:00 AND LastName LIKE 's%'", vec!["Sato"]),
        ("CreatedDate > 2024-11-07T07:00:00Z", vec![]),
        ("Id IN (SELECT ContactId FROM Case WHERE IsClosed = false)", vec!["O'Hara"]),
        ("Id NOT IN (SELECT ContactId FROM Case)", vec!["Alone", "Sato"]),
        ("IsPersonAccount = false AND Contact.LastName = 'Sato'", vec!["Sato"]),
    ] {
        let query = format!("{contacts} {query} ORDER BY LastName");
        let reply = org.query(&actor, &query).unwrap();
        assert_eq!(names(&reply.records, "LastName"), expected, "{query}");
    }
}

#[test]
fn like_escapes_and_picklists() {
    let (org, actor) = org();
    for (condition, expected) in [
        ("Name LIKE '100\\%\\_%'", vec!["100%_sure"]),
        ("Name LIKE 'A\\%'", vec![]),
        ("Tags__c INCLUDES ('a;b', 'c')", vec!["100%_sure", "Acme"]),
        ("Tags__c INCLUDES ('a;c')", vec![]),
        ("Tags__c EXCLUDES ('c')", vec!["Acme"]),
        ("AnnualRevenue = 1000.0", vec!["Acme"]),
        ("AnnualRevenue > 999 AND AnnualRevenue < 1e3", vec![]),
    ] {
        let query = format!("SELECT Name FROM Account WHERE {condition} ORDER BY Name");
        let reply = org.query(&actor, &query).unwrap();
        assert_eq!(names(&reply.records, "Name"), expected, "{query}");
    }
}

#[test]
fn parents_children_and_polymorphic_names() {
    let (org, actor) = org();
    let reply = org
        .query(
            &actor,
            "SELECT Subject, Who.Name, Who.Type, What.Name, Owner.Name, Account.Owner.Name FROM Task ORDER BY Subject",
        )
        .unwrap();
    assert_eq!(reply.total_size, 3);
    let [first, second, third] = reply.records.as_slice() else { panic!("three tasks") };
    assert_eq!(first["Who"]["Name"], "Jane O'Hara");
    assert_eq!(first["Who"]["attributes"]["type"], "Name");
    assert_eq!(first["What"], Value::Null);
    assert_eq!(first["Account"]["Owner"]["Name"], "Ada Administrator");
    assert_eq!(second["Who"]["Type"], "Lead");
    assert_eq!(second["Account"], Value::Null);
    assert_eq!(third["What"]["Name"], "Acme");
    assert_eq!(third["Who"], Value::Null);

    let reply = org
        .query(
            &actor,
            "SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName LIMIT 1) FROM Account ORDER BY Name DESC",
        )
        .unwrap();
    let contacts = &reply.records[0]["Contacts"];
    assert_eq!(contacts["totalSize"], 1);
    assert_eq!(contacts["records"][0]["LastName"], "O'Hara");
    assert_eq!(reply.records[1]["Contacts"], Value::Null);

    let reply = org
        .query(&actor, "SELECT Id FROM Task WHERE Who.Type = 'Contact' AND Who.Name LIKE 'jane%'")
        .unwrap();
    assert_eq!(reply.total_size, 1);
}

#[test]
fn counting_and_grouping() {
    let (org, actor) = org();
    let count = org.query(&actor, "select count() from Contact where AccountId != null").unwrap();
    assert_eq!(count.body(), json!({"totalSize": 2, "done": true, "records": []}));
    let reply = org
        .query(
            &actor,
            "SELECT Status, COUNT(Id) total, SUM(CallDurationInSeconds), MAX(ActivityDate) FROM Task \
             GROUP BY Status HAVING COUNT(Id) > 0 ORDER BY COUNT(Id) DESC",
        )
        .unwrap();
    assert_eq!(
        reply.records,
        [
            json!({"attributes": {"type": "AggregateResult"}, "Status": "Not Started", "total": 2, "expr0": 60.0, "expr1": "2024-11-01"}),
            json!({"attributes": {"type": "AggregateResult"}, "Status": "Completed", "total": 1, "expr0": 30.0, "expr1": "2024-11-07"}),
        ]
    );
    let reply = org
        .query(
            &actor,
            "SELECT Account.Name, COUNT_DISTINCT(LastName) n FROM Contact GROUP BY Account.Name ORDER BY Account.Name NULLS LAST",
        )
        .unwrap();
    assert_eq!(reply.records[0]["Name"], "Acme");
    assert_eq!(reply.records[0]["n"], 2);
    assert_eq!(reply.records[1]["Name"], Value::Null);
    let reply = org
        .query(&actor, "SELECT CALENDAR_YEAR(CreatedDate) y, DAY_ONLY(CreatedDate) d, COUNT(Id) FROM Lead GROUP BY CALENDAR_YEAR(CreatedDate), DAY_ONLY(CreatedDate)")
        .unwrap();
    assert_eq!(reply.records[0]["y"], 2024);
    assert_eq!(reply.records[0]["d"], "2024-11-07");
}

#[test]
fn order_limit_offset_and_nulls() {
    let (org, actor) = org();
    for (clause, expected) in [
        ("ORDER BY FirstName, LastName", vec!["Alone", "Sato", "O'Hara"]),
        ("ORDER BY FirstName NULLS LAST, LastName", vec!["O'Hara", "Alone", "Sato"]),
        ("ORDER BY LastName DESC LIMIT 2", vec!["Sato", "O'Hara"]),
        ("ORDER BY LastName LIMIT 1 OFFSET 1 FOR VIEW", vec!["O'Hara"]),
        ("USING SCOPE mine WHERE LastName = 'Sato' WITH SECURITY_ENFORCED LIMIT 5", vec!["Sato"]),
    ] {
        let query = format!("SELECT LastName FROM Contact {clause}");
        let reply = org.query(&actor, &query).unwrap();
        assert_eq!(names(&reply.records, "LastName"), expected, "{query}");
    }
}

/// Query, code and a part of the message.
const REFUSALS: [(&str, &str, &str); 44] = [
    (
        "SELECT Id, FIELDS(ALL) FROM Contact LIMIT 1",
        "INVALID_FIELD",
        "duplicate field selected: Id",
    ),
    (
        "SELECT Id name FROM Contact",
        "MALFORMED_QUERY",
        "only aggregate expressions use field aliasing",
    ),
    ("SELECT Id FROM Contact WHERE COUNT(Id) > 1", "MALFORMED_QUERY", "belong into HAVING"),
    (
        "SELECT Id FROM Contact ORDER BY COUNT(Id)",
        "MALFORMED_QUERY",
        "Field must be grouped or aggregated: Id",
    ),
    (
        "SELECT Status FROM Task GROUP BY Status ORDER BY Priority",
        "MALFORMED_QUERY",
        "Ordered field must be grouped or aggregated: Priority",
    ),
    ("SELECT MAX(CreatedDate) FROM Contact LIMIT 1", "MALFORMED_QUERY", "cannot also use LIMIT"),
    (
        "SELECT SUM(LastName) FROM Contact",
        "INVALID_FIELD",
        "field LastName does not support aggregate operator SUM",
    ),
    (
        "SELECT (SELECT COUNT(Id) FROM Contacts) FROM Account",
        "MALFORMED_QUERY",
        "only root queries support aggregate expressions",
    ),
    (
        "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)",
        "MALFORMED_QUERY",
        "not allowed with the 'OR' operator",
    ),
    (
        "SELECT Id FROM Account WHERE Name = 'a' AND (Phone = null OR Id IN (SELECT AccountId FROM Contact))",
        "MALFORMED_QUERY",
        "only allowed at the top level",
    ),
    (
        "SELECT Id FROM Account WHERE Id IN (SELECT ParentId FROM Account)",
        "MALFORMED_QUERY",
        "should not be on the same object type",
    ),
    (
        "SELECT Id FROM Account WHERE Id IN (SELECT LastName FROM Contact)",
        "MALFORMED_QUERY",
        "can only query id fields, cannot use: 'LastName'",
    ),
    (
        "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact LIMIT 1)",
        "MALFORMED_QUERY",
        "unexpected token: 'LIMIT'",
    ),
    (
        "SELECT Id FROM Contact WHERE LastName = :name",
        "MALFORMED_QUERY",
        "Bind variables only allowed in Apex code",
    ),
    ("SELECT Id FROM Contact ALL ROWS", "MALFORMED_QUERY", "ALL ROWS not allowed in this context"),
    ("SELECT Id FROM Contact WHERE Id IN ()", "MALFORMED_QUERY", "unexpected token: 'Id IN ()'"),
    ("SELECT FROM Contact", "MALFORMED_QUERY", "unexpected token: 'SELECT FROM'"),
    (
        "SELECT TYPEOF Account WHEN Account THEN Id END FROM Contact",
        "INVALID_FIELD",
        "is not polymorphic",
    ),
    ("SELECT Id, From Account", "MALFORMED_QUERY", "unexpected token: 'From'"),
    ("SELECT Id FROM", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
    (
        "SELECT Id FROM Account WHERE Name = 'a' OR Name = 'b' AND Id != null",
        "MALFORMED_QUERY",
        "unexpected token: 'AND'",
    ),
    ("SELECT Id FROM Account WHERE Name = \\'a'", "MALFORMED_QUERY", "unexpected token: '\\'"),
    (
        "SELECT Id FROM Account WHERE Name = 'a\\q'",
        "MALFORMED_QUERY",
        "Illegal character sequence '\\q'",
    ),
    ("SELECT Id FROM Account LIMIT x", "MALFORMED_QUERY", "unexpected token: 'x'"),
    (
        "SELECT Id FROM Account WHERE CreatedDate > 2024-13-01",
        "MALFORMED_QUERY",
        "Invalid date: 2024-13-01",
    ),
    ("SELECT Id FROM Nothing", "INVALID_TYPE", "sObject type 'Nothing' is not supported"),
    (
        "SELECT Id, Foo__c FROM Contact",
        "INVALID_FIELD",
        "Row:1:Column:12\nNo such column 'Foo__c' on entity 'Contact'",
    ),
    (
        "SELECT Nope.Name FROM Contact",
        "INVALID_FIELD",
        "Didn't understand relationship 'Nope' in field path",
    ),
    (
        "SELECT (SELECT Id FROM Nopes) FROM Contact",
        "INVALID_TYPE",
        "relationship 'Nopes' in FROM part",
    ),
    ("SELECT Id, Id FROM Contact", "INVALID_FIELD", "duplicate field selected: Id"),
    (
        "SELECT Id FROM Task WHERE Description = 'x'",
        "INVALID_FIELD",
        "field 'Description' can not be filtered in a query call",
    ),
    ("SELECT Id FROM Task ORDER BY Description", "INVALID_FIELD", "can not be sorted"),
    ("SELECT COUNT(Id) FROM Task GROUP BY Subject", "INVALID_FIELD", "can not be grouped"),
    (
        "SELECT Subject, COUNT(Id) FROM Task GROUP BY Status",
        "MALFORMED_QUERY",
        "Field must be grouped or aggregated: Subject",
    ),
    (
        "SELECT Id FROM Contact WHERE LastName = 5",
        "INVALID_FIELD",
        "must be of type string and should be enclosed in quotes",
    ),
    (
        "SELECT Id FROM Contact WHERE CreatedDate = '2024-01-01'",
        "INVALID_FIELD",
        "must be of type dateTime and should not be enclosed",
    ),
    (
        "SELECT Id FROM Contact WHERE CreatedDate = 2024-01-01",
        "INVALID_FIELD",
        "must be of type dateTime",
    ),
    (
        "SELECT Id FROM Contact WHERE Id = 'abc'",
        "INVALID_QUERY_FILTER_OPERATOR",
        "invalid ID field: abc",
    ),
    (
        "SELECT Id FROM Contact WHERE Id LIKE '003%'",
        "INVALID_QUERY_FILTER_OPERATOR",
        "invalid operator on id field",
    ),
    ("SELECT FIELDS(ALL) FROM Contact", "MALFORMED_QUERY", "LIMIT of at most 200"),
    (
        "SELECT Id FROM Contact OFFSET 2001",
        "NUMBER_OUTSIDE_VALID_RANGE",
        "Maximum SOQL offset allowed is 2000",
    ),
    ("SELECT NOSUCH(Id) FROM Contact", "MALFORMED_QUERY", "unexpected token: '('"),
    ("SELECT A.B.C.D.E.F.Id FROM Contact", "INVALID_FIELD", "at most 5 parents"),
    ("", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
];

#[test]
fn refusals_point_at_the_place() {
    let (org, actor) = org();
    for (query, code, message) in REFUSALS {
        let error = org.query(&actor, query).unwrap_err();
        assert_eq!(error.code, code, "{query}: {}", error.message);
        assert!(error.message.contains(message), "{query}: {}", error.message);
        assert_eq!(error.status, 400);
        assert_eq!(error.fields, None);
    }
}

#[test]
fn the_caret_stands_under_the_place() {
    let (org, actor) = org();
    let error = org.query(&actor, "select count() from XYZZY").unwrap_err();
    assert!(
        error.message.starts_with(
            "\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY'"
        ),
        "{}",
        error.message
    );
    let error = org.query(&actor, "SELECT Id\nFROM Contact\nWHERE 氏名 = 'x'").unwrap_err();
    assert!(
        error.message.contains("WHERE 氏名 = 'x'\n      ^\nERROR at Row:3:Column:7\n"),
        "{}",
        error.message
    );
}

#[test]
fn hostile_queries_are_errors() {
    let (org, actor) = org();
    let deep = format!("SELECT Id FROM Contact WHERE {}", "(".repeat(50_000));
    assert_eq!(org.query(&actor, &deep).unwrap_err().code, "QUERY_TOO_COMPLICATED");
    let nots = format!("SELECT Id FROM Contact WHERE {}", "NOT ".repeat(20_000));
    assert_eq!(org.query(&actor, &nots).unwrap_err().code, "QUERY_TOO_COMPLICATED");
    let sorted = format!("SELECT Id FROM Contact ORDER BY Name{}", ", Name".repeat(10_000));
    assert_eq!(org.query(&actor, &sorted).unwrap_err().code, "QUERY_TOO_COMPLICATED");
    let labels: Vec<String> = (0..4_000).map(|number| format!("toLabel(Name) n{number}")).collect();
    let wide = format!("SELECT {} FROM Contact", labels.join(","));
    assert_eq!(org.query(&actor, &wide).unwrap_err().code, "QUERY_TOO_COMPLICATED");
    let branches =
        format!("SELECT TYPEOF Who {}END FROM Task", "WHEN Contact THEN Id ".repeat(4_000));
    assert_eq!(org.query(&actor, &branches).unwrap_err().code, "QUERY_TOO_COMPLICATED");
    let children = ["(SELECT Id FROM Contacts)"; 21].join(", ");
    let children = format!("SELECT Id, {children} FROM Account");
    assert_eq!(org.query(&actor, &children).unwrap_err().code, "QUERY_TOO_COMPLICATED");
    let grouped = "SELECT COUNT(Id) FROM Contact GROUP BY CALENDAR_YEAR(MAX(CreatedDate))";
    assert_eq!(org.query(&actor, grouped).unwrap_err().code, "INVALID_FIELD");
    let long = format!("SELECT Id FROM Contact WHERE LastName = '{}'", "x".repeat(100_000));
    assert_eq!(org.query(&actor, &long).unwrap_err().code, "MALFORMED_QUERY");
    let text = format!("SELECT Id FROM Contact WHERE LastName = '{}'", "x".repeat(4_001));
    assert_eq!(org.query(&actor, &text).unwrap_err().code, "MALFORMED_QUERY");
}

#[test]
fn long_lists_and_chains_work() {
    let (org, actor) = org();
    let list: Vec<String> = (0..2_000).map(|number| format!("'+8135550{number:04}'")).collect();
    let list = list.join(",");
    let query =
        format!("SELECT Id FROM Contact WHERE Phone IN ({list}) OR MobilePhone IN ({list})");
    assert_eq!(org.query(&actor, &query).unwrap().total_size, 1);
    let chain: Vec<String> = (0..3_000).map(|number| format!("LastName = 'n{number}'")).collect();
    let query = format!("SELECT Id FROM Contact WHERE {} OR LastName = 'Sato'", chain.join(" OR "));
    assert_eq!(org.query(&actor, &query).unwrap().total_size, 1);
}

#[test]
fn fields_functions_select_sets() {
    let (org, actor) = org();
    let all = org.query(&actor, "SELECT FIELDS(ALL) FROM Account LIMIT 200").unwrap();
    let standard = org.query(&actor, "SELECT FIELDS(STANDARD) FROM Account").unwrap();
    let custom = org
        .query(&actor, "SELECT Id, FIELDS(CUSTOM) FROM Account WHERE Name = 'Acme' LIMIT 1")
        .unwrap();
    assert!(all.records[0].get("Tags__c").is_some());
    assert!(standard.records[0].get("Tags__c").is_none());
    let keys: Vec<&String> = custom.records[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["attributes", "Id", "Tags__c"]);
}

#[test]
fn a_kept_result_does_not_move_under_its_reader() {
    let clock = Arc::new(AtomicI64::new(NOW));
    let org = org_at(&clock);
    let actor = org.administrator();
    let contacts = (0..450)
        .map(|number| json!({"LastName": format!("L{number:03}")}).as_object().unwrap().clone());
    let ids = org.load("Contact", contacts.collect()).unwrap();
    let options = Options::api("v66.0", false, Some(200));
    let query = "SELECT LastName FROM Contact ORDER BY LastName";
    let first = super::run(&org, &org.database(), &actor, query, &options).unwrap();
    assert_eq!((first.total_size, first.done, first.records.len()), (450, false, 200));
    org.update(&actor, "Contact", &ids[300], json!({"LastName": "A"}).as_object().unwrap().clone())
        .unwrap();
    let url = first.next_records_url.unwrap();
    let locator = url.rsplit('/').next().unwrap();
    let second = super::more(&org, &org.database(), &actor, locator, "v66.0").unwrap();
    assert_eq!(second.records.len(), 200);
    assert_eq!(second.records[0]["LastName"], "L200");
    assert_eq!(second.records[100]["LastName"], "A");
    let url = second.next_records_url.unwrap();
    let last = url.rsplit('/').next().unwrap();
    let third = super::more(&org, &org.database(), &actor, last, "v66.0").unwrap();
    assert_eq!((third.done, third.records.len()), (true, 50));
    clock.fetch_add(3 * 24 * 60 * 60 * 1_000, Ordering::Relaxed);
    for gone in [last, "01g-2000", "nonsense"] {
        let error = super::more(&org, &org.database(), &actor, gone, "v66.0").unwrap_err();
        assert_eq!(error.code, "INVALID_QUERY_LOCATOR");
    }
}

#[test]
fn deleted_records_show_only_when_asked_for() {
    let (org, actor) = org();
    let sato = org.query(&actor, "SELECT Id FROM Contact WHERE LastName = 'Sato'").unwrap();
    let id = sato.records[0]["Id"].as_str().unwrap().to_owned();
    org.delete(&actor, "Contact", &id).unwrap();
    let query = "SELECT Id, IsDeleted FROM Contact WHERE LastName = 'Sato'";
    assert_eq!(org.query(&actor, query).unwrap().total_size, 0);
    let everything = Options::api("v66.0", true, None);
    let all = super::run(&org, &org.database(), &actor, query, &everything).unwrap();
    assert_eq!(all.records[0]["IsDeleted"], true);
}

#[test]
fn subtotals_follow_their_groups() {
    let (org, actor) = org();
    let reply = org
        .query(
            &actor,
            "SELECT Status, Priority, GROUPING(Status) s, GROUPING(Priority) p, COUNT(Id) n FROM Task \
             GROUP BY ROLLUP(Status, Priority)",
        )
        .unwrap();
    let rows: Vec<Value> = reply
        .records
        .iter()
        .map(|row| json!([row["Status"], row["Priority"], row["s"], row["p"], row["n"]]))
        .collect();
    assert_eq!(
        Value::from(rows),
        json!([
            ["Completed", "Normal", 0, 0, 1],
            ["Completed", null, 0, 1, 1],
            ["Not Started", "Normal", 0, 0, 2],
            ["Not Started", null, 0, 1, 2],
            [null, null, 1, 1, 3],
        ])
    );
    let reply = org
        .query(
            &actor,
            "SELECT Status, COUNT(Id) n FROM Task GROUP BY CUBE(Status, Priority) \
             HAVING GROUPING(Priority) = 1 ORDER BY GROUPING(Status) DESC, COUNT(Id) LIMIT 2",
        )
        .unwrap();
    assert_eq!(names(&reply.records, "Status"), ["-", "Completed"]);
    assert_eq!(reply.records[0]["n"], 3);
    let none = "SELECT Status FROM Task WHERE Subject = 'none' GROUP BY ROLLUP(Status)";
    assert_eq!(org.query(&actor, none).unwrap().total_size, 0);
}

#[test]
fn type_of_selects_by_what_the_reference_means() {
    let (org, actor) = org();
    let reply = org
        .query(
            &actor,
            "SELECT Id, TYPEOF Who WHEN Contact THEN LastName, Account.Name ELSE Name END, \
             TYPEOF What WHEN Opportunity THEN Amount END FROM Task ORDER BY Subject",
        )
        .unwrap();
    let [first, second, third] = reply.records.as_slice() else { panic!("three tasks") };
    assert_eq!(first["Who"]["attributes"]["type"], "Contact");
    assert_eq!(first["Who"]["LastName"], "O'Hara");
    assert_eq!(first["Who"]["Account"]["Name"], "Acme");
    assert_eq!(second["Who"]["Name"], "Lee");
    assert_eq!(second["Who"].get("LastName"), None);
    assert_eq!(third["What"], Value::Null);
}

#[test]
fn a_queue_is_an_owner_of_its_own_type() {
    let (org, actor) = org();
    let queue = json!({"Name": "Inbound", "DeveloperName": "Inbound", "Type": "Queue"});
    let queue = org.create(&actor, "Group", queue.as_object().unwrap().clone()).unwrap();
    let lead = json!({"LastName": "Park", "Company": "Hooli", "OwnerId": queue});
    org.create(&actor, "Lead", lead.as_object().unwrap().clone()).unwrap();
    let query = "SELECT LastName, Owner.Name, Owner.Type FROM Lead ORDER BY LastName";
    let reply = org.query(&actor, query).unwrap();
    assert_eq!(reply.records[0]["Owner"]["Type"], "User");
    assert_eq!(reply.records[1]["Owner"]["Type"], "Queue");
    assert_eq!(reply.records[1]["Owner"]["Name"], "Inbound");
    for query in [
        "SELECT Id FROM Group GROUP BY Id",
        "SELECT Id FROM Case ORDER BY Id",
        "SELECT Id FROM Lead WHERE Owner.Type = 'Queue'",
    ] {
        assert_eq!(org.query(&actor, query).unwrap().total_size, 1, "{query}");
    }
}

#[test]
fn functions_of_dates_and_formats() {
    let (org, actor) = org();
    let reply = org
        .query(
            &actor,
            "SELECT FORMAT(CreatedDate) made, FORMAT(AnnualRevenue) revenue, toLabel(Name), convertCurrency(AnnualRevenue) \
             FROM Account WHERE Name = 'Acme' AND AnnualRevenue > USD500.5 AND CreatedDate IN (TODAY, LAST_N_DAYS:3)",
        )
        .unwrap();
    assert_eq!(reply.records[0]["revenue"], "$1,000.00");
    assert!(reply.records[0]["made"].as_str().unwrap().starts_with("11/7/2024, "));
    let reply = org
        .query(
            &actor,
            "SELECT HOUR_IN_DAY(convertTimezone(CreatedDate)) h, WEEK_IN_YEAR(CreatedDate) w, FISCAL_QUARTER(CreatedDate) q, \
             COUNT_DISTINCT(Name) distinct FROM Account \
             GROUP BY HOUR_IN_DAY(convertTimezone(CreatedDate)), WEEK_IN_YEAR(CreatedDate), FISCAL_QUARTER(CreatedDate)",
        )
        .unwrap();
    assert_eq!(reply.records[0]["w"], 45);
    assert_eq!(reply.records[0]["q"], 4);
    assert_eq!(reply.records[0]["distinct"], 2);
    let zone = jiff::tz::TimeZone::get(&org.options().time_zone).unwrap();
    let hour = jiff::Timestamp::from_millisecond(NOW).unwrap().to_zoned(zone).hour();
    assert_eq!(reply.records[0]["h"], hour);
}

#[test]
fn names_given_in_from_stand_for_parents() {
    let (org, actor) = org();
    let query = "SELECT c.LastName, o.Name FROM Contact c, c.Account a, a.Owner o \
                 WHERE a.Name = 'Acme' AND c.LastName LIKE 's%' // only one";
    let reply = org.query(&actor, query).unwrap();
    assert_eq!(names(&reply.records, "LastName"), ["Sato"]);
    assert_eq!(reply.records[0]["Account"]["Owner"]["Name"], "Ada Administrator");
    let children = "SELECT Name, (SELECT Contact.LastName FROM Account.Contacts) FROM Account WHERE Name = 'Acme'";
    let reply = org.query(&actor, children).unwrap();
    assert_eq!(reply.records[0]["Contacts"]["totalSize"], 2);
}

/// The steps by which SQLite would answer a query.
fn steps(org: &Org, actor: &Actor, query: &str) -> Vec<String> {
    let database = org.database();
    let view = database.view(actor).unwrap();
    let asking = super::Asking { org, database: &database, view: &view, actor };
    let parsed = super::parse::parse(query).unwrap();
    let plan = asking.plan(query, &parsed, false, super::Among::Everything).unwrap();
    let mut statement =
        database.connection.prepare(&format!("EXPLAIN QUERY PLAN {}", plan.sql)).unwrap();
    let rows = statement.query_map(rusqlite::params_from_iter(&plan.parameters), |row| row.get(3));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn spellings_of_a_number_are_looked_up_by_index() {
    let (org, actor) = org();
    let spellings: Vec<String> = (0..100).map(|number| format!("'+8135550{number:04}'")).collect();
    let spellings = spellings.join(",");
    for (object, fields) in [
        ("Contact", "Phone MobilePhone HomePhone OtherPhone AssistantPhone Fax"),
        ("Account", "Phone PersonMobilePhone PersonHomePhone"),
        ("Lead", "Phone MobilePhone Fax"),
    ] {
        let terms: Vec<String> =
            fields.split(' ').map(|field| format!("{field} IN ({spellings})")).collect();
        let query = format!(
            "SELECT Id, Name, Owner.Name FROM {object} WHERE {} ORDER BY LastModifiedDate DESC LIMIT 50",
            terms.join(" OR ")
        );
        let steps = steps(&org, &actor, &query);
        assert!(steps.iter().any(|step| step == "MULTI-INDEX OR"), "{steps:#?}");
        assert!(!steps.iter().any(|step| step.starts_with("SCAN t1")), "{steps:#?}");
    }
}
