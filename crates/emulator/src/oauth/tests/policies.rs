//! What an admin's policies do to logins: addresses, installation, lifetimes, rates, formats, id tokens.

use super::*;
use crate::oauth::app::RefreshTokenPolicy;
use crate::oauth::policy::IpRange;

const HOUR: i64 = 60 * MINUTE;

impl Fixture {
    async fn by_secret_from(&self, host: &str, forwarded: Option<&str>) -> Reply {
        let pairs = [
            ("grant_type", "client_credentials"),
            ("client_id", "ringledger"),
            ("client_secret", "ringledger"),
        ];
        let mut request = Request::post("/services/oauth2/token").header(header::HOST, host);
        if let Some(forwarded) = forwarded {
            request = request.header("x-forwarded-for", forwarded);
        }
        self.send(request.body(Body::from(form(&pairs))).unwrap()).await
    }
}

#[tokio::test]
async fn login_address_ranges_restrict() {
    let fixture = Fixture::new();
    fixture.org.change_setup(|setup| {
        setup.login_ip_ranges = vec![IpRange {
            start: "192.0.2.0".parse().unwrap(),
            end: "192.0.2.255".parse().unwrap(),
        }];
    });
    let host = "127.0.0.1:8090";
    for (forwarded, let_in) in [
        (Some("192.0.2.7"), true),
        (Some("192.0.2.7, 198.51.100.1"), true),
        (Some("198.51.100.1, 192.0.2.7"), false),
        (Some("nonsense"), false),
        (None, false),
    ] {
        let reply = fixture.by_secret_from(host, forwarded).await;
        if let_in {
            reply.token();
        } else {
            reply.refuses("invalid_grant", "ip restricted");
        }
    }
    fixture.by_assertion(&assertion(&claims())).await.refuses("invalid_grant", "ip restricted");
    let code = fixture.code().await;
    fixture.exchange(&code, &[]).await.refuses("invalid_grant", "ip restricted");
    fixture.replace_app(|app| app["ip_relaxed"] = json!(true)).await;
    fixture.exchange(&code, &[]).await.token();
}

#[tokio::test]
async fn the_other_end_of_the_connection_is_an_address_too() {
    let fixture = Fixture::new();
    let local = IpRange { start: [127, 0, 0, 1].into(), end: [127, 0, 0, 1].into() };
    fixture.org.change_setup(|setup| setup.login_ip_ranges = vec![local]);
    let peer = axum::extract::ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 5000)));
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", "ringledger"),
        ("client_secret", "ringledger"),
    ];
    let mut request =
        Request::post("/services/oauth2/token").body(Body::from(form(&pairs))).unwrap();
    request.extensions_mut().insert(peer);
    fixture.send(request).await.token();
}

#[tokio::test]
async fn an_app_that_is_not_installed_lets_nobody_in_anew() {
    let fixture = Fixture::new();
    let before = fixture.exchange(&fixture.code().await, &[]).await;
    let code = fixture.code().await;
    fixture.replace_app(|app| app["installed"] = json!(false)).await;
    let (error, why) = ("invalid_client", "app must be installed into org");
    fixture.by_secret().await.refuses(error, why);
    fixture.by_assertion(&assertion(&claims())).await.refuses(error, why);
    fixture.exchange(&code, &[]).await.refuses(error, why);
    let back = fixture.get(&authorize_path(&[]), "").await;
    assert_eq!(back.parameter("error").as_deref(), Some("OAUTH_APPROVAL_ERROR_GENERIC"));
    fixture.refresh(&before.refresh_token()).await.token();
}

#[tokio::test]
async fn an_inactive_org_lets_nobody_in() {
    let fixture = Fixture::new();
    let first = fixture.exchange(&fixture.code().await, &[]).await;
    fixture.org.change_setup(|setup| setup.login.organization_inactive = true);
    fixture.by_secret().await.refuses("inactive_org", "inactive organization");
    fixture.refresh(&first.refresh_token()).await.refuses("inactive_org", "inactive organization");
}

