//! Ways of reading: along relationships, under conditions, for people, about a query.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

use super::{BASE, Client};

#[tokio::test]
async fn a_path_leads_to_parents_and_children() {
    let client = Client::new();
    let account = client.create("Account", json!({"Name": "Acme"})).await;
    let contact = json!({"LastName": "Mori", "AccountId": account});
    let contact = client.create("Contact", contact).await;
    let path = format!("/sobjects/Contact/{contact}/Account");
    let answer = client.get(&format!("{path}?fields=Name")).await;
    assert_eq!(
        answer.body,
        json!({"attributes": {"type": "Account", "url": format!("{BASE}/sobjects/Account/{account}")},
            "Name": "Acme"})
    );
    let answer = client.get(&format!("/sobjects/Account/{account}/Contacts")).await;
    assert_eq!(answer.body["totalSize"], 1);
    assert_eq!(answer.body["records"][0]["LastName"], "Mori");
    assert_eq!(client.get(&format!("/sobjects/Contact/{contact}/ReportsTo")).await.status, 404);
}

async fn conditional(client: &Client, method: &str, path: &str, name: &str, moment: &str) -> u16 {
    let request = Request::builder()
        .method(method)
        .uri(format!("{BASE}{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .header(name, moment)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("{\"LastName\": \"Sato\"}"))
        .unwrap();
    client.raw(request).await.status
}

#[tokio::test]
async fn a_record_answers_under_conditions() {
    let client = Client::new();
    let id = client.create("Contact", json!({"LastName": "Mori"})).await;
    let path = format!("/sobjects/Contact/{id}");
    let (before, after) = ("Thu, 07 Nov 2024 06:00:00 GMT", "Thu, 07 Nov 2024 08:00:00 GMT");
    for (method, name, moment, status) in [
        ("GET", "if-modified-since", after, 304),
        ("GET", "if-modified-since", before, 200),
        ("PATCH", "if-unmodified-since", before, 412),
        ("PATCH", "if-unmodified-since", after, 204),
        ("PATCH", "if-unmodified-since", "some day", 204),
    ] {
        let told = conditional(&client, method, &path, name, moment).await;
        assert_eq!(told, status, "{method} {name} {moment}");
    }
}

#[tokio::test]
async fn a_query_tells_its_columns_and_its_plan() {
    let client = Client::new();
    let path =
        "/query?q=SELECT+Id,Account.Name,(SELECT+Subject+FROM+Tasks)+FROM+Contact&columns=true";
    let answer = client.get(path).await;
    let columns = answer.body["columnMetadata"].as_array().unwrap();
    assert_eq!(columns[0]["columnName"], "Id");
    assert_eq!(columns[1]["joinColumns"][0]["columnName"], "Name");
    assert_eq!(
        (&columns[2]["aggregate"], &columns[2]["columnName"]),
        (&json!(true), &json!("Tasks"))
    );
    assert_eq!(answer.body["keyPrefix"], "003");
    let answer =
        client.get("/query?q=SELECT+COUNT(Id)+n,+MAX(CreatedDate)+FROM+Task&columns=true").await;
    assert_eq!(answer.body["columnMetadata"][0]["displayName"], "n");
    assert_eq!(answer.body["columnMetadata"][1]["displayName"], "expr0");
    let answer = client.get("/query?explain=SELECT+Id+FROM+Nope").await;
    assert_eq!((answer.status, &answer.body[0]["errorCode"]), (400, &json!("INVALID_TYPE")));
    let answer = client.get("/query?explain=SELECT+Id+FROM+Contact").await;
    assert_eq!(answer.body["plans"][0]["sobjectType"], "Contact");
}

#[tokio::test]
async fn tooling_results_say_more() {
    let client = Client::new();
    let answer = client.get("/tooling/query?q=SELECT+Id,Name+FROM+ApexClass").await;
    assert_eq!(
        answer.body,
        json!({"size": 0, "totalSize": 0, "done": true, "queryLocator": null, "entityTypeName": null,
            "records": []})
    );
    let names = client.get("/tooling/sobjects").await.body.to_string();
    assert!(names.contains("\"ApexClass\"") && !names.contains("\"Contact\""));
}

#[tokio::test]
async fn a_layout_shows_what_people_fill_in() {
    let client = Client::new();
    let answer = client.get("/sobjects/Task/describe/layouts").await;
    let text = answer.body["layouts"][0]["detailLayoutSections"][0].to_string();
    assert!(text.contains("\"value\":\"Subject\"") && !text.contains("\"value\":\"IsClosed\""));
    let hidden = Client::with(|options| options.task_type_field = false);
    let answer = hidden.get("/sobjects/Task/describe/layouts").await;
    assert!(text.contains("\"value\":\"Type\""));
    assert!(!answer.body.to_string().contains("\"value\":\"Type\""));
}

#[tokio::test]
async fn an_unknown_media_type_is_refused() {
    let client = Client::new();
    let request = Request::post(format!("{BASE}/sobjects/Contact"))
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .header(header::CONTENT_TYPE, "text/plain;charset=UTF-8")
        .body(Body::from("{}"))
        .unwrap();
    let answer = client.raw(request).await;
    assert_eq!(
        (answer.status, &answer.body[0]["errorCode"]),
        (415, &json!("UNSUPPORTED_MEDIA_TYPE"))
    );
}

#[tokio::test]
async fn people_get_spaces_and_lines() {
    let client = Client::new();
    let request = Request::get(format!("{BASE}/limits/recordCount?sObjects=Contact"))
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .header("x-prettyprint", "1")
        .body(Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(client.router.clone(), request).await.unwrap();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    assert_eq!(&bytes[..], b"{\n  \"sObjects\" : [ ]\n}");
}
