//! `/query`, `/queryAll` and their next pages.

use serde_json::{Value, json};

use super::columns;
use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::schema::table::quoted;
use crate::soql::{self, Options, parse};

impl Call<'_> {
    pub(super) fn query(
        &self,
        request: &Request,
        rest: &[&str],
        all_rows: bool,
    ) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let reply = match rest {
            [] => {
                if let Some(query) = request.parameter("explain") {
                    return Ok(Reply::ok(self.explain(query)?));
                }
                let query = request.required("q")?;
                if request.parameter("columns") == Some("true") {
                    return Ok(Reply::ok(columns::describe(self.schema, query)?));
                }
                let options = Options::api(&request.version, all_rows, request.batch_size);
                soql::run(self.org, self.database, self.actor, query, &options)?
            }
            [locator] => {
                let version = &request.version;
                soql::more(self.org, self.database, self.actor, locator, version)?
            }
            _ => return Err(ApiError::not_found()),
        };
        Ok(Reply::ok(reply.body()))
    }

    /// A query plan. The emulator reads every record of the object, and says so.
    fn explain(&self, query: &str) -> Result<Value, ApiError> {
        let from = parse::parse(query)?.from;
        let name = from.text();
        let Some(object) = self.schema.object(&name) else {
            return Err(soql::no_such_object(query, from.offset, &name));
        };
        let sql = format!("SELECT count(*) FROM {}", quoted(&object.name));
        let rows: i64 = self.database.connection.query_row(&sql, [], |row| row.get(0))?;
        Ok(json!({
            "plans": [{
                "cardinality": rows, "fields": [], "leadingOperationType": "TableScan", "notes": [],
                "relativeCost": 1.0, "sobjectCardinality": rows, "sobjectType": object.name,
            }],
            "sourceQuery": query,
        }))
    }
}
