//! Errors of logging in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use emulator::ClientApp;
use serde_json::json;

use crate::stage::{Stage, Told};

const TOKEN: &str = "/services/oauth2/token";
const HOST: &str = "acme.my.salesforce.com";
const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const CALLBACK: &str = "http://127.0.0.1:8080/oauth/callback";

pub(crate) async fn provoke(context: &str) -> Option<Told> {
    let stage = Stage::new();
    let app = [("client_id", "any-client"), ("client_secret", "any-secret")];
    let ask = async |host: &str, more: &[(&str, &str)]| {
        stage.form(host, TOKEN, &[more, &app[..]].concat()).await
    };
    Some(match context {
        "oauth token: bad password" => {
            let user = [("username", "admin@ringledger.example.com"), ("password", "")];
            ask(HOST, &[&[("grant_type", "password")], &user[..]].concat()).await
        }
        "oauth token: refresh expired/revoked" => {
            ask(HOST, &[("grant_type", "refresh_token"), ("refresh_token", "gone")]).await
        }
        "oauth token: bad secret" => {
            let pairs = [
                ("grant_type", "client_credentials"),
                ("client_id", "any-client"),
                ("client_secret", "wrong"),
            ];
            stage.form(HOST, TOKEN, &pairs).await
        }
        "oauth token: bad key" => {
            let pairs =
                [("grant_type", "client_credentials"), ("client_id", "x"), ("client_secret", "x")];
            stage.form(HOST, TOKEN, &pairs).await
        }
        "oauth token: user not approved (JWT / admin-approved app)" => {
            change_app(&stage, |app| app.jwt_needs_approval = true);
            let assertion = assertion("https://login.salesforce.com");
            ask(HOST, &[("grant_type", JWT), ("assertion", &assertion)]).await
        }
        "oauth token: JWT aud" => {
            let assertion = assertion("https://elsewhere.example.com");
            ask(HOST, &[("grant_type", JWT), ("assertion", &assertion)]).await
        }
        "oauth token: client-credentials on login.salesforce.com" => {
            ask("login.salesforce.com", &[("grant_type", "client_credentials")]).await
        }
        "oauth token: no run-as user" => {
            change_app(&stage, |app| app.run_as = Some("nobody@example.com".to_owned()));
            ask(HOST, &[("grant_type", "client_credentials")]).await
        }
        "oauth authorize: user pressed Deny" => deny(&stage).await,
        "any data call: expired session" => stage.as_stranger().get("/limits").await,
        "identity/userinfo: bad token" => {
            let path = "/services/oauth2/userinfo";
            stage.as_stranger().raw("GET", path, "text/plain", String::new()).await
        }
        "data call with XML content type and bad token" => {
            let path = "/services/data/v66.0/sobjects";
            stage.as_stranger().raw("GET", path, "application/xml", String::new()).await
        }
        _ => return None,
    })
}

fn change_app(stage: &Stage, change: impl FnOnce(&mut ClientApp)) {
    stage.org.change_setup(|setup| {
        let app = setup.apps.app.iter_mut().find(|app| app.client_id == "any-client");
        change(app.expect("the app"));
    });
}

/// An assertion with a signature that nobody checks, for the app has no certificate.
fn assertion(audience: &str) -> String {
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({
        "iss": "any-client", "sub": "admin@ringledger.example.com", "aud": audience, "exp": 1_732_179_700,
    });
    format!("{}.{}.{}", part(json!({"alg": "RS256"})), part(claims), URL_SAFE_NO_PAD.encode("x"))
}

async fn deny(stage: &Stage) -> Told {
    let user = stage.administrator().user_id;
    let pairs = [
        ("response_type", "code"),
        ("client_id", "any-client"),
        ("redirect_uri", "http://localhost:1717/OauthRedirect"),
        ("scope", "api refresh_token"),
        ("state", "..."),
        ("user", &user),
        ("decision", "deny"),
    ];
    let told = stage.form("127.0.0.1:8090", "/services/oauth2/authorize", &pairs).await;
    told.given("http://localhost:1717/OauthRedirect", "redirect_uri")
        .given(CALLBACK, "redirect_uri")
}
