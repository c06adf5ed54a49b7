//! Every flow and its refusals, through the router.

mod policies;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::org::{Org, OrgOptions};
use crate::seed::{self, SeedFile};

/// 15 Jan 2027, 08:00 UTC.
const START: i64 = 1_800_000_000_000;
const MINUTE: i64 = 60_000;
const CALLBACK: &str = "http://127.0.0.1:8080/oauth/callback";
/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const AGENT: &str = "agent@demo.example.com";

struct Fixture {
    org: Org,
    router: Router,
    clock: Arc<AtomicI64>,
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    fn location(&self) -> url::Url {
        assert_eq!(self.status, StatusCode::FOUND, "{}", self.text);
        url::Url::parse(self.headers[header::LOCATION].to_str().unwrap()).unwrap()
    }

    fn parameter(&self, name: &str) -> Option<String> {
        self.location()
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    #[track_caller]
    fn refuses(&self, error: &str, description: &str) {
        assert_eq!(self.status, StatusCode::BAD_REQUEST, "{}", self.text);
        let expected = json!({"error": error, "error_description": description});
        assert_eq!(self.json(), expected);
    }

    #[track_caller]
    fn token(&self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.json()["access_token"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn refresh_token(&self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.json()["refresh_token"].as_str().unwrap().to_owned()
    }
}

impl Fixture {
    fn new() -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let shared = Arc::clone(&clock);
        let options = OrgOptions::new(Arc::new(move || shared.load(Ordering::SeqCst)), 1);
        let org = Org::new(options).unwrap();
        let users = r#"
            [[user]]
            username = "agent@demo.example.com"
            hours_old = 100
            FirstName = "Ada"
            LastName = "Agent"
            Alias = "aagen"
            Email = "ada@demo.example.com"
            TimeZoneSidKey = "America/New_York"
            LocaleSidKey = "en_US"
            LanguageLocaleKey = "en_US"
            [[user]]
            username = "gone@demo.example.com"
            hours_old = 100
            IsActive = false
            LastName = "<Gone>"
            Alias = "gone"
            Email = "gone@demo.example.com"
            TimeZoneSidKey = "Etc/UTC"
        "#;
        seed::load(&org, &SeedFile::parse("users", users).unwrap()).unwrap();
        Self { router: super::routes(org.clone()), org, clock }
    }

    fn pass(&self, milliseconds: i64) {
        self.clock.fetch_add(milliseconds, Ordering::SeqCst);
    }

    fn user_id(&self, username: &str) -> String {
        let users = self.org.users().unwrap();
        let user = users.into_iter().find(|user| user.username == username);
        user.unwrap().id
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn get(&self, path: &str, token: &str) -> Reply {
        let mut request = Request::get(path).header(header::HOST, "127.0.0.1:8090");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        self.post_as(path, pairs, "127.0.0.1:8090", None).await
    }

    async fn post_as(
        &self,
        path: &str,
        pairs: &[(&str, &str)],
        host: &str,
        basic: Option<&str>,
    ) -> Reply {
        let mut request = Request::post(path)
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(basic) = basic {
            let value = format!("Basic {}", STANDARD.encode(basic));
            request = request.header(header::AUTHORIZATION, value);
        }
        self.send(request.body(Body::from(form(pairs))).unwrap()).await
    }

    async fn token(&self, pairs: &[(&str, &str)]) -> Reply {
        self.post("/services/oauth2/token", pairs).await
    }

    async fn replace_app(&self, change: impl FnOnce(&mut Value)) {
        let mut apps = self.get("/__emulator__/apps", "").await.json();
        change(&mut apps["app"][0]);
        let request = Request::put("/__emulator__/apps")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(apps.to_string()))
            .unwrap();
        let reply = self.send(request).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    }

    /// Presses Allow (or Deny) as the agent.
    async fn decide(&self, decision: &str, changes: &[(&str, &str)]) -> Reply {
        let user = self.user_id(AGENT);
        let mut pairs = authorize_pairs(changes);
        pairs.extend([("user".to_owned(), user), ("decision".to_owned(), decision.to_owned())]);
        let pairs: Vec<(&str, &str)> =
            pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post("/services/oauth2/authorize", &pairs).await
    }

    async fn code(&self) -> String {
        self.decide("allow", &[]).await.parameter("code").expect("a code")
    }

    async fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> Reply {
        let base = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", "ringledger"),
            ("client_secret", "ringledger"),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.token(&changed(&base, changes)).await
    }

    async fn refresh(&self, refresh_token: &str) -> Reply {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
            ("client_id", "ringledger"),
            ("client_secret", "ringledger"),
        ])
        .await
    }

