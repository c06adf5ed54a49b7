//! Jobs that read.

use super::*;

fn contacts(number: usize) -> Vec<Value> {
    (0..number).map(|number| json!({"LastName": format!("L{number:04}")})).collect()
}

async fn created(client: &Client, query: &str) -> String {
    let job = json!({"operation": "query", "query": query});
    let answer = client.json("POST", "/jobs/query", job).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    format!("/jobs/query/{}", answer.json()["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_result_is_fetched_page_by_page() {
    let client = Client::new(|_| {});
    client.load("Contact", contacts(5));
    let path = created(&client, "SELECT LastName FROM Contact ORDER BY LastName DESC").await;
    let body = client.get(&path).await.json();
    assert_eq!(
        (&body["state"], &body["numberRecordsProcessed"]),
        (&json!("JobComplete"), &json!(5))
    );
    assert_eq!(body["jobType"], "V2Query");
    // What happens afterwards moves no row.
    let id = &client.values("SELECT Id FROM Contact WHERE LastName = 'L0002'")[0];
    client.send("DELETE", &format!("/sobjects/Contact/{}", id.as_str().unwrap()), "", "").await;
    client.load("Contact", vec![json!({"LastName": "L0003b"})]);
    let mut locator = String::new();
    let mut pages = Vec::new();
    while locator != "null" {
        let answer = client.get(&format!("{path}/results?maxRecords=2&locator={locator}")).await;
        assert_eq!(answer.header("content-type"), "text/csv;charset=UTF-8");
        pages.push((answer.header("sforce-numberofrecords").to_owned(), answer.text.clone()));
        answer.header("sforce-locator").clone_into(&mut locator);
    }
    let expected = [
        ("2", "\"LastName\"\n\"L0004\"\n\"L0003\"\n"),
        ("2", "\"LastName\"\n\"L0002\"\n\"L0001\"\n"),
        ("1", "\"LastName\"\n\"L0000\"\n"),
    ];
    assert_eq!(pages, expected.map(|(number, text)| (number.to_owned(), text.to_owned())));
    for parameters in ["locator=nonsense", "locator=OTk", "maxRecords=0", "maxRecords=x"] {
        assert_eq!(client.get(&format!("{path}/results?{parameters}")).await.status, 400);
    }
    let other = path.replace("/jobs", "/services/data/v65.0/jobs");
    assert_eq!(client.get(&format!("{other}/results")).await.status, 409);
}

#[tokio::test]
async fn cells_are_written_as_bulk_results_write_them() {
    let client = Client::new(|_| {});
    let ids = client.load("Account", vec![json!({"Name": "A \"Ltd\"", "NumberOfEmployees": 7})]);
    client.load(
        "Contact",
        vec![json!({"LastName": "Roe", "AccountId": ids[0]}), json!({"LastName": "Solo"})],
    );
    let query = "SELECT account.name, LastName, c.CreatedDate, Account.NumberOfEmployees, IsDeleted, Phone \
        FROM Contact c ORDER BY LastName";
    let path = created(&client, query).await;
    let text = client.get(&format!("{path}/results")).await.text;
    assert_eq!(
        text,
        "\"Account.Name\",\"LastName\",\"CreatedDate\",\"Account.NumberOfEmployees\",\"IsDeleted\",\"Phone\"\n\
         \"A \"\"Ltd\"\"\",\"Roe\",\"2024-11-07T07:00:00.000Z\",\"7\",\"false\",\"\"\n\
         \"\",\"Solo\",\"2024-11-07T07:00:00.000Z\",\"\",\"false\",\"\"\n"
    );
    let job = json!({"operation": "query", "query": "SELECT Name FROM Account WHERE Name = 'x'",
        "columnDelimiter": "TAB", "lineEnding": "CRLF"});
    let id = client.json("POST", "/jobs/query", job).await.json()["id"].clone();
    let answer = client.get(&format!("/jobs/query/{}/results", id.as_str().unwrap())).await;
    assert_eq!(answer.text, "\"Name\"\r\n");
    assert_eq!(answer.header("sforce-locator"), "null");
    assert_eq!(answer.header("sforce-numberofrecords"), "0");
}

#[tokio::test]
async fn what_bulk_queries_cannot_do_is_refused() {
    let client = Client::new(|_| {});
    for (query, message) in [
        ("SELECT COUNT() FROM Contact", "Aggregate functions not supported in Bulk Query"),
        ("SELECT MAX(CreatedDate) FROM Contact", "Aggregate functions not supported in Bulk Query"),
        ("SELECT LastName FROM Contact GROUP BY LastName", "Group By not supported in Bulk Query"),
        (
            "SELECT Id, MailingAddress FROM Contact",
            "Selecting compound data not supported in Bulk Query",
        ),
        (
            "SELECT TYPEOF Who WHEN Contact THEN Phone END FROM Task",
            "TYPEOF not supported in Bulk Query",
        ),
        ("SELECT Id FROM Contact LIMIT 5 OFFSET 5", "Offset not supported in Bulk Query"),
        (
            "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
            "Aggregate Relationships not supported in Bulk Query",
        ),
    ] {
        let job = json!({"operation": "query", "query": query});
        let refusal = client.json("POST", "/jobs/query", job).await.refusal();
        assert_eq!(refusal, (400, "API_ERROR".to_owned(), message.to_owned()));
    }
    for (query, code) in
        [("SELECT Nonsense FROM Contact", "INVALID_FIELD"), ("SELECT", "MALFORMED_QUERY")]
    {
        let job = json!({"operation": "query", "query": query});
        assert_eq!(client.json("POST", "/jobs/query", job).await.refusal().1, code);
    }
    let job = json!({"operation": "insert", "query": "SELECT Id FROM Contact"});
    assert_eq!(client.json("POST", "/jobs/query", job).await.refusal().1, "INVALIDJOB");
}

#[tokio::test]
async fn a_query_job_is_aborted_deleted_listed_and_counted() {
    let client = Client::new(|_| {});
    let path = created(&client, "SELECT Id FROM Contact").await;
    assert_eq!(client.send("DELETE", &path, "", "").await.refusal().1, "INVALIDJOBSTATE");
    let abort = json!({"state": "Aborted"});
    assert_eq!(client.json("PATCH", &path, abort.clone()).await.json()["state"], "Aborted");
    let refusal = client.json("PATCH", &path, abort).await.refusal();
    assert_eq!(refusal.2, "Aborting already aborted Job not allowed");
    assert_eq!(client.get(&format!("{path}/results")).await.refusal().1, "INVALIDJOBSTATE");
    let list = client.get("/jobs/query?jobType=V2Query").await.json();
    assert_eq!(list["records"][0]["state"], "Aborted");
    assert_eq!(client.send("DELETE", &path, "", "").await.status, 204);
    assert_eq!(client.get(&path).await.status, 404);
    let limits = client.get("/limits").await.json();
    assert_eq!(limits["DailyBulkV2QueryJobs"], json!({"Max": 10_000, "Remaining": 9_999}));
}

#[tokio::test]
async fn deleted_records_are_for_query_all() {
    let client = Client::new(|_| {});
    let ids = client.load("Contact", contacts(2));
    client.send("DELETE", &format!("/sobjects/Contact/{}", ids[0]), "", "").await;
    for (operation, number) in [("query", "1"), ("queryAll", "2")] {
        let job = json!({"operation": operation, "query": "SELECT Id, IsDeleted FROM Contact"});
        let id = client.json("POST", "/jobs/query", job).await.json()["id"].clone();
        let answer = client.get(&format!("/jobs/query/{}/results", id.as_str().unwrap())).await;
        assert_eq!(answer.header("sforce-numberofrecords"), number);
    }
}

#[tokio::test]
async fn pages_may_be_fetched_side_by_side() {
    let client = Client::new(|_| {});
    client.load("Contact", contacts(3));
    let path = created(&client, "SELECT LastName FROM Contact").await;
    let pages = client.get(&format!("{path}/resultPages")).await.json();
    assert_eq!(pages["done"], true);
    assert_eq!(pages["nextRecordsUrl"], json!(null));
    let url = pages["resultPages"][0]["resultUrl"].as_str().unwrap();
    assert_eq!(client.get(url).await.header("sforce-numberofrecords"), "3");
}