#[tokio::test]
async fn too_many_logins_in_an_hour() {
    let fixture = Fixture::new();
    fixture.org.change_setup(|setup| setup.login.logins_per_hour = Some(2));
    fixture.by_secret().await.token();
    fixture.by_secret().await.token();
    fixture.by_secret().await.refuses("rate_limit_exceeded", "login rate limit exceeded");
    // Another user's logins count for themselves.
    fixture.by_assertion(&assertion(&claims())).await.token();
    fixture.pass(HOUR);
    fixture.by_secret().await.token();
}

#[tokio::test]
async fn client_credentials_work_on_the_orgs_own_host() {
    let fixture = Fixture::new();
    let refusal = ("invalid_grant", "request not supported on this domain");
    fixture.by_secret_from("login.salesforce.com", None).await.refuses(refusal.0, refusal.1);
    fixture.by_secret_from("acme.my.salesforce.com", None).await.token();
    fixture
        .org
        .change_setup(|setup| setup.login.my_domain = Some("acme.my.salesforce.com".to_owned()));
    fixture.by_secret_from("acme.my.salesforce.com:443", None).await.token();
    fixture.by_secret_from("127.0.0.1:8090", None).await.refuses(refusal.0, refusal.1);
}

#[tokio::test]
async fn a_refresh_token_lives_as_long_as_the_policy_says() {
    let expired = ("invalid_grant", "expired access/refresh token");
    let policy = |app: &mut Value, policy: RefreshTokenPolicy| {
        app["refresh_token_policy"] = serde_json::to_value(policy).unwrap();
    };
    let fixture = Fixture::new();
    let first = fixture.exchange(&fixture.code().await, &[]).await.refresh_token();
    fixture.replace_app(|app| policy(app, RefreshTokenPolicy::SpecificLifetime(2))).await;
    fixture.pass(2 * HOUR - 1);
    fixture.refresh(&first).await.token();
    fixture.pass(1);
    fixture.refresh(&first).await.refuses(expired.0, expired.1);

    let second = fixture.exchange(&fixture.code().await, &[]).await.refresh_token();
    fixture.replace_app(|app| policy(app, RefreshTokenPolicy::SpecificInactivity(2))).await;
    for _ in 0..3 {
        fixture.pass(2 * HOUR - 1);
        fixture.refresh(&second).await.token();
    }
    fixture.pass(2 * HOUR);
    fixture.refresh(&second).await.refuses(expired.0, expired.1);
    // It is gone for good, whatever the policy is later.
    fixture.replace_app(|app| policy(app, RefreshTokenPolicy::Infinite)).await;
    fixture.refresh(&second).await.refuses(expired.0, expired.1);

    fixture.replace_app(|app| policy(app, RefreshTokenPolicy::Zero)).await;
    let third = fixture.exchange(&fixture.code().await, &[]).await.refresh_token();
    fixture.refresh(&third).await.refuses(expired.0, expired.1);
}

#[tokio::test]
async fn an_apps_session_policy_goes_before_the_orgs() {
    let fixture = Fixture::new();
    fixture.replace_app(|app| app["session_minutes"] = json!(15)).await;
    let token = fixture.by_secret().await.token();
    fixture.pass(15 * MINUTE - 1);
    assert!(fixture.org.sessions().is_alive(&token, fixture.org.now()));
    fixture.pass(1);
    assert!(!fixture.org.sessions().is_alive(&token, fixture.org.now()));
    let reply = fixture.get("/services/oauth2/userinfo", &token).await;
    assert_eq!((reply.status, reply.text.as_str()), (StatusCode::FORBIDDEN, "Bad_OAuth_Token"));
}

#[tokio::test]
async fn refreshing_can_go_without_the_secret() {
    let fixture = Fixture::new();
    let first = fixture.exchange(&fixture.code().await, &[]).await.refresh_token();
    let pairs =
        [("grant_type", "refresh_token"), ("refresh_token", &first), ("client_id", "ringledger")];
    fixture.token(&pairs).await.refuses("invalid_client", "invalid client credentials");
    fixture.replace_app(|app| app["refresh_secret_optional"] = json!(true)).await;
    fixture.token(&pairs).await.token();
    let code = fixture.code().await;
    let without = fixture.exchange(&code, &[("client_secret", "")]).await;
    without.refuses("invalid_client", "invalid client credentials");
}