    async fn by_assertion(&self, assertion: &str) -> Reply {
        self.token(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", assertion),
        ])
        .await
    }

    async fn by_secret(&self) -> Reply {
        self.token(&[
            ("grant_type", "client_credentials"),
            ("client_id", "ringledger"),
            ("client_secret", "ringledger"),
        ])
        .await
    }
}

/// The cells of a table's row.
fn columns(row: &str) -> [&str; 4] {
    row.split('|').collect::<Vec<_>>().try_into().unwrap()
}

fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// `base` with some values replaced; an empty value takes the parameter away.
fn changed<'a>(
    base: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    base.iter()
        .map(|(name, value)| {
            let change = changes.iter().find(|(changed, _)| changed == name);
            (*name, change.map_or(*value, |(_, value)| *value))
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn authorize_pairs(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let base = [
        ("response_type", "code"),
        ("client_id", "ringledger"),
        ("redirect_uri", CALLBACK),
        ("scope", "api refresh_token"),
        ("state", "a b&c"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let pairs: Vec<(&str, &str)> = base
        .iter()
        .map(|(name, value)| {
            let change = changes.iter().find(|(changed, _)| changed == name);
            (*name, change.map_or(*value, |(_, value)| *value))
        })
        .filter(|(_, value)| !value.is_empty())
        .collect();
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn authorize_path(changes: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(authorize_pairs(changes))
        .finish();
    format!("/services/oauth2/authorize?{query}")
}

fn assertion(claims: &Value) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.{}",
        encode(r#"{"alg":"RS256","typ":"JWT"}"#),
        encode(&claims.to_string()),
        encode("any signature")
    )
}

fn claims() -> Value {
    json!({"iss": "ringledger", "sub": AGENT, "aud": "https://login.salesforce.com", "exp": START / 1_000 + 180})
}

#[tokio::test]
async fn a_person_logs_in_and_allows() {
    let fixture = Fixture::new();
    let page = fixture.get(&authorize_path(&[]), "").await;
    assert_eq!(page.status, StatusCode::OK);
    for expected in [
        "Ringledger",
        AGENT,
        "no password",
        "Manage user data via APIs",
        "value=\"allow\"",
        "value=\"deny\"",
        CHALLENGE,
    ] {
        assert!(page.text.contains(expected), "{expected} in {}", page.text);
    }
    assert!(!page.text.contains("gone@demo.example.com"));

    let back = fixture.decide("allow", &[]).await;
    assert!(back.location().as_str().starts_with(CALLBACK));
    assert_eq!(back.parameter("state").as_deref(), Some("a b&c"));
    let reply = fixture.exchange(&back.parameter("code").unwrap(), &[]).await;
    let user = fixture.user_id(AGENT);
    assert_eq!(fixture.org.sessions().check(&reply.token(), START), Some(user.clone()));
    let json = reply.json();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "access_token",
            "refresh_token",
            "signature",
            "scope",
            "instance_url",
            "id",
            "token_type",
            "issued_at"
        ]
    );
    assert_eq!(json["issued_at"], START.to_string());
    assert_eq!(json["scope"], "api refresh_token");
    assert_eq!(json["token_type"], "Bearer");
    assert_eq!(json["instance_url"], "http://127.0.0.1:8090");
    let id = format!("http://127.0.0.1:8090/id/{}/{user}", fixture.org.id());
    assert_eq!(json["id"], id);
    assert!(reply.token().starts_with("00D5g00000Emu1a!"));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"ringledger");
    let signature = ring::hmac::sign(&key, format!("{id}{START}").as_bytes());
    assert_eq!(json["signature"], STANDARD.encode(signature));
}

#[tokio::test]
async fn the_hinted_user_is_chosen_beforehand() {
    let fixture = Fixture::new();
    let path = format!("{}&login_hint={AGENT}", authorize_path(&[]));
    let page = fixture.get(&path, "").await;
    let chosen = format!("value=\"{}\" required checked", fixture.user_id(AGENT));
    assert!(page.text.contains(&chosen), "{}", page.text);
    assert_eq!(page.text.matches("checked").count(), 1);
}

#[tokio::test]
async fn a_person_denies() {
    let fixture = Fixture::new();
    let back = fixture.decide("deny", &[]).await;
    assert_eq!(back.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(
        back.parameter("error_description").as_deref(),
        Some("end-user denied authorization")
    );
    assert_eq!(back.parameter("state").as_deref(), Some("a b&c"));
    assert_eq!(back.parameter("code"), None);
}

#[tokio::test]
async fn a_wrong_app_or_address_never_redirects() {
    let fixture = Fixture::new();
    for (change, code) in [
        (("client_id", "nobody"), "error=invalid_client_id"),
        (("redirect_uri", "https://evil.example/callback"), "error=redirect_uri_mismatch"),
        (("redirect_uri", ""), "error=redirect_uri_mismatch"),
    ] {
        for reply in [
            fixture.get(&authorize_path(&[change]), "").await,
            fixture.decide("allow", &[change]).await,
        ] {
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{change:?}");
            assert!(reply.text.contains(code), "{change:?}: {}", reply.text);
            assert!(!reply.headers.contains_key(header::LOCATION));
        }
    }
}

#[tokio::test]
async fn other_faults_of_a_request_go_back_to_the_client() {
    let fixture = Fixture::new();
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "api wave_api"), "invalid_scope"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
    ] {
        let back = fixture.get(&authorize_path(&[change]), "").await;
        assert_eq!(back.parameter("error").as_deref(), Some(error), "{change:?}");
        assert_eq!(back.parameter("state").as_deref(), Some("a b&c"));
    }
    let back = fixture.get(&authorize_path(&[("code_challenge_method", "")]), "").await;
    assert_eq!(back.status, StatusCode::OK, "S256 is taken for granted");
}

