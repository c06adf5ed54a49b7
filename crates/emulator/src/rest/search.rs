//! `/search` and `/parameterizedSearch`.

use serde_json::{Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::sosl;

impl Call<'_> {
    pub(super) fn search(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let search = request.required("q")?;
        let found = sosl::run(self.org, self.database, self.actor, search, &request.version)?;
        Ok(Reply::ok(json!({"searchRecords": found})))
    }

    pub(super) fn parameterized_search(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD", "POST"])?;
        let search = match request.method.as_str() {
            "POST" => from_body(&Value::Object(request.object()?.clone())),
            _ => from_parameters(request),
        }?;
        let found = sosl::run(self.org, self.database, self.actor, &search, &request.version)?;
        Ok(Reply::ok(json!({"searchRecords": found})))
    }
}

/// Writes the SOSL that a body stands for.
fn from_body(body: &Value) -> Result<String, ApiError> {
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let list = |value: &Value| -> Option<String> {
        let names: Option<Vec<&str>> =
            value.get("fields")?.as_array()?.iter().map(Value::as_str).collect();
        names.map(|names| names.join(", "))
    };
    let Some(term) = text(body, "q") else {
        return Err(sosl::no_term());
    };
    let group = text(body, "in").unwrap_or_else(|| "ALL".to_owned());
    let mut objects = Vec::new();
    for object in body.get("sobjects").and_then(Value::as_array).into_iter().flatten() {
        let Some(name) = text(object, "name") else {
            return Err(ApiError::new(400, "INVALID_INPUT", "every sobject needs a name"));
        };
        let fields = list(object).or_else(|| list(body)).unwrap_or_else(|| "Id".to_owned());
        let condition =
            text(object, "where").map_or_else(String::new, |where_| format!(" WHERE {where_}"));
        let limit =
            object.get("limit").or_else(|| body.get("defaultLimit")).and_then(Value::as_u64);
        let limit = limit.map_or_else(String::new, |limit| format!(" LIMIT {limit}"));
        objects.push(format!("{name}({fields}{condition}{limit})"));
    }
    let returning = match objects.is_empty() {
        true => String::new(),
        false => format!(" RETURNING {}", objects.join(", ")),
    };
    let limit = body.get("overallLimit").and_then(Value::as_u64);
    let limit = limit.map_or_else(String::new, |limit| format!(" LIMIT {limit}"));
    let term = sosl::braced(&term);
    Ok(format!("FIND {term} IN {group} FIELDS{returning}{limit}"))
}

/// Writes the SOSL that query parameters stand for: `q`, `in`, `sobject`, `Contact.fields`, `Contact.limit`.
fn from_parameters(request: &Request) -> Result<String, ApiError> {
    let objects: Vec<Value> = request
        .parameters
        .iter()
        .filter(|(name, _)| name == "sobject")
        .map(|(_, name)| {
            let fields = request.parameter(&format!("{name}.fields")).unwrap_or("Id");
            let fields: Vec<&str> = fields.split(',').collect();
            let limit = request.parameter(&format!("{name}.limit"));
            let limit = limit.and_then(|limit| limit.parse::<u64>().ok());
            json!({"name": name, "fields": fields, "where": request.parameter(&format!("{name}.where")), "limit": limit})
        })
        .collect();
    let group = request.parameter("in").unwrap_or("ALL");
    from_body(&json!({"q": request.required("q")?, "in": group, "sobjects": objects}))
}
