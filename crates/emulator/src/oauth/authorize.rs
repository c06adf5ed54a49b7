//! `/services/oauth2/authorize`: the page on which a person logs in and allows, and the way back to the client.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::Url;

use super::Oauth;
use super::app::{ClientApp, Flow};
use super::desk::Approval;
use super::error::OauthError;
use super::request::Parameters;
use crate::pages;

/// What the page carries from the question to the answer.
const CARRIED: [&str; 8] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "nonce",
];

#[derive(Template)]
#[template(path = "authorize.html")]
struct Page {
    org_name: String,
    app_name: String,
    carried: Vec<(&'static str, String)>,
    users: Vec<Choice>,
    scopes: Vec<String>,
}

struct Choice {
    id: String,
    name: String,
    username: String,
    chosen: bool,
}

/// A request that may be put before a person.
struct Question {
    app: ClientApp,
    scope: String,
    redirect_uri: String,
    state: String,
    challenge: Option<String>,
}

/// Shows the page.
pub(crate) async fn ask(State(oauth): State<Oauth>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::read(query.as_deref(), b"");
    oauth
        .question(&parameters)
        .and_then(|question| oauth.page(&parameters, &question))
        .unwrap_or_else(|response| *response)
}

/// Takes the person's decision and sends the browser back to the client.
pub(crate) async fn decide(State(oauth): State<Oauth>, body: Bytes) -> Response {
    let parameters = Parameters::read(None, &body);
    oauth
        .question(&parameters)
        .map(|question| oauth.decision(&parameters, &question))
        .unwrap_or_else(|response| *response)
}

impl Oauth {
    /// Checks a request. What is wrong with the app or its address is told to the person; the rest to the client.
    fn question(&self, parameters: &Parameters) -> Result<Question, Box<Response>> {
        let app = self
            .org
            .setup()
            .apps
            .find(parameters.get("client_id"))
            .cloned()
            .map_err(|error| problem(&error))?;
        let redirect_uri = parameters.get("redirect_uri").to_owned();
        if !app.allows_redirect(&redirect_uri) {
            return Err(problem(&OauthError::new(
                "redirect_uri_mismatch",
                "redirect_uri must match configuration",
            )));
        }
        let state = parameters.get("state").to_owned();
        match check(&app, parameters) {
            Ok((scope, challenge)) => Ok(Question { app, scope, redirect_uri, state, challenge }),
            Err(error) => Err(Box::new(refuse(&redirect_uri, &state, &error))),
        }
    }

    fn page(
        &self,
        parameters: &Parameters,
        question: &Question,
    ) -> Result<Response, Box<Response>> {
        let users = self.org.users().map_err(|error| problem(&OauthError::from(error)))?;
        let hint = parameters.get("login_hint");
        let hinted = users.iter().any(|user| user.username == hint);
        let mut users: Vec<Choice> = users
            .into_iter()
            .filter(|user| user.is_active)
            .map(|user| Choice {
                chosen: hinted && user.username == hint,
                id: user.id,
                name: user.name,
                username: user.username,
            })
            .collect();
        if let (false, Some(first)) = (hinted, users.first_mut()) {
            first.chosen = true;
        }
        Ok(pages::html(&Page {
            org_name: self.org.options().name.clone(),
            app_name: question.app.name.clone(),
            carried: CARRIED
                .into_iter()
                .map(|name| (name, parameters.get(name).to_owned()))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
            users,
            scopes: question.scope.split(' ').map(in_words).collect(),
        }))
    }

    fn decision(&self, parameters: &Parameters, question: &Question) -> Response {
        let back = |error| refuse(&question.redirect_uri, &question.state, &error);
        if parameters.get("decision") != "allow" {
            return back(OauthError::new("access_denied", "end-user denied authorization"));
        }
        let user = match self.active_user(parameters.get("user")) {
            Ok(user) => user,
            Err(error) => return back(error),
        };
        if !self.approves(&question.app, &user).unwrap_or(false) {
            return back(OauthError::new(
                "invalid_app_access",
                "user is not admin approved to access this app",
            ));
        }
        let approval = Approval {
            client_id: question.app.client_id.clone(),
            user_id: user.id,
            scope: question.scope.clone(),
        };
        let nonce = Some(parameters.get("nonce").to_owned()).filter(|nonce| !nonce.is_empty());
        let code = self.desk().issue_code(
            self.org.sessions(),
            approval,
            &question.redirect_uri,
            [question.challenge.clone(), nonce],
            self.org.now(),
        );
        send_back(&question.redirect_uri, &[("code", &code), ("state", &question.state)])
    }
}

/// The scope and the challenge of a request, if it is in order.
fn check(app: &ClientApp, parameters: &Parameters) -> Result<(String, Option<String>), OauthError> {
    if parameters.get("response_type") != "code" {
        return Err(OauthError::new("unsupported_response_type", "response type not supported"));
    }
    app.require(Flow::AuthorizationCode)?;
    if !app.installed {
        // Salesforce does not say why; its own spelling.
        return Err(OauthError::new(
            "OAUTH_APPROVAL_ERROR_GENERIC",
            "An unexpected error has occured during authentication. Please try again.",
        ));
    }
    let scope = app.grant_scopes(parameters.get("scope"))?;
    let challenge = parameters.get("code_challenge");
    if challenge.is_empty() {
        if app.pkce_required {
            return Err(OauthError::invalid_request("missing required code challenge"));
        }
        return Ok((scope, None));
    }
    // Salesforce takes S256 for granted when no method is named.
    if !matches!(parameters.get("code_challenge_method"), "" | "S256") {
        return Err(OauthError::invalid_request("invalid code challenge method"));
    }
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if challenge.len() != 43 || !challenge.bytes().all(alphabet) {
        return Err(OauthError::invalid_request("invalid code challenge"));
    }
    Ok((scope, Some(challenge.to_owned())))
}

fn problem(error: &OauthError) -> Box<Response> {
    Box::new(pages::problem(
        StatusCode::BAD_REQUEST,
        "This app cannot log in here",
        &format!("error={}&error_description={}", error.error, error.description),
        "The address that sent you here does not fit any client app of this org. Compare the client id and the \
         callback URL with the org's apps, which GET /__emulator__/apps lists.",
    ))
}

fn refuse(redirect_uri: &str, state: &str, error: &OauthError) -> Response {
    send_back(
        redirect_uri,
        &[("error", error.error), ("error_description", &error.description), ("state", state)],
    )
}

/// Sends the browser to the client with these parameters; empty ones are left out.
fn send_back(redirect_uri: &str, pairs: &[(&str, &str)]) -> Response {
    let Ok(mut url) = Url::parse(redirect_uri) else {
        return *problem(&OauthError::new(
            "redirect_uri_mismatch",
            "redirect_uri must match configuration",
        ));
    };
    url.query_pairs_mut().extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    (StatusCode::FOUND, [(header::LOCATION, url.to_string())]).into_response()
}

/// A scope as the consent page words it.
fn in_words(scope: &str) -> String {
    match scope {
        "api" => "Manage user data via APIs",
        "refresh_token" | "offline_access" => {
            "Perform requests at any time, even when you are away"
        }
        "id" | "profile" | "email" => return format!("See who you are ({scope})"),
        "openid" => "Access unique user identifiers",
        "web" => "Manage user data via web browsers",
        "full" => "Full access to your data",
        other => other,
    }
    .to_owned()
}
