//! `/recent` and the `recentItems` of an object: what the user looked at last.
//!
//! A program adds to the list by the header `Sforce-Mru: updateMru=true`; without it, it leaves no traces there.

use axum::http::HeaderMap;
use serde_json::Value;

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::id;
use crate::org::{Actor, Org};
use crate::records::read;
use crate::schema::Object;

/// Items listed if the request does not say how many.
const USUAL: usize = 200;

/// Items listed with the basic description of an object.
const OF_AN_OBJECT: usize = 25;

impl Call<'_> {
    pub(super) fn recent(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let limit = match request.parameter("limit") {
            None => USUAL,
            Some(limit) => limit.parse().map_err(|_| {
                ApiError::new(400, "INVALID_QUERY_LIMIT", format!("The limit {limit} is no number"))
            })?,
        };
        Ok(Reply::ok(Value::Array(self.recent_items(&request.version, None, limit)?)))
    }

    /// The recent items of one object, as its basic description lists them.
    pub(super) fn recent_items_of(
        &self,
        request: &Request,
        object: &Object,
    ) -> Result<Vec<Value>, ApiError> {
        self.recent_items(&request.version, Some(object), OF_AN_OBJECT)
    }

    /// Id and name of the records that are still there and that the user may see.
    fn recent_items(
        &self,
        version: &str,
        only: Option<&Object>,
        limit: usize,
    ) -> Result<Vec<Value>, ApiError> {
        let mut items = Vec::new();
        for record_id in self.org.0.recent.of(&self.actor.user_id) {
            if items.len() == limit {
                break;
            }
            let Some(object) = self.schema.object_of_id(&record_id) else { continue };
            let is_other = only.is_some_and(|only| only.name != object.name);
            if is_other || !self.sees(object, &record_id)? {
                continue;
            }
            let fields: Vec<String> = ["Id"]
                .into_iter()
                .chain(object.name_field().map(|field| field.name.as_str()))
                .map(str::to_owned)
                .collect();
            let found =
                read::by_id(self.schema, self.database, &object.name, &record_id, &fields, version);
            match found {
                Ok(record) => items.push(Value::Object(record)),
                Err(error) if error.status == 404 => {}
                Err(error) => return Err(error),
            }
        }
        Ok(items)
    }
}

/// Notes the record that a request wrote or read, if its header asks for that.
pub(super) fn note(
    org: &Org,
    actor: &Actor,
    headers: &HeaderMap,
    request: &Request,
    reply: &Reply,
) {
    let header = headers.get("sforce-mru").and_then(|value| value.to_str().ok());
    let wanted = header.is_some_and(|value| {
        value.split_once('=').is_some_and(|(name, value)| {
            name.trim().eq_ignore_ascii_case("updateMru")
                && value.trim().eq_ignore_ascii_case("true")
        })
    });
    if !wanted || reply.failed() || request.method == "DELETE" {
        return;
    }
    let made = reply.body.as_ref().and_then(|body| body["id"].as_str());
    let record_id = match request.parts().as_slice() {
        ["sobjects", _] | ["sobjects", _, _, _] => made.and_then(id::normalise),
        ["sobjects", _, named] => id::normalise(named),
        _ => None,
    };
    if let Some(record_id) = record_id {
        org.0.recent.note(&actor.user_id, &record_id);
    }
}