#[tokio::test]
async fn an_assertion_may_need_an_approval_first() {
    let fixture = Fixture::new();
    fixture.replace_app(|app| app["jwt_needs_approval"] = json!(true)).await;
    let unapproved = "user hasn't approved this consumer";
    fixture.by_assertion(&assertion(&claims())).await.refuses("invalid_grant", unapproved);
    let approval = fixture.exchange(&fixture.code().await, &[]).await.refresh_token();
    fixture.by_assertion(&assertion(&claims())).await.token();
    fixture.post("/services/oauth2/revoke", &[("token", &approval)]).await;
    fixture.by_assertion(&assertion(&claims())).await.refuses("invalid_grant", unapproved);
}

#[tokio::test]
async fn refusals_come_in_the_format_asked_for_too() {
    let fixture = Fixture::new();
    let wrong = [
        ("grant_type", "client_credentials"),
        ("client_id", "ringledger"),
        ("client_secret", "wrong"),
    ];
    let ask = |format: &'static str| {
        let mut pairs = wrong.to_vec();
        pairs.push(("format", format));
        pairs
    };
    let xml = fixture.token(&ask("xml")).await;
    assert_eq!(xml.status, StatusCode::BAD_REQUEST);
    assert!(
        xml.text.ends_with(
            "<OAuth><error>invalid_client</error><error_description>invalid client credentials\
             </error_description></OAuth>"
        ),
        "{}",
        xml.text
    );
    let form = fixture.token(&ask("urlencoded")).await;
    assert_eq!(form.text, "error=invalid_client&error_description=invalid+client+credentials");
    let request = Request::post("/services/oauth2/token")
        .header(header::ACCEPT, "application/xml")
        .body(Body::from(super::form(&wrong)))
        .unwrap();
    assert!(fixture.send(request).await.text.contains("<error>invalid_client</error>"));
}

#[tokio::test]
async fn the_scope_openid_brings_an_id_token() {
    let fixture = Fixture::new();
    let scope = ("scope", "api openid refresh_token");
    let mut pairs = authorize_pairs(&[scope]);
    pairs.push(("nonce".to_owned(), "n-0S6_WzA2Mj".to_owned()));
    pairs.push(("user".to_owned(), fixture.user_id(AGENT)));
    pairs.push(("decision".to_owned(), "allow".to_owned()));
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let back = fixture.post("/services/oauth2/authorize", &pairs).await;
    let reply = fixture.exchange(&back.parameter("code").unwrap(), &[]).await;
    let token = reply.token();
    let json = reply.json();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys[3..6], ["scope", "id_token", "instance_url"]);

    let parts: Vec<&str> = json["id_token"].as_str().unwrap().split('.').collect();
    let decode = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let (head, claims) = (decode(parts[0]), decode(parts[1]));
    let discovery = fixture.get("/.well-known/openid-configuration", "").await.json();
    assert_eq!(claims["iss"], discovery["issuer"]);
    assert_eq!(claims["sub"], json["id"]);
    assert_eq!(claims["aud"], "ringledger");
    assert_eq!(claims["nonce"], "n-0S6_WzA2Mj");
    let hash = ring::digest::digest(&ring::digest::SHA256, token.as_bytes());
    assert_eq!(claims["at_hash"], URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]));
    let jwks = url::Url::parse(discovery["jwks_uri"].as_str().unwrap()).unwrap();
    let set = fixture.get(jwks.path(), "").await.json();
    assert_eq!(set["keys"][0]["kid"], head["kid"]);

    let refreshed = fixture.refresh(&reply.refresh_token()).await.json();
    assert!(refreshed["id_token"].is_string());
    assert!(
        decode(refreshed["id_token"].as_str().unwrap().split('.').nth(1).unwrap())
            .get("nonce")
            .is_none()
    );
}
