//! Requests within requests: what composites, graphs and trees promise.

use super::*;

fn post(object: &str, reference: &str, body: Value) -> Value {
    json!({"method": "POST", "url": format!("{BASE}/sobjects/{object}/"), "referenceId": reference, "body": body})
}

fn statuses(composite: &Value) -> Vec<u64> {
    let replies = composite["compositeResponse"].as_array().unwrap();
    replies.iter().map(|reply| reply["httpStatusCode"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn parts_have_headers_and_refer_to_collections() {
    let client = Client::new();
    let contacts = json!({"records": [
        {"attributes": {"type": "Contact"}, "LastName": "Roe"},
        {"attributes": {"type": "Contact"}, "LastName": "Doe"}]});
    let parts = json!({"collateSubrequests": true, "compositeRequest": [
        {"method": "POST", "url": format!("{BASE}/composite/sobjects"), "referenceId": "made", "body": contacts},
        {"method": "GET", "url": format!("{BASE}/sobjects/Contact/@{{made[1].id}}?fields=LastName"), "referenceId": "read"},
        {"method": "GET", "url": format!("{BASE}/sobjects/Contact/describe"), "referenceId": "same",
            "httpHeaders": {"If-Modified-Since": "Thu, 07 Nov 2030 07:00:00 GMT"}},
        {"method": "GET", "url": format!("{BASE}/query?q=SELECT Id FROM Contact"), "referenceId": "page",
            "httpHeaders": {"Sforce-Query-Options": "batchSize=200", "Authorization": "nobody's"}},
        {"method": "GET", "url": format!("{BASE}/search?q=FIND {{roe}}"), "referenceId": "found"},
        {"method": "POST", "url": format!("{BASE}/composite"), "referenceId": "nested", "body": {}},
    ]});
    let answer = client.send("POST", "/composite", Some(parts)).await;
    assert_eq!(statuses(&answer.body), [200, 200, 304, 200, 200, 404], "{}", answer.body);
    let replies = &answer.body["compositeResponse"];
    assert_eq!(replies[1]["body"]["LastName"], "Doe");
    assert_eq!(replies[2]["body"], Value::Null);
    let keys: Vec<&String> = replies[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["body", "httpHeaders", "httpStatusCode", "referenceId"]);
}

#[tokio::test]
async fn a_halted_part_names_the_code_first() {
    let client = Client::new();
    let parts = json!({"allOrNone": true, "compositeRequest": [
        post("Contact", "a", json!({"LastName": "Kept"})),
        post("Contact", "b", json!({"FirstName": "Lost"})),
        post("Contact", "c", json!({"LastName": "After", "AccountId": "@{b.id}"}))]});
    let answer = client.send("POST", "/composite", Some(parts)).await;
    let halted = "[{\"errorCode\":\"PROCESSING_HALTED\",\"message\":\"The transaction was rolled back since another \
        operation in the same transaction failed.\"}]";
    assert_eq!(answer.body["compositeResponse"][0]["body"].to_string(), halted);
    assert_eq!(answer.body["compositeResponse"][2]["body"][0]["errorCode"], "PROCESSING_HALTED");
    assert_eq!(client.count("Contact").await, 0);
}

#[tokio::test]
async fn a_composite_must_be_well_formed() {
    let client = Client::new();
    for body in [
        json!({}),
        json!({"compositeRequest": {}}),
        json!({"compositeRequest": [{"method": "GET"}]}),
        json!({"compositeRequest": [post("Contact", "a", json!({})), post("Contact", "a", json!({}))]}),
    ] {
        let answer = client.send("POST", "/composite", Some(body)).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.body[0]["errorCode"], "INVALID_INPUT");
    }
}

#[tokio::test]
async fn each_graph_is_done_whole_or_not_at_all() {
    let client = Client::new();
    let graph = |id: &str, last_name: Value| {
        json!({"graphId": id, "compositeRequest": [
            post("Account", "account", json!({"Name": id})),
            post("Contact", "contact", json!({"LastName": last_name, "AccountId": "@{account.id}"}))]})
    };
    let body = json!({"graphs": [graph("1", json!("Roe")), graph("2", Value::Null)]});
    let answer = client.send("POST", "/composite/graph", Some(body)).await;
    assert_eq!(answer.status, 200);
    let graphs = answer.body["graphs"].as_array().unwrap();
    let keys: Vec<&String> = graphs[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["graphId", "graphResponse", "isSuccessful"]);
    assert_eq!((&graphs[0]["graphId"], &graphs[0]["isSuccessful"]), (&json!("1"), &json!(true)));
    assert_eq!(graphs[1]["isSuccessful"], false);
    assert_eq!(statuses(&graphs[0]["graphResponse"]), [201, 201]);
    assert_eq!(statuses(&graphs[1]["graphResponse"]), [400, 400]);
    let failed = &graphs[1]["graphResponse"]["compositeResponse"];
    assert_eq!(failed[0]["body"][0]["errorCode"], "PROCESSING_HALTED");
    assert_eq!(failed[1]["body"][0]["errorCode"], "REQUIRED_FIELD_MISSING");
    let answer = client.soql("SELECT LastName, Account.Name FROM Contact").await;
    assert_eq!(answer.body["records"][0]["Account"]["Name"], "1");
    assert_eq!(client.count("Account").await, 1);
}

#[tokio::test]
async fn graphs_have_limits() {
    let client = Client::new();
    let one = |id: usize, nodes: Vec<Value>| json!({"graphId": id.to_string(), "compositeRequest": nodes});
    let account = |place: usize| post("Account", &format!("r{place}"), json!({"Name": "A"}));
    let chain = |length: usize| {
        let node = |place: usize| {
            let below = place.checked_sub(1).map(|below| format!("@{{r{below}.id}}"));
            post("Account", &format!("r{place}"), json!({"Name": "A", "ParentId": below}))
        };
        (0..length).map(node).collect::<Vec<Value>>()
    };
    let query = json!({"method": "GET", "url": format!("{BASE}/query?q=x"), "referenceId": "q"});
    for (graphs, status) in [
        ((0..75).map(|id| one(id, vec![account(0)])).collect::<Vec<_>>(), 200),
        ((0..76).map(|id| one(id, vec![account(0)])).collect(), 400),
        (vec![one(0, (0..501).map(account).collect())], 400),
        (vec![one(0, chain(16))], 400),
        (vec![one(0, vec![account(0)]), one(0, vec![account(0)])], 400),
        (vec![one(0, vec![query])], 400),
        (vec![json!({"graphId": "1"})], 400),
    ] {
        let number = graphs.len();
        let answer = client.send("POST", "/composite/graph", Some(json!({"graphs": graphs}))).await;
        assert_eq!(answer.status, status, "{number} graphs: {}", answer.body[0]);
    }
    let failing =
        (0..17).map(|id| one(id, vec![post("Account", "a", json!({}))])).collect::<Vec<_>>();
    let answer = client.send("POST", "/composite/graph", Some(json!({"graphs": failing}))).await;
    let code = |graph: usize| {
        let replies = &answer.body["graphs"][graph]["graphResponse"]["compositeResponse"];
        replies[0]["body"][0]["errorCode"].as_str().unwrap().to_owned()
    };
    assert_eq!(code(14), "REQUIRED_FIELD_MISSING");
    assert_eq!(code(15), "PROCESSING_HALTED", "after more than 14 failures nothing is tried");
}

#[tokio::test]
async fn a_tree_is_made_level_by_level() {
    let client = Client::new();
    let record = |object: &str, reference: &str, more: Value| {
        let mut record = json!({"attributes": {"type": object, "referenceId": reference}});
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        record
    };
    let contact =
        |reference: &str, name: Value| record("Contact", reference, json!({"LastName": name}));
    let tree = |first: Value, second: Value| {
        json!({"records": [
            record("Account", "a", json!({"Name": "A", "Contacts": {"records": [first]}})),
            record("Account", "b", json!({"Name": "B", "Contacts": {"records": [second]}}))]})
    };
    let body = tree(contact("c", json!("C")), contact("d", json!("D")));
    let answer = client.send("POST", "/composite/tree/Account/", Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let references = |body: &Value| {
        let results = body["results"].as_array().unwrap().clone();
        results.iter().map(|result| result["referenceId"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(references(&answer.body), ["a", "b", "c", "d"]);
    let body = tree(contact("c", Value::Null), contact("d", Value::Null));
    let answer = client.send("POST", "/composite/tree/Account/", Some(body)).await;
    assert_eq!(references(&answer.body), ["c", "d"], "every fault of a level is named");
    for (body, message) in [
        (
            tree(contact("a", json!("x")), contact("d", json!("D"))),
            "Duplicate ReferenceId provided (a).",
        ),
        (
            json!({"records": [{"Name": "x"}]}),
            "Include a reference ID for each record in the request.",
        ),
    ] {
        let answer = client.send("POST", "/composite/tree/Account", Some(body)).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.body["results"][0]["errors"][0]["message"], message);
    }
    let mut deep = record("Account", "r6", json!({"Name": "6"}));
    for level in (1..6).rev() {
        let name = format!("r{level}");
        deep =
            record("Account", &name, json!({"Name": name, "ChildAccounts": {"records": [deep]}}));
    }
    let answer =
        client.send("POST", "/composite/tree/Account", Some(json!({"records": [deep]}))).await;
    assert_eq!(answer.body["results"][0]["errors"][0]["statusCode"], "LIMIT_EXCEEDED");
    let many: Vec<Value> =
        (0..201).map(|place| record("Account", &place.to_string(), json!({"Name": "x"}))).collect();
    let answer =
        client.send("POST", "/composite/tree/Account", Some(json!({"records": many}))).await;
    assert_eq!(answer.body["results"][0]["errors"][0]["statusCode"], "LIMIT_EXCEEDED");
    assert_eq!(client.count("Account").await, 2);
}

#[tokio::test]
async fn rows_of_collections_name_what_is_wrong_with_their_ids() {
    let client = Client::new();
    let update = |id: &str| json!({"attributes": {"type": "Contact"}, "id": id, "LastName": "x"});
    let body = json!({"records": [update("001"), update("0035g00000Zzzzz")]});
    let answer = client.send("PATCH", "/composite/sobjects", Some(body)).await;
    let error = |place: usize| &answer.body[place]["errors"][0];
    assert_eq!(
        *error(0),
        json!({"statusCode": "MALFORMED_ID", "message": "Contact ID: id value of incorrect type: 001", "fields": ["Id"]})
    );
    assert_eq!(error(1)["statusCode"], "INVALID_CROSS_REFERENCE_KEY");
    let answer = client.send("DELETE", "/composite/sobjects?ids=003zz", None).await;
    assert_eq!(answer.body[0]["errors"][0]["message"], "malformed id 003zz");
    let chunk = |place: usize| {
        let object = ["Contact", "Account"][place % 2];
        json!({"attributes": {"type": object}, "LastName": "x", "Name": "x"})
    };
    let body = json!({"records": (0..11).map(chunk).collect::<Vec<Value>>()});
    let answer = client.send("POST", "/composite/sobjects", Some(body)).await;
    assert_eq!((answer.status, &answer.body[0]["errorCode"]), (400, &json!("LIMIT_EXCEEDED")));
}

#[tokio::test]
async fn ids_are_answered_whole_and_switches_may_be_texts() {
    let client = Client::new();
    let contact = json!({"attributes": {"type": "Contact"}, "LastName": "x"});
    let body =
        json!({"allOrNone": "true", "records": [contact, {"attributes": {"type": "Contact"}}]});
    let answer = client.send("POST", "/composite/sobjects", Some(body)).await;
    assert_eq!(
        answer.body[0]["errors"][0]["statusCode"], "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "{}",
        answer.body
    );
    let answer =
        client.send("POST", "/composite/sobjects", Some(json!({"records": [contact]}))).await;
    let id = answer.body[0]["id"].as_str().unwrap();
    let changed = json!({"attributes": {"type": "Contact"}, "id": &id[..15], "LastName": "y"});
    let answer =
        client.send("PATCH", "/composite/sobjects", Some(json!({"records": [changed]}))).await;
    assert_eq!(answer.body[0], json!({"id": id, "success": true, "errors": []}));
    let path = format!("/composite/sobjects?ids={}", &id[..15]);
    let answer = client.send("DELETE", &path, None).await;
    assert_eq!(answer.body[0], json!({"id": id, "success": true, "errors": []}));
}

#[tokio::test]
async fn a_tree_holds_no_records_of_another_type() {
    let client = Client::new();
    let stray = json!({"attributes": {"type": "Contact", "referenceId": "c"}, "LastName": "x"});
    let answer =
        client.send("POST", "/composite/tree/Account", Some(json!({"records": [stray]}))).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["results"][0]["errors"][0]["statusCode"], "INVALID_INPUT");
    assert_eq!(client.count("Account").await, 0);
}
