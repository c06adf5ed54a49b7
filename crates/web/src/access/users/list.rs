//! `GET /users`: the list, and the form that invites.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use engine::ORG;
use store::UserRow;

use crate::Shared;
use crate::access::trouble::Trouble;
use crate::access::{Role, SignedIn};
use crate::shell::{Frame, Place, Visit, show as show_page};

#[derive(Template)]
#[template(path = "access/users/list.html")]
struct Page {
    frame: Frame,
    users: Vec<UserRow>,
    /// Name and word of each role.
    roles: Vec<(&'static str, String)>,
    /// Who looks at the page.
    own_id: String,
    problem: Option<String>,
}

/// `GET /users`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
) -> Result<Response, Trouble> {
    page(&shared, &signed_in, &visit, None).await
}

/// The page, with what was wrong with a form: the id of a message.
pub(super) async fn page(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    problem: Option<&str>,
) -> Result<Response, Trouble> {
    let frame = visit.frame(Place::Users);
    let word = |role: Role| (role.name(), frame.words.say(&format!("access-role-{}", role.name())));
    Ok(show_page(&Page {
        users: shared.engine.store().users(ORG).await?,
        roles: Role::ALL.map(word).into(),
        own_id: signed_in.user_id.clone(),
        problem: problem.map(|id| frame.words.say(id)),
        frame,
    }))
}