#[tokio::test]
async fn the_page_escapes_what_it_shows() {
    let fixture = Fixture::new();
    let page = fixture.get(&authorize_path(&[("state", "\"><script>alert(1)</script>")]), "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("<script"), "{}", page.text);
}

#[tokio::test]
async fn an_inactive_user_or_one_not_approved_gets_no_code() {
    let fixture = Fixture::new();
    let gone = fixture.user_id("gone@demo.example.com");
    let mut pairs = authorize_pairs(&[]);
    pairs.push(("decision".to_owned(), "allow".to_owned()));
    pairs.push(("user".to_owned(), gone));
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let back = fixture.post("/services/oauth2/authorize", &pairs).await;
    assert_eq!(back.parameter("error").as_deref(), Some("inactive_user"));

    fixture.replace_app(|app| app["admin_approved"] = json!(["somebody@else.example"])).await;
    let back = fixture.decide("allow", &[]).await;
    assert_eq!(back.parameter("error").as_deref(), Some("invalid_app_access"));
}

#[tokio::test]
async fn a_code_works_once_and_for_fifteen_minutes() {
    let fixture = Fixture::new();
    let code = fixture.code().await;
    assert!(code.ends_with("=="));
    fixture.exchange(&code, &[]).await.token();
    fixture.exchange(&code, &[]).await.refuses("invalid_grant", "invalid authorization code");

    let code = fixture.code().await;
    fixture.pass(15 * MINUTE - 1);
    fixture.exchange(&code, &[]).await.token();
    let code = fixture.code().await;
    fixture.pass(15 * MINUTE);
    fixture.exchange(&code, &[]).await.refuses("invalid_grant", "expired authorization code");
}

#[tokio::test]
async fn a_code_is_bound_to_app_address_and_verifier() {
    let fixture = Fixture::new();
    for row in [
        "redirect_uri|http://127.0.0.1:9/oauth/callback|redirect_uri_mismatch|redirect_uri must match configuration",
        "code_verifier||invalid_grant|invalid code verifier",
        "code_verifier|dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX|invalid_grant|invalid code verifier",
        "client_secret|wrong|invalid_client|invalid client credentials",
        "client_secret||invalid_client|invalid client credentials",
        "client_id|nobody|invalid_client_id|client identifier invalid",
        "code|guess|invalid_grant|invalid authorization code",
        "code||invalid_request|missing required parameter: code",
        "grant_type|implicit|unsupported_grant_type|grant type not supported",
    ] {
        let [name, value, error, description] = columns(row);
        let code = fixture.code().await;
        let reply = fixture.exchange(&code, &[(name, value)]).await;
        reply.refuses(error, description);
    }
    let code = fixture.code().await;
    let another = [("client_id", "any-client"), ("client_secret", "any-secret")];
    fixture.exchange(&code, &another).await.refuses("invalid_grant", "invalid authorization code");
}

#[tokio::test]
async fn a_verifier_of_128_random_bytes_is_taken() {
    let fixture = Fixture::new();
    for (length, taken) in [(42, false), (43, true), (171, true), (172, false)] {
        let verifier = "v".repeat(length);
        let challenge = URL_SAFE_NO_PAD
            .encode(ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes()));
        let back = fixture.decide("allow", &[("code_challenge", &challenge)]).await;
        let code = back.parameter("code").unwrap();
        let reply = fixture.exchange(&code, &[("code_verifier", &verifier)]).await;
        assert_eq!(reply.status.is_success(), taken, "{length}");
    }
}

