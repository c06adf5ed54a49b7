//! `POST /me`: name, language, time zone, look, keys.

use axum::Form;
use axum::extract::State;
use axum::response::Response;
use engine::ORG;
use language::Language;
use serde::Deserialize;
use store::UserRow;

use super::{own_row, refused};
use crate::Shared;
use crate::access::SignedIn;
use crate::access::trouble::Trouble;
use crate::shell::{Theme, Visit, back};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entered {
    name: String,
    language: String,
    time_zone: String,
    theme: String,
    keys: Option<String>,
}

/// Saves them and shows the page in the new language.
pub(crate) async fn save(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(entered): Form<Entered>,
) -> Result<Response, Trouble> {
    let name = entered.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return refused(&shared, &signed_in, &visit, "access-bad-name").await;
    }
    let zone = jiff::tz::TimeZone::get(&entered.time_zone).ok().map(|_| entered.time_zone);
    let before = own_row(&shared, &signed_in).await?;
    let user = UserRow {
        name: name.to_owned(),
        language: Language::parse(&entered.language).map(|language| language.tag().to_owned()),
        time_zone: zone.or(before.time_zone),
        theme: Some(Theme::parse(&entered.theme).word().to_owned()),
        keys: entered.keys.is_some(),
        user_id: before.user_id,
        ..UserRow::default()
    };
    shared.engine.record(signed_in.deed("access.details", &*user.user_id)).await?;
    shared.engine.store().save_profile(ORG, &user).await?;
    Ok(back("/me", "access-said-saved"))
}
