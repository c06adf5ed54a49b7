//! What the org says of itself and of its user: the index, recent items, layouts.

use super::*;

#[tokio::test]
async fn the_index_says_who_asks() {
    let client = Client::new();
    let request = Request::get(BASE)
        .header(header::HOST, "127.0.0.1:8090")
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .body(Body::empty())
        .unwrap();
    let answer = client.raw(request).await;
    assert_eq!(answer.body["query"], format!("{BASE}/query"));
    let user = client.org.administrator().user_id;
    let identity = format!("http://127.0.0.1:8090/id/{}/{user}", client.org.id());
    assert_eq!(answer.body["identity"], identity);
}

#[tokio::test]
async fn what_a_client_wants_remembered_is_recent() {
    let client = Client::new();
    client.create("Account", json!({"Name": "Left no trace"})).await;
    assert_eq!(client.get("/recent").await.body, json!([]));
    let remembered = async |path: &str, body: Value| {
        let request = Request::post(format!("{BASE}{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
            .header("Sforce-Mru", "updateMru=true")
            .body(Body::from(body.to_string()))
            .unwrap();
        client.raw(request).await.body["id"].as_str().unwrap().to_owned()
    };
    let account = remembered("/sobjects/Account", json!({"Name": "Acme"})).await;
    let contact = remembered("/sobjects/Contact", json!({"LastName": "Doe"})).await;
    let url = |object: &str, id: &str| format!("{BASE}/sobjects/{object}/{id}");
    let acme = json!({"attributes": {"type": "Account", "url": url("Account", &account)}, "Id": account, "Name": "Acme"});
    let doe = json!({"attributes": {"type": "Contact", "url": url("Contact", &contact)}, "Id": contact, "Name": "Doe"});
    assert_eq!(client.get("/recent").await.body, json!([doe, acme]));
    assert_eq!(client.get("/recent?limit=1").await.body, json!([doe]));
    assert_eq!(client.get("/recent?limit=some").await.status, 400);
    assert_eq!(client.get("/sobjects/Account").await.body["recentItems"], json!([acme]));
    client.send("DELETE", &format!("/sobjects/Account/{account}"), None).await;
    assert_eq!(client.get("/recent").await.body, json!([doe]));
}

#[tokio::test]
async fn a_record_type_has_a_layout() {
    let client = Client::new();
    let path = "/sobjects/Contact/describe/layouts";
    let all = client.get(path).await.body;
    let one = client.get(&format!("{path}/012000000000000AAA")).await.body;
    assert_eq!(one, all["layouts"][0]);
    assert!(one["detailLayoutSections"].is_array());
    assert_eq!(client.get(&format!("{path}/012000000000001")).await.status, 404);
    assert_eq!(client.get(&format!("{path}/nothing")).await.status, 404);

    let compact = client.get("/sobjects/Contact/describe/compactLayouts").await.body;
    assert_eq!(compact["compactLayouts"][0]["name"], "SYSTEM");
    assert_eq!(compact["compactLayouts"][0]["fieldItems"][0]["label"], "Full Name");
}