#[tokio::test]
async fn a_refresh_token_outlives_its_sessions() {
    let fixture = Fixture::new();
    let first = fixture.exchange(&fixture.code().await, &[]).await;
    fixture.org.sessions().expire_all();
    let second = fixture.refresh(&first.refresh_token()).await;
    assert!(second.json().get("refresh_token").is_none());
    assert_ne!(first.token(), second.token());
    assert!(fixture.org.sessions().check(&second.token(), START).is_some());

    let expired = "expired access/refresh token";
    fixture.refresh("5Aep861guess").await.refuses("invalid_grant", expired);
    fixture.org.sessions().revoke_all_grants();
    fixture.refresh(&first.refresh_token()).await.refuses("invalid_grant", expired);
    assert_eq!(fixture.org.sessions().check(&second.token(), START), None);
}

#[tokio::test]
async fn without_the_scope_there_is_no_refresh_token() {
    let fixture = Fixture::new();
    let back = fixture.decide("allow", &[("scope", "api")]).await;
    let reply = fixture.exchange(&back.parameter("code").unwrap(), &[]).await;
    reply.token();
    assert!(reply.json().get("refresh_token").is_none());
}

#[tokio::test]
async fn rotation_kills_the_old_refresh_token_only() {
    let fixture = Fixture::new();
    fixture.replace_app(|app| app["refresh_token_rotation"] = json!(true)).await;
    let first = fixture.exchange(&fixture.code().await, &[]).await;
    let second = fixture.refresh(&first.refresh_token()).await;
    assert_ne!(first.refresh_token(), second.refresh_token());
    assert!(fixture.org.sessions().check(&first.token(), START).is_some());
    fixture
        .refresh(&first.refresh_token())
        .await
        .refuses("invalid_grant", "expired access/refresh token");
    fixture.refresh(&second.refresh_token()).await.token();
}

