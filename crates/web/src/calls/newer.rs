//! `GET /calls-newer`: the live part of the list, "3 new calls" with a link to them.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use store::StoreError;

use super::own;
use super::query::ListQuery;
use crate::access::SignedIn;
use crate::shell::{Place, Visit, Words, show as show_page};
use crate::{Shared, unavailable};

/// More than a page is "more".
const MOST: i64 = 100;

#[derive(Template)]
#[template(path = "calls/newer.html")]
struct Newer {
    words: Words,
    count: i64,
    address: String,
}

/// `GET /calls-newer?…&after=`: how many calls are newer than that place.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Query(query): Query<ListQuery>,
) -> Response {
    let words = visit.frame(Place::Calls).words;
    let filter = own::filter(&shared, &signed_in, &query, &words.locale.zone);
    let counted = match (filter, query.after()) {
        (Some(filter), Some(than)) => shared.engine.count_newer_calls(&filter, than, MOST).await,
        _ => Err(StoreError::BadCursor),
    };
    match counted {
        Ok(0) => StatusCode::NO_CONTENT.into_response(),
        Ok(count) => {
            let count = i64::try_from(count).unwrap_or(MOST);
            show_page(&Newer { words, count, address: query.address("", &[]) })
        }
        Err(StoreError::BadCursor) => StatusCode::BAD_REQUEST.into_response(),
        Err(error) => unavailable(error.code()),
    }
}
