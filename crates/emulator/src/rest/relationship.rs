//! `/sobjects/X/ID/RELATIONSHIP`: from a record to its parent or its children.

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::id;
use crate::records::read;
use crate::schema::Object;
use crate::soql::{self, Options};

impl Call<'_> {
    /// Whether a path names a record and one of its relationships rather than an external id.
    pub(super) fn is_relationship(&self, object: &str, id: &str, name: &str) -> bool {
        self.schema.object(object).is_some_and(|object| {
            id::normalise(id).is_some_and(|id| id.starts_with(&object.key_prefix))
                && (object.relationship(name).is_some()
                    || self.schema.children(object, name).is_some())
        })
    }

    pub(super) fn follow(
        &self,
        request: &Request,
        object: &str,
        id: &str,
        name: &str,
    ) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let object = self.object(object)?;
        // The record itself must be there and be seen.
        let query = format!("SELECT Id FROM {} WHERE Id = '{}'", object.name, plain(id));
        if self.soql(request, &query)?.records.is_empty() {
            return Err(ApiError::not_found());
        }
        match object.relationship(name) {
            Some(reference) => self.parent(request, object, id, &reference.name),
            None => self.children_of(request, object, id, name),
        }
    }

    fn parent(
        &self,
        request: &Request,
        object: &Object,
        id: &str,
        reference: &str,
    ) -> Result<Reply, ApiError> {
        let query = format!("SELECT {reference} FROM {} WHERE Id = '{}'", object.name, plain(id));
        let found = self.soql(request, &query)?;
        let target = found.records.first().and_then(|row| row[reference].as_str());
        let parent = target.and_then(|target| self.schema.object_of_id(target));
        let (Some(target), Some(parent)) = (target, parent) else {
            return Err(ApiError::not_found());
        };
        let wanted = [request.parameter("fields")];
        let names: Vec<String> = wanted
            .into_iter()
            .flatten()
            .flat_map(|list| list.split(','))
            .map(str::to_owned)
            .collect();
        let names = names.iter().map(|name| name.trim().to_owned()).collect::<Vec<_>>();
        let columns: Vec<&str> =
            read::chosen(parent, &names)?.into_iter().map(|field| field.name.as_str()).collect();
        let query = format!(
            "SELECT {} FROM {} WHERE Id = '{}'",
            columns.join(", "),
            parent.name,
            plain(target)
        );
        let mut found = self.soql(request, &query)?.records;
        found.pop().map(Reply::ok).ok_or_else(ApiError::not_found)
    }

    fn children_of(
        &self,
        request: &Request,
        object: &Object,
        id: &str,
        name: &str,
    ) -> Result<Reply, ApiError> {
        let Some((child, reference)) = self.schema.children(object, name) else {
            return Err(ApiError::not_found());
        };
        let columns: Vec<&str> = child.fields.iter().map(|field| field.name.as_str()).collect();
        let query = format!(
            "SELECT {} FROM {} WHERE {} = '{}'",
            columns.join(", "),
            child.name,
            reference.name,
            plain(id)
        );
        Ok(Reply::ok(self.soql(request, &query)?.body()))
    }

    fn soql(&self, request: &Request, query: &str) -> Result<soql::QueryReply, ApiError> {
        let options = Options::api(&request.version, false, request.batch_size);
        soql::run(self.org, self.database, self.actor, query, &options)
    }
}

/// Letters and digits only, for a query.
fn plain(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}