#[tokio::test]
async fn the_sixth_approval_ends_the_oldest() {
    let fixture = Fixture::new();
    let mut tokens = Vec::new();
    for _ in 0..6 {
        let reply = fixture.exchange(&fixture.code().await, &[]).await;
        tokens.push(reply.refresh_token());
    }
    fixture.refresh(&tokens[0]).await.refuses("invalid_grant", "expired access/refresh token");
    for token in &tokens[1..] {
        fixture.refresh(token).await.token();
    }
}

#[tokio::test]
async fn an_assertion_is_checked() {
    let fixture = Fixture::new();
    let reply = fixture.by_assertion(&assertion(&claims())).await;
    reply.token();
    assert!(reply.json().get("refresh_token").is_none());
    for row in [
        r#"iss|"nobody"|invalid_client_id|client identifier invalid"#,
        r#"sub|"nobody@x.example"|invalid_grant|user hasn't approved this consumer"#,
        r#"sub|"gone@demo.example.com"|inactive_user|user is inactive"#,
        r#"aud|"https://evil.example"|invalid_grant|Audience validation failed"#,
        r#"exp|1800000000|invalid_grant|assertion expired"#,
        r#"exp|1800000000000|invalid_grant|assertion expired"#,
        r#"exp|"soon"|invalid_grant|invalid assertion"#,
    ] {
        let [field, value, error, description] = columns(row);
        let mut claims = claims();
        claims[field] = serde_json::from_str(value).unwrap();
        fixture.by_assertion(&assertion(&claims)).await.refuses(error, description);
    }
    for (field, value) in [
        ("aud", json!("http://127.0.0.1:8090")),
        ("aud", json!("https://test.salesforce.com/")),
        ("aud", json!(["https://login.salesforce.com"])),
        ("exp", json!(START + 180_000)),
        ("exp", json!((START / 1_000 + 180).to_string())),
    ] {
        let mut claims = claims();
        claims[field] = value;
        fixture.by_assertion(&assertion(&claims)).await.token();
    }
    for bad in ["", "a.b", "a.b.c", "e30.e30.", "ééé.é.é"] {
        let reply = fixture.by_assertion(bad).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    fixture.replace_app(|app| app["admin_approved"] = json!(["somebody@else.example"])).await;
    fixture
        .by_assertion(&assertion(&claims()))
        .await
        .refuses("invalid_grant", "user is not admin approved");
}

#[tokio::test]
async fn a_configured_key_checks_the_signature() {
    let signed = include_str!("fixtures/assertion.jwt").trim();
    for pem in [
        include_str!("fixtures/certificate.pem"),
        include_str!("fixtures/public_key.pem"),
        include_str!("fixtures/rsa_public_key.pem"),
    ] {
        let fixture = Fixture::new();
        fixture
            .replace_app(|app| {
                app["client_id"] = json!("signed");
                app["jwt_public_key"] = json!(pem);
            })
            .await;
        fixture.by_assertion(signed).await.token();
        let (head, signature) = signed.rsplit_once('.').unwrap();
        let forged = head.replace(
            &URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#),
            &URL_SAFE_NO_PAD.encode(r#"{"alg": "RS256"}"#),
        );
        for bad in [format!("{forged}.{signature}"), format!("{head}.AAAA")] {
            fixture.by_assertion(&bad).await.refuses("invalid_grant", "invalid assertion");
        }
        let unsigned = assertion(&json!({"iss": "signed", "sub": AGENT,
            "aud": "https://login.salesforce.com", "exp": START / 1_000 + 1}));
        fixture.by_assertion(&unsigned).await.refuses("invalid_grant", "invalid assertion");
    }
    let fixture = Fixture::new();
    fixture.replace_app(|app| app["jwt_public_key"] = json!("nonsense")).await;
    let reply = fixture.by_assertion(&assertion(&claims())).await;
    assert_eq!(reply.json()["error"], "server_error");
}

#[tokio::test]
async fn client_credentials_run_as_their_user() {
    let fixture = Fixture::new();
    let reply = fixture.by_secret().await;
    let administrator = fixture.org.administrator().user_id;
    assert_eq!(fixture.org.sessions().check(&reply.token(), START), Some(administrator));
    assert!(reply.json().get("refresh_token").is_none());

    fixture.replace_app(|app| app["run_as"] = json!(AGENT)).await;
    let basic = fixture
        .post_as(
            "/services/oauth2/token",
            &[("grant_type", "client_credentials")],
            "127.0.0.1:8090",
            Some("ringledger:ringledger"),
        )
        .await;
    assert_eq!(fixture.org.sessions().check(&basic.token(), START), Some(fixture.user_id(AGENT)));

    let wrong = fixture
        .token(&[
            ("grant_type", "client_credentials"),
            ("client_id", "ringledger"),
            ("client_secret", "wrong"),
        ])
        .await;
    wrong.refuses("invalid_client", "invalid client credentials");
    let elsewhere = fixture
        .post_as(
            "/services/oauth2/token",
            &[("grant_type", "client_credentials")],
            "login.salesforce.com",
            Some("ringledger:ringledger"),
        )
        .await;
    elsewhere.refuses("invalid_grant", "request not supported on this domain");
    for change in ["nobody@x.example", ""] {
        fixture
            .replace_app(|app| {
                app["run_as"] = json!(change);
                app["flows"] = json!(["client_credentials"]);
            })
            .await;
        fixture.by_secret().await.refuses("invalid_grant", "no client credentials user enabled");
    }
}

#[tokio::test]
async fn the_password_flow_is_for_apps_that_have_it() {
    let fixture = Fixture::new();
    let ask = |client, password| {
        vec![
            ("grant_type", "password"),
            ("client_id", client),
            ("client_secret", if client == "ringledger" { "ringledger" } else { "any-secret" }),
            ("username", AGENT),
            ("password", password),
        ]
    };
    fixture.token(&ask("any-client", "pass")).await.token();
    for (client, password, why) in [
        ("any-client", "", "authentication failure - Invalid Password"),
        ("ringledger", "pass", "authentication failure"),
    ] {
        fixture.token(&ask(client, password)).await.refuses("invalid_grant", why);
    }
}

#[tokio::test]
async fn the_reply_comes_in_the_format_asked_for() {
    let fixture = Fixture::new();
    let ask = async |format| {
        fixture
            .token(&[
                ("grant_type", "client_credentials"),
                ("client_id", "ringledger"),
                ("client_secret", "ringledger"),
                ("format", format),
            ])
            .await
    };
    let xml = ask("xml").await;
    assert!(xml.text.contains("<token_type>Bearer</token_type>"), "{}", xml.text);
    let form = ask("urlencoded").await;
    assert!(form.text.contains("token_type=Bearer"), "{}", form.text);
    let form_type = form.headers[header::CONTENT_TYPE].to_str().unwrap();
    assert_eq!(form_type, "application/x-www-form-urlencoded");
}

#[tokio::test]
async fn tokens_are_revoked() {
    let fixture = Fixture::new();
    let reply = fixture.exchange(&fixture.code().await, &[]).await;
    let access = reply.token();
    let refreshed = fixture.refresh(&reply.refresh_token()).await.token();
    let revoke =
        async |token: &str| fixture.post("/services/oauth2/revoke", &[("token", token)]).await;
    let done = revoke(&access).await;
    assert_eq!((done.status, done.text.as_str()), (StatusCode::OK, ""));
    assert_eq!(fixture.org.sessions().check(&access, START), None);
    revoke(&access).await.refuses("invalid_token", "invalid token");
    assert_eq!(revoke(&reply.refresh_token()).await.status, StatusCode::OK);
    assert_eq!(fixture.org.sessions().check(&refreshed, START), None);
    fixture
        .refresh(&reply.refresh_token())
        .await
        .refuses("invalid_grant", "expired access/refresh token");
}

#[tokio::test]
async fn introspection_tells_an_app_of_its_own_tokens() {
    let fixture = Fixture::new();
    let reply = fixture.exchange(&fixture.code().await, &[]).await;
    let ask = async |token: &str, client: &str, secret: &str| {
        fixture
            .post(
                "/services/oauth2/introspect",
                &[("token", token), ("client_id", client), ("client_secret", secret)],
            )
            .await
    };
    let own = ask(&reply.token(), "ringledger", "ringledger").await.json();
    assert_eq!(own["active"], true);
    assert_eq!(own["username"], AGENT);
    assert_eq!(own["scope"], "api refresh_token");
    assert_eq!(own["iat"], START / 1_000);
    assert_eq!(own["exp"], START / 1_000 + 7_200);
    let refresh = ask(&reply.refresh_token(), "ringledger", "ringledger").await;
    assert_eq!(refresh.json()["token_type"], "refresh_token");
    let inactive = json!({"active": false});
    let others = ask(&reply.token(), "any-client", "any-secret").await;
    assert_eq!(others.json(), inactive);
    let unknown = ask("guess", "ringledger", "ringledger").await;
    assert_eq!(unknown.json(), inactive);
    fixture.pass(7_200_000);
    let late = ask(&reply.token(), "ringledger", "ringledger").await;
    assert_eq!(late.json(), inactive);
    ask("guess", "ringledger", "wrong")
        .await
        .refuses("invalid_client", "invalid client credentials");
}

#[tokio::test]
async fn identity_is_told_to_the_bearer_only() {
    let fixture = Fixture::new();
    let reply = fixture.exchange(&fixture.code().await, &[]).await;
    let token = reply.token();
    let url = reply.json()["id"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("http://127.0.0.1:8090").unwrap();
    let identity = fixture.get(path, &token).await.json();
    assert_eq!(identity["id"], url);
    assert_eq!(identity["username"], AGENT);
    assert_eq!(identity["display_name"], "Ada Agent");
    assert_eq!(identity["organization_id"], fixture.org.id());
    assert_eq!(identity["utcOffset"], -5 * 3_600_000, "no daylight saving time");
    assert_eq!(identity["urls"]["rest"], "http://127.0.0.1:8090/services/data/v{version}/");
    let latest = fixture.get(&format!("{path}?version=latest"), &token).await;
    assert_eq!(latest.json()["urls"]["rest"], "http://127.0.0.1:8090/services/data/v68.0/");
    let in_query = format!("{path}?format=json&oauth_token={}", token.replace('!', "%21"));
    assert_eq!(fixture.get(&in_query, "").await.json(), identity);

    let claims = fixture.get("/services/oauth2/userinfo", &token).await.json();
    assert_eq!(claims["sub"], url);
    assert_eq!(claims["preferred_username"], AGENT);

    for (path, token, word) in [
        (path, "", "Missing_OAuth_Token"),
        (path, "guess", "Bad_OAuth_Token"),
        ("/services/oauth2/userinfo", "guess", "Bad_OAuth_Token"),
        ("/id/00D000000000000EAA/005000000000000AAA", token.as_str(), "Wrong_Org"),
    ] {
        let refused = fixture.get(path, token).await;
        assert_eq!((refused.status, refused.text.as_str()), (StatusCode::FORBIDDEN, word));
    }
}

#[tokio::test]
async fn discovery_names_our_own_addresses() {
    let fixture = Fixture::new();
    let reply = fixture.get("/.well-known/openid-configuration", "").await.json();
    assert_eq!(reply["issuer"], "http://127.0.0.1:8090");
    assert_eq!(reply["token_endpoint"], "http://127.0.0.1:8090/services/oauth2/token");
}

#[tokio::test]
async fn malformed_apps_are_refused_and_change_nothing() {
    let fixture = Fixture::new();
    let request = Request::put("/__emulator__/apps")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(r#"{"app":[{"client_id":"x"}]}"#))
        .unwrap();
    let reply = fixture.send(request).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    assert!(reply.text.contains("client_secret"), "{}", reply.text);
    fixture.by_secret().await.token();
}
