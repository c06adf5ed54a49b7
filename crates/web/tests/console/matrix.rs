//! Every route of the router, asked by everybody: nobody, half a sign-in, each role, each kind of key, and all of them
//! from another org. The list of routes is the router's own, so that no route can be forgotten.

use axum::body::Body;
use axum::http::{Method, Request};
use engine::ORG;
use store::ApiKeyRow;
use tower::ServiceExt as _;
use web::access::{AccessSettings, Browser as Where, Role, Scope, Stage as Proof, open_session};
use web::{Need, Router};

use crate::browser::{Browser, person, service};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    every_route_answers_everybody_as_its_need_says,
    every_route_sends_its_headers,
    a_form_of_another_site_changes_nothing,
);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Who {
    Nobody,
    Rubbish,
    HalfSignedIn,
    OtherOrg(Role),
    KeyOfOtherOrg,
    OldKey,
    RevokedKey,
    Person(Role),
    Key(Option<Scope>),
}

/// How a route answers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Answer {
    /// The handler ran.
    Open,
    /// Sent to the login page, or 401.
    SignIn,
    /// 403.
    Forbidden,
}

fn everybody() -> Vec<Who> {
    let mut all = vec![
        Who::Nobody,
        Who::Rubbish,
        Who::HalfSignedIn,
        Who::KeyOfOtherOrg,
        Who::OldKey,
        Who::RevokedKey,
        Who::Key(None),
    ];
    all.extend(Role::ALL.map(Who::Person));
    all.extend(Role::ALL.map(Who::OtherOrg));
    all.extend(Scope::ALL.map(|scope| Who::Key(Some(scope))));
    all
}

/// What the answer must be.
fn expected(who: Who, need: Need, path: &str) -> Answer {
    let may = |allowed: bool| if allowed { Answer::Open } else { Answer::Forbidden };
    let is_api = path.starts_with("/api/");
    match (need, who) {
        (Need::Nobody, _) => Answer::Open,
        // There is an owner.
        (Need::Setup, _) => Answer::SignIn,
        (Need::SignedIn, Who::Person(_)) => Answer::Open,
        (Need::SignedIn, Who::Key(_)) if is_api => Answer::Open,
        (Need::May(capability), Who::Person(role)) => may(role.may(capability)),
        (Need::May(capability), Who::Key(scope)) if is_api => may(scope
            .map_or(Scope::ALL.iter().any(|it| it.gives(capability)), |it| it.gives(capability))),
        _ => Answer::SignIn,
    }
}

/// A path that matches the route, about nothing that exists.
fn example(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "none" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

struct Ground {
    stage: Stage,
    router: Router,
    people: Vec<(Role, String)>,
}

impl Ground {
    async fn open(place: &Place) -> Ground {
        let stage = Stage::open(place, Plan::default()).await;
        let mut people = Vec::new();
        for role in Role::ALL {
            let id = person(&stage, &format!("{}@example.com", role.name()), role).await;
            people.push((role, id));
        }
        Ground { router: service(&stage), stage, people }
    }

    async fn session(&self, role: Role, proof: Proof) -> String {
        let (_, id) = self.people.iter().find(|(of, _)| *of == role).unwrap();
        let settings = AccessSettings::default();
        open_session(&self.stage.engine, settings, id, proof, Where::default(), None).await.unwrap()
    }

    async fn key(
        &self,
        org: &str,
        name: &str,
        scopes: String,
        ends_at: Option<i64>,
        revoked_at: Option<i64>,
    ) {
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(name.as_bytes());
        let row = ApiKeyRow {
            key_id: name.to_owned(),
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            name: name.to_owned(),
            scopes,
            ends_at,
            revoked_at,
            ..ApiKeyRow::default()
        };
        self.stage.store.add_api_key(org, &row).await.unwrap();
    }

    /// The header by which somebody says who they are. A session is a new one each time: some routes end it.
    async fn proof(&self, who: Who, moved: &[(Role, String)]) -> Option<(&'static str, String)> {
        let cookie = |token: &str| Some(("cookie", format!("ringledger={token}")));
        let key = |name: &str| Some(("authorization", format!("Bearer {name}")));
        match who {
            Who::Nobody => None,
            Who::Rubbish => cookie("AAAA\u{7f}"),
            Who::HalfSignedIn => cookie(&self.session(Role::Owner, Proof::SecondFactor).await),
            Who::OtherOrg(role) => cookie(&moved.iter().find(|(of, _)| *of == role).unwrap().1),
            Who::Person(role) => cookie(&self.session(role, Proof::Full).await),
            Who::KeyOfOtherOrg => key("theirs"),
            Who::OldKey => key("old"),
            Who::RevokedKey => key("revoked"),
            Who::Key(None) => key("all"),
            Who::Key(Some(scope)) => key(scope.name()),
        }
    }

    async fn ask(
        &self,
        method: &Method,
        path: &str,
        headers: &[(&str, String)],
    ) -> axum::response::Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, value.replace('\u{7f}', "-"));
        }
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }
}

