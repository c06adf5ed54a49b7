//! From a request's path to the job that answers it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;

use super::job::Head;
use super::{ingest, query};
use crate::error::ApiError;
use crate::org::{Actor, Org};
use crate::rest::message::{Reply, Request};
use crate::schema::Schema;

/// The first versions with ingest jobs, with query jobs, and with pages of results to fetch side by side (Bulk API 2.0
/// guide).
const FIRST_INGEST: u16 = 41;
const FIRST_QUERY: u16 = 47;
const FIRST_RESULT_PAGES: u16 = 58;

/// Everything that answering one request needs.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) org: &'a Org,
    pub(super) actor: &'a Actor,
    /// The objects and fields that the actor may see.
    pub(super) schema: &'a Schema,
    pub(super) request: &'a Request,
}

impl Call<'_> {
    /// Whether a job is one's own, or one sees all data (modelled; Salesforce has Manage Data Integrations).
    pub(super) fn sees(&self, head: &Head) -> Result<bool, ApiError> {
        let is_own = head.actor.user_id == self.actor.user_id;
        Ok(is_own || self.org.database().permissions(self.actor)?.view_all_data)
    }

    /// Fails if a job is not for the actor's eyes.
    pub(super) fn check_sees(&self, head: &Head) -> Result<(), ApiError> {
        if self.sees(head)? { Ok(()) } else { Err(ApiError::not_found()) }
    }
}

/// Answers a request below `/jobs`. The org's database must not be held.
pub(crate) fn answer(org: &Org, actor: &Actor, schema: &Schema, request: &Request) -> Reply {
    let call = Call { org, actor, schema, request };
    route(&call).unwrap_or_else(|error| {
        // Unlike other resources, jobs name the code before the message.
        let body = json!([{"errorCode": error.code, "message": error.message}]);
        Reply::with(error.status, body)
    })
}

fn route(call: &Call<'_>) -> Result<Reply, ApiError> {
    let version = call.version();
    let method = call.request.method.as_str();
    match (method, call.request.parts().as_slice()) {
        (_, ["jobs", "ingest", ..]) if version < FIRST_INGEST => Err(ApiError::not_found()),
        (_, ["jobs", "query", ..]) if version < FIRST_QUERY => Err(ApiError::not_found()),
        ("GET", ["jobs", "ingest"]) => ingest::list(call),
        ("POST", ["jobs", "ingest"]) => ingest::create(call),
        ("GET", ["jobs", "ingest", id]) => ingest::show(call, id),
        ("PATCH", ["jobs", "ingest", id]) => ingest::change_state(call, id),
        ("DELETE", ["jobs", "ingest", id]) => ingest::delete(call, id),
        ("PUT", ["jobs", "ingest", id, "batches"]) => ingest::upload(call, id),
        ("GET", ["jobs", "ingest", id, kind]) => ingest::results(call, id, kind),
        ("GET", ["jobs", "query"]) => query::list(call),
        ("POST", ["jobs", "query"]) => query::create(call),
        ("GET", ["jobs", "query", id]) => query::show(call, id),
        ("PATCH", ["jobs", "query", id]) => query::change_state(call, id),
        ("DELETE", ["jobs", "query", id]) => query::delete(call, id),
        ("GET", ["jobs", "query", id, "results"]) => query::results(call, id),
        ("GET", ["jobs", "query", id, "resultPages"]) if version >= FIRST_RESULT_PAGES => {
            query::result_pages(call, id)
        }
        (_, parts) => Err(no_such(method, parts)),
    }
}

/// 405 where another method would do, 404 elsewhere.
fn no_such(method: &str, parts: &[&str]) -> ApiError {
    let allowed = match parts {
        ["jobs", "ingest" | "query"] => "GET,POST",
        ["jobs", "ingest" | "query", _] => "DELETE,GET,PATCH",
        ["jobs", "ingest", _, "batches"] => "PUT",
        ["jobs", "query", _, "results"] => "GET",
        _ => return ApiError::not_found(),
    };
    let message = format!("HTTP Method '{method}' not allowed. Allowed are {allowed}");
    ApiError::new(405, "METHOD_NOT_ALLOWED", message)
}

impl Call<'_> {
    /// The version's number, such as 66.
    pub(super) fn version(&self) -> u16 {
        let number = self.request.version.trim_start_matches('v').split('.').next();
        number.and_then(|number| number.parse().ok()).unwrap_or_default()
    }

    /// A text of the JSON body.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        Ok(self.request.object()?.get(name).and_then(|value| value.as_str()))
    }
}

/// Locks a job; a request that died while it held it has left the job as it was after the last batch.
pub(super) fn lock<T>(job: &Arc<Mutex<T>>) -> MutexGuard<'_, T> {
    job.lock().unwrap_or_else(PoisonError::into_inner)
}
