//! `/query`, `/queryAll` and their next pages.

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::soql::{self, Options};

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
                let query = request.required("q")?;
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
}
