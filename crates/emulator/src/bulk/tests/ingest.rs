//! Jobs that write.

use super::*;

#[tokio::test]
async fn an_insert_writes_what_it_can_and_names_what_it_cannot() {
    let client = Client::new(|_| {});
    let answer = client
        .json("POST", "/jobs/ingest", json!({"object": "Account", "operation": "insert"}))
        .await;
    let body = answer.json();
    let id = body["id"].as_str().unwrap();
    assert!(id.starts_with("750") && id.len() == 18);
    let user = client.org.administrator().user_id;
    let expected = json!({
        "id": id, "operation": "insert", "object": "Account", "createdById": user,
        "createdDate": "2024-11-07T07:00:00.000+0000", "systemModstamp": "2024-11-07T07:00:00.000+0000",
        "state": "Open", "concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": 66.0,
        "contentUrl": format!("services/data/v66.0/jobs/ingest/{id}/batches"), "lineEnding": "LF",
        "columnDelimiter": "COMMA",
    });
    assert_eq!(answer.text, expected.to_string(), "the same keys in the same order");
    let path = format!("/jobs/ingest/{id}");
    let rows =
        "Name,Phone,Description\nRoe Ltd,+1 415 555 0100,\"two\nlines\"\n,,nameless\nshort\n";
    assert_eq!(client.send("PUT", &format!("{path}/batches"), "text/csv", rows).await.status, 201);
    let answer = client.json("PATCH", &path, json!({"state": "UploadComplete"})).await;
    assert_eq!(answer.json()["apiVersion"], 66.0);
    let body = client.get(&path).await.json();
    assert_eq!(body["state"], "JobComplete", "{body}");
    assert_eq!(
        (&body["numberRecordsProcessed"], &body["numberRecordsFailed"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(body["jobType"], "V2Ingest");
    let ids = client.values("SELECT Id FROM Account");
    assert_eq!(client.values("SELECT Description FROM Account"), ["two\nlines"]);
    let answer = client.get(&format!("{path}/successfulResults/")).await;
    assert_eq!(answer.header("content-type"), "text/csv;charset=UTF-8");
    assert_eq!(
        answer.text,
        format!(
            "\"sf__Id\",\"sf__Created\",\"Name\",\"Phone\",\"Description\"\n\
             {},\"true\",\"Roe Ltd\",\"+1 415 555 0100\",\"two\nlines\"\n",
            ids[0]
        )
    );
    let answer = client.get(&format!("{path}/failedResults")).await;
    assert_eq!(
        answer.text,
        "\"sf__Id\",\"sf__Error\",\"Name\",\"Phone\",\"Description\"\n\
         \"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --\",\"\",\"\",\"nameless\"\n\
         \"\",\"CLIENT_INPUT_ERROR:The row has 1 columns, but the header has 3:--\",\"short\"\n"
    );
    let answer = client.get(&format!("{path}/unprocessedrecords")).await;
    assert_eq!(answer.text, "\"Name\",\"Phone\",\"Description\"\n");
}

#[tokio::test]
async fn every_operation_does_what_it_says() {
    let client = Client::new(|_| {});
    let job = |operation: &str| json!({"object": "Account", "operation": operation});
    client.ingest(job("insert"), "Name,Key__c\nA,a\nB,b\nC,c\n").await;
    let ids: Vec<String> = client
        .values("SELECT Id FROM Account ORDER BY Name")
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    let rows = format!("Id,Name,Key__c\n{},A2,\n{},,#N/A\n001zzz,x,\n,x,\n", &ids[0][..15], ids[1]);
    let path = client.ingest(job("update"), rows).await;
    assert_eq!(client.values("SELECT Name FROM Account ORDER BY Name"), ["A2", "B", "C"]);
    assert_eq!(
        client.values("SELECT Key__c FROM Account ORDER BY Name"),
        [json!("a"), json!(null), json!("c")]
    );
    let failed = client.get(&format!("{path}/failedResults")).await.text;
    assert!(
        failed.contains(
            "\"001zzz\",\"MALFORMED_ID:Account ID: id value of incorrect type: 001zzz:Id --\""
        ),
        "{failed}"
    );
    assert!(
        failed.contains("\"MISSING_ARGUMENT:Id not specified in an update call:Id --\""),
        "{failed}"
    );

    let upsert =
        json!({"object": "Account", "operation": "upsert", "externalIdFieldName": "key__c"});
    let path = client.ingest(upsert, "Key__c,Name\na,A3\nd,D\n").await;
    assert_eq!(client.get(&path).await.json()["externalIdFieldName"], "Key__c");
    let done = client.get(&format!("{path}/successfulResults")).await.text;
    assert!(done.contains(&format!("\"{}\",\"false\",\"a\",\"A3\"", ids[0])), "{done}");
    assert!(done.contains("\"true\",\"d\",\"D\""), "{done}");

    client.ingest(job("delete"), format!("Id\n{}\n", ids[0])).await;
    let path = client.ingest(job("hardDelete"), format!("Id\n{}\n{}\n", ids[1], ids[0])).await;
    let failed = client.get(&format!("{path}/failedResults")).await.text;
    assert!(failed.contains("ENTITY_IS_DELETED:entity is deleted:--"), "{failed}");
    assert_eq!(client.values("SELECT Name FROM Account ORDER BY Name"), ["C", "D"]);
    let answer = client.get("/queryAll?q=SELECT+Name+FROM+Account+ORDER+BY+Name").await.json();
    assert_eq!(answer["totalSize"], 3, "the hard-deleted one is gone: {answer}");
}

#[tokio::test]
async fn a_column_may_name_a_parent_by_its_external_id() {
    let client = Client::new(|_| {});
    let ids = client.load("Account", vec![json!({"Name": "A", "Key__c": "a"})]);
    let job = || json!({"object": "Contact", "operation": "insert"});
    let path = client.ingest(job(), "LastName,Account.key__c\nRoe,a\nDoe,none\nPoe,#N/A\n").await;
    let body = client.get(&path).await.json();
    assert_eq!(body["numberRecordsFailed"], 1, "{body}");
    assert_eq!(
        client.values("SELECT AccountId FROM Contact ORDER BY LastName DESC"),
        [json!(ids[0]), json!(null)]
    );
    let failed = client.get(&format!("{path}/failedResults")).await.text;
    assert!(failed.contains("INVALID_FIELD:Foreign key external ID: none not found"), "{failed}");
    for (header, error) in [
        (
            "Account:Account.Key__c",
            "InvalidBatch : type is not needed for non polymorphic foreign key",
        ),
        ("Account.Phone", "InvalidBatch : Field name not found : Account.Phone"),
        ("Nothing.Key__c", "InvalidBatch : Field name not found : Nothing.Key__c"),
        ("Nonsense", "InvalidBatch : Field name not found : Nonsense"),
    ] {
        let path = client.ingest(job(), format!("LastName,{header}\nRoe,a\n")).await;
        let body = client.get(&path).await.json();
        assert_eq!(body["state"], "Failed");
        assert!(body["errorMessage"].as_str().unwrap().starts_with(error), "{body}");
        assert_eq!(body["numberRecordsProcessed"], 0);
        let rest = client.get(&format!("{path}/unprocessedrecords")).await.text;
        assert!(rest.ends_with("\"Roe\",\"a\"\n"), "{rest}");
    }
}

#[tokio::test]
async fn other_delimiters_and_line_ends() {
    let client = Client::new(|_| {});
    for (place, (name, sign)) in
        [("TAB", "\t"), ("PIPE", "|"), ("SEMICOLON", ";"), ("CARET", "^"), ("BACKQUOTE", "`")]
            .into_iter()
            .enumerate()
    {
        let job = json!({"object": "Account", "operation": "insert", "columnDelimiter": name,
            "lineEnding": "CRLF"});
        let rows = format!("\u{feff}Name{sign}Phone\r\n\"A{sign}B\"{sign}{place}\r\n");
        let path = client.ingest(job, rows).await;
        let done = client.get(&format!("{path}/successfulResults")).await.text;
        assert!(done.ends_with(&format!("\"A{sign}B\"{sign}\"{place}\"\r\n")), "{done}");
    }
    let job = json!({"object": "Account", "operation": "insert", "lineEnding": "LF"});
    let path = client.ingest(job, "Name\r\nA\r\n").await;
    let body = client.get(&path).await.json();
    assert_eq!(
        body["errorMessage"],
        "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF"
    );
    let job = json!({"object": "Account", "operation": "insert", "columnDelimiter": "DASH"});
    assert_eq!(client.json("POST", "/jobs/ingest", job).await.status, 400);
}

#[tokio::test]
async fn jobs_that_cannot_be_are_refused() {
    let client = Client::new(|_| {});
    for (job, message) in [
        (json!({"object": "Nothing", "operation": "insert"}), "Unable to find object: Nothing"),
        (json!({"object": "Account", "operation": "merge"}), "Unknown operation: merge"),
        (json!({"object": "Account"}), "No value provided for operation"),
        (json!({"operation": "insert"}), "No value provided for object"),
        (
            json!({"object": "Account", "operation": "upsert"}),
            "External ID was blank for Account. An External ID must be specified for upsert.",
        ),
        (
            json!({"object": "Account", "operation": "upsert", "externalIdFieldName": "Phone"}),
            "Field name provided, Phone does not match an External ID, Salesforce Id, or indexed field for Account",
        ),
    ] {
        let answer = client.json("POST", "/jobs/ingest", job).await;
        assert_eq!(answer.refusal(), (400, "INVALIDJOB".to_owned(), message.to_owned()));
        assert!(answer.text.starts_with("[{\"errorCode\":"), "{}", answer.text);
    }
    assert_eq!(client.get("/jobs/ingest/7505g00000Emu1aAAA").await.status, 404);
    assert_eq!(client.get("/services/data/v40.0/jobs/ingest").await.status, 404);
    assert_eq!(client.json("PUT", "/jobs/ingest", json!({})).await.status, 405);
}

#[tokio::test]
async fn a_job_goes_from_state_to_state_and_never_back() {
    let client = Client::new(|options| options.bulk_batch_rows = 1);
    let job = json!({"object": "Account", "operation": "insert"});
    let rows: String = (0..13).map(|number| format!("A{number}\n")).collect();
    let path = client.ingest(job.clone(), format!("Name\n{rows}")).await;
    let abort = json!({"state": "Aborted"});
    let close = json!({"state": "UploadComplete"});
    let answer = client.send("PUT", &format!("{path}/batches"), "text/csv", "Name\nx\n").await;
    assert_eq!(answer.refusal().1, "INVALIDJOBSTATE");
    let refused =
        |what: &str| (400, "INVALIDJOBSTATE".to_owned(), format!("{what} Job not allowed"));
    let answer = client.json("PATCH", &path, close.clone()).await;
    assert_eq!(answer.refusal(), refused("Closing already closed"));
    // The first request worked off ten batches of one row.
    assert_eq!(client.json("PATCH", &path, abort.clone()).await.json()["state"], "Aborted");
    let body = client.get(&path).await.json();
    assert_eq!((&body["state"], &body["numberRecordsProcessed"]), (&json!("Aborted"), &json!(10)));
    let rest = client.get(&format!("{path}/unprocessedrecords")).await.text;
    assert_eq!(rest, "\"Name\"\n\"A10\"\n\"A11\"\n\"A12\"\n");
    let answer = client.json("PATCH", &path, close.clone()).await;
    assert_eq!(answer.refusal(), refused("Closing already aborted"));
    assert_eq!(client.send("DELETE", &path, "", "").await.status, 204);
    assert_eq!(client.get(&path).await.status, 404);

    let path = client.ingest(job.clone(), "Name\nB\n").await;
    let answer = client.json("PATCH", &path, abort).await;
    assert_eq!(answer.refusal(), refused("Aborting already Completed"));
    let answer = client.json("PATCH", &path, json!({"state": "Open"})).await;
    assert_eq!(answer.refusal().1, "INVALIDJOBSTATE");

    let id =
        client.json("POST", "/jobs/ingest", job).await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/jobs/ingest/{id}");
    assert_eq!(client.send("DELETE", &path, "", "").await.refusal().1, "INVALIDJOBSTATE");
    assert_eq!(client.get(&format!("{path}/failedResults")).await.refusal().1, "INVALIDJOBSTATE");
    let upload = format!("{path}/batches");
    assert_eq!(client.send("PUT", &upload, "text/csv", "Name\nC\n").await.status, 201);
    let answer = client.send("PUT", &upload, "text/csv", "Name\nD\n").await;
    assert!(
        answer.refusal().2.starts_with("Found multiple contents for job: <750"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn one_request_may_bring_the_job_and_its_rows() {
    let client = Client::new(|_| {});
    let body = "--B\r\nContent-Type: application/json\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n\
        {\"object\":\"Account\",\"operation\":\"insert\",\"contentType\":\"CSV\",\"lineEnding\":\"LF\"}\r\n\
        --B\r\nContent-Type: text/csv\r\nContent-Disposition: form-data; name=\"content\"; filename=\"content\"\r\n\r\n\
        Name\nA\nB\n\r\n--B--\r\n";
    let kind = "multipart/form-data; boundary=B";
    let answer = client.send("POST", "/jobs/ingest", kind, body).await;
    assert_eq!(answer.json()["state"], "UploadComplete", "{}", answer.text);
    assert_eq!(client.values("SELECT Name FROM Account ORDER BY Name"), ["A", "B"]);
    let answer = client.send("POST", "/jobs/ingest", kind, "--B\r\n\r\n--B--").await;
    assert_eq!(answer.refusal().1, "JSON_PARSER_ERROR");
}

#[tokio::test]
async fn batches_count_against_the_day_and_lists_show_jobs() {
    let client = Client::new(|options| options.bulk_batch_rows = 2);
    let job = json!({"object": "Account", "operation": "insert"});
    client.ingest(job.clone(), "Name\nA\nB\nC\n").await;
    client.json("POST", "/jobs/ingest", job.clone()).await;
    let limits = client.get("/limits").await.json();
    assert_eq!(limits["DailyBulkApiBatches"], json!({"Max": 15_000, "Remaining": 14_998}));
    let list = client.get("/jobs/ingest").await.json();
    assert_eq!(list["done"], true);
    assert_eq!(list["nextRecordsUrl"], json!(null));
    let states: Vec<&Value> =
        list["records"].as_array().unwrap().iter().map(|job| &job["state"]).collect();
    assert_eq!(states, ["JobComplete", "Open"]);
    let none = client.get("/jobs/ingest?jobType=Classic").await.json();
    assert_eq!(none["records"], json!([]));
    let path = client.ingest(job.clone(), "").await;
    assert_eq!(client.get(&path).await.json()["state"], "JobComplete");
    client.clock.fetch_add(8 * 24 * 60 * 60 * 1_000, Ordering::Relaxed);
    let token =
        client.org.sessions().issue(&client.org.administrator().user_id, None, client.org.now());
    let client = Client { token, ..client };
    client.json("POST", "/jobs/ingest", job).await;
    assert_eq!(client.get("/jobs/ingest").await.json()["records"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_job_runs_under_the_rights_of_whoever_made_it() {
    let client = Client::new(|_| {});
    let user = json!({"Username": "kei@example.com", "LastName": "Kei", "Email": "kei@example.com", "Alias": "kei"});
    let ids = client.load("User", vec![user]);
    let admin = client.org.administrator();
    let query = "SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'";
    let set = client.org.query(&admin, query).unwrap().records[0]["Id"].clone();
    let hidden = json!({"ParentId": set, "SobjectType": "Contact", "Field": "Contact.Phone"});
    client.org.create(&admin, "FieldPermissions", hidden.as_object().unwrap().clone()).unwrap();
    let token = client.org.sessions().issue(&ids[0], None, NOW);
    let client = Client { token, ..client };
    let job = json!({"object": "Contact", "operation": "insert"});
    let path = client.ingest(job.clone(), "LastName,Phone\nRoe,1\n").await;
    let body = client.get(&path).await.json();
    assert_eq!(body["errorMessage"], "InvalidBatch : Field name not found : Phone");
    let path = client.ingest(job, "LastName\nRoe\n").await;
    assert_eq!(client.get(&path).await.json()["createdById"], json!(ids[0]));
    assert_eq!(client.values("SELECT OwnerId FROM Contact"), [json!(ids[0])]);
    let job = json!({"operation": "query", "query": "SELECT Phone FROM Contact"});
    assert_eq!(client.json("POST", "/jobs/query", job).await.refusal().1, "INVALID_FIELD");
}

#[tokio::test]
async fn jobs_of_others_are_not_seen() {
    let client = Client::new(|_| {});
    let job = json!({"object": "Contact", "operation": "insert"});
    let ingest = client.ingest(job, "LastName\nRoe\n").await;
    let job = json!({"operation": "query", "query": "SELECT LastName FROM Contact"});
    let query = client.json("POST", "/jobs/query", job).await.json()["id"].clone();
    let query = format!("/jobs/query/{}", query.as_str().unwrap());
    let user = json!({"Username": "kei@example.com", "LastName": "Kei", "Email": "kei@example.com", "Alias": "kei"});
    let user = client.load("User", vec![user]);
    let token = client.org.sessions().issue(&user[0], None, NOW);
    let client = Client { token, ..client };
    let paths = [
        ingest.clone(),
        format!("{ingest}/successfulResults"),
        query.clone(),
        format!("{query}/results"),
    ];
    for path in paths {
        assert_eq!(client.get(&path).await.status, 404, "{path}");
    }
    for list in ["/jobs/ingest", "/jobs/query"] {
        assert_eq!(client.get(list).await.json()["records"], json!([]));
    }
}
