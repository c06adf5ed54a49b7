//! `/tooling`: queries and describes in the Tooling API's form. The org holds no Apex, so most of its objects are
//! empty.

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::schema::describe;

impl Call<'_> {
    pub(super) fn tooling(&self, request: &Request, rest: &[&str]) -> Result<Reply, ApiError> {
        match rest {
            ["query", rest @ ..] => {
                let reply = self.query(request, rest, false)?;
                Ok(Reply { body: reply.body.map(in_tooling_form), ..reply })
            }
            ["sobjects"] => {
                allow(request, &["GET", "HEAD"])?;
                let mut reply = describe::global(self.schema, &request.version, true);
                in_tooling_urls(&mut reply);
                Ok(Reply::ok(reply))
            }
            ["sobjects", rest @ ..] => {
                let mut reply = self.sobjects(request, rest)?;
                if let Some(body) = &mut reply.body {
                    in_tooling_urls(body);
                }
                Ok(reply)
            }
            _ => Err(ApiError::not_found()),
        }
    }
}

/// The Tooling API says more of a result than REST does.
fn in_tooling_form(mut body: Value) -> Value {
    in_tooling_urls(&mut body);
    result_in_tooling_form(body)
}

fn result_in_tooling_form(body: Value) -> Value {
    let Value::Object(mut body) = body else { return body };
    let mut records = body.remove("records").unwrap_or_else(|| json!([]));
    for record in records.as_array_mut().into_iter().flatten() {
        for value in record.as_object_mut().into_iter().flat_map(|record| record.values_mut()) {
            if value.get("records").is_some() {
                *value = result_in_tooling_form(value.take());
            }
        }
    }
    let list = records.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut reply = Map::new();
    reply.insert("size".to_owned(), json!(list.len()));
    for key in ["totalSize", "done", "nextRecordsUrl"] {
        if let Some(value) = body.remove(key) {
            reply.insert(key.to_owned(), value);
        }
    }
    reply.insert("queryLocator".to_owned(), Value::Null);
    let name = list.first().map(|record| &record["attributes"]["type"]);
    reply.insert("entityTypeName".to_owned(), name.cloned().unwrap_or_default());
    reply.insert("records".to_owned(), records);
    Value::Object(reply)
}

/// Paths of its records lead back into the Tooling API.
fn in_tooling_urls(value: &mut Value) {
    match value {
        Value::Object(object) => object.values_mut().for_each(in_tooling_urls),
        Value::Array(list) => list.iter_mut().for_each(in_tooling_urls),
        Value::String(text) if text.starts_with("/services/data/") => {
            *text = text.replacen("/sobjects/", "/tooling/sobjects/", 1);
        }
        _ => {}
    }
}