/// Sessions of people who then are another org's, under the same ids.
async fn moved(place: &Place, ground: &Ground) -> Vec<(Role, String)> {
    let mut sessions = Vec::new();
    for role in Role::ALL {
        sessions.push((role, ground.session(role, Proof::Full).await));
    }
    place
        .execute(
            "INSERT INTO console_user SELECT 'other', user_id, email, name, role, password_hash, salesforce_user_id, \
                 language, time_zone, theme, keys, totp_since, totp_step, created_at, signed_in_at, disabled_at \
             FROM console_user; \
             UPDATE session SET org_id = 'other'",
        )
        .await;
    sessions
}

async fn every_route_answers_everybody_as_its_need_says(place: &Place) {
    let ground = Ground::open(place).await;
    let moved = moved(place, &ground).await;
    let all = Scope::ALL.map(Scope::name).join(" ");
    let now = ground.stage.clock.now();
    ground.key("other", "theirs", all.clone(), None, None).await;
    ground.key(ORG, "old", all.clone(), Some(now), None).await;
    ground.key(ORG, "revoked", all.clone(), None, Some(1)).await;
    ground.key(ORG, "all", all, None, None).await;
    for scope in Scope::ALL {
        ground.key(ORG, scope.name(), scope.name().to_owned(), None, None).await;
    }
    let (mut asked, mut wrong) = (0, Vec::new());
    let routes = web::routes();
    for (method, path, need) in &routes {
        for who in everybody() {
            let proof = ground.proof(who, &moved).await;
            let headers: Vec<_> = proof.into_iter().collect();
            let response = ground.ask(method, &example(path), &headers).await;
            let location = response.headers().get("location").map(|it| it.to_str().unwrap());
            let is_login = location.is_some_and(|to| to == "/login" || to.starts_with("/login?"));
            let answer = match (response.status().as_u16(), is_login) {
                _ if *need == Need::Nobody => Answer::Open,
                (401, _) | (303, true) => Answer::SignIn,
                (403, _) => Answer::Forbidden,
                _ => Answer::Open,
            };
            asked += 1;
            if answer != expected(who, *need, path) || response.status() == 500 {
                wrong.push(format!(
                    "{method} {path} by {who:?}: {answer:?} ({})",
                    response.status()
                ));
            }
        }
    }
    println!("{} routes, {asked} questions, {} wrong answers", routes.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked >= 1_000, "{asked}");
}

async fn every_route_sends_its_headers(place: &Place) {
    let ground = Ground::open(place).await;
    for (method, path, need) in web::routes() {
        let cookie = format!("ringledger={}", ground.session(Role::Owner, Proof::Full).await);
        let response = ground.ask(&method, &example(path), &[("cookie", cookie)]).await;
        let header = |name: &str| {
            response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
        };
        let policy = header("content-security-policy");
        for part in
            ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
        {
            assert!(policy.contains(part), "{method} {path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{method} {path}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{method} {path}");
        assert!(!header("x-request-id").is_empty(), "{method} {path}");
        assert_eq!(header("x-frame-options"), "", "frame-ancestors says it");
        if need != Need::Nobody {
            assert_eq!(header("cache-control"), "no-store", "{method} {path}");
        }
    }
}

async fn a_form_of_another_site_changes_nothing(place: &Place) {
    let ground = Ground::open(place).await;
    let mut tried = 0;
    for (method, path, need) in web::routes() {
        if method == Method::GET || path.starts_with("/hooks/") {
            continue;
        }
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://x.example.com")]
        {
            let cookie = format!("ringledger={}", ground.session(Role::Owner, Proof::Full).await);
            let headers = [
                ("cookie", cookie),
                (name, value.to_owned()),
                ("host", "127.0.0.1:8080".to_owned()),
            ];
            let response = ground.ask(&method, &example(path), &headers).await;
            assert_eq!(response.status(), 403, "{method} {path} ({need:?}) with {name}");
            tried += 1;
        }
    }
    println!("{tried} forms of other sites refused");
    let mia = Browser::of(&ground.stage, &ground.people[1].1).await;
    let link = mia.clone().with("sec-fetch-site", "cross-site").with("sec-fetch-mode", "navigate");
    assert_eq!(link.get("/me").await.status, 200, "a link from a mail is no form");
    let stranger = Browser::stranger(&ground.stage);
    let link = stranger.with("sec-fetch-site", "cross-site").with("sec-fetch-mode", "navigate");
    let page = link.get("/me").await;
    assert_eq!((page.status.as_u16(), page.header("refresh")), (200, "0; url=/me"));
}
