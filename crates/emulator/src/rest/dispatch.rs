//! From a request's path to the resource that answers it.

use super::message::{Reply, Request};
use crate::database::Database;
use crate::error::ApiError;
use crate::mirror;
use crate::org::{Actor, Org};
use crate::records::{Sharing, WriteOptions, Writer};
use crate::schema::{Object, Schema};

/// Everything that answering one request needs; the database is held for the whole of it.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) org: &'a Org,
    pub(super) database: &'a Database,
    pub(super) actor: &'a Actor,
    /// The objects and fields that the actor may see.
    pub(super) schema: &'a Schema,
    /// What the request's headers ask of its writes.
    pub(super) options: &'a WriteOptions,
}

impl<'a> Call<'a> {
    /// Answers a request; errors become replies.
    pub(super) fn answer(&self, request: &Request) -> Reply {
        let call = Call { options: &request.options, ..*self };
        call.route(request).unwrap_or_else(Reply::from)
    }

    fn route(&self, request: &Request) -> Result<Reply, ApiError> {
        let parts = request.parts();
        mirror::refresh(self.org, self.database, &request.path.join("/"))?;
        match parts.as_slice() {
            [] => self.index(request),
            ["query", rest @ ..] => self.query(request, rest, false),
            ["queryAll", rest @ ..] => self.query(request, rest, true),
            ["search"] => self.search(request),
            ["parameterizedSearch"] => self.parameterized_search(request),
            ["recent"] => self.recent(request),
            ["tooling", rest @ ..] => self.tooling(request, rest),
            ["limits"] => self.limits(request),
            ["limits", "recordCount"] => self.record_count(request),
            ["sobjects", rest @ ..] => self.sobjects(request, rest),
            ["composite"] => self.composite(request),
            ["composite", "batch"] => self.batch(request),
            ["composite", "graph"] => self.graph(request),
            ["composite", "sobjects", rest @ ..] => self.collections(request, rest),
            ["composite", "tree", object] => self.tree(request, object),
            _ => Err(ApiError::not_found()),
        }
    }

    /// Whether the actor sees a record, as far as its owner decides.
    pub(super) fn sees(&self, object: &Object, id: &str) -> Result<bool, ApiError> {
        let Some(id) = crate::id::normalise(id) else {
            return Ok(true);
        };
        Sharing::of(self.org, self.database, self.actor)?.sees(self.database, object, &id)
    }

    /// Begins a transaction that follows the request's headers.
    pub(super) fn writer(&self) -> Result<Writer<'a>, ApiError> {
        let mut writer = Writer::begin(self.org, self.database, self.actor)?;
        writer.follow(self.options);
        Ok(writer)
    }

    /// Runs `work` in a transaction, nested in the composite's if there is one.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&mut Writer<'a>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut writer = self.writer()?;
        match work(&mut writer) {
            Ok(done) => {
                writer.commit()?;
                Ok(done)
            }
            Err(error) => {
                writer.roll_back()?;
                Err(error)
            }
        }
    }
}

/// Refuses methods other than those allowed.
pub(crate) fn allow(request: &Request, allowed: &[&str]) -> Result<(), ApiError> {
    let method = request.method.as_str();
    if allowed.contains(&method) {
        return Ok(());
    }
    let known = ["HEAD", "GET", "POST", "PUT", "PATCH", "DELETE"];
    let allowed: Vec<&str> = known.into_iter().filter(|known| allowed.contains(known)).collect();
    let message = format!("HTTP Method '{method}' not allowed. Allowed are {}", allowed.join(","));
    Err(ApiError::new(405, "METHOD_NOT_ALLOWED", message))
}
