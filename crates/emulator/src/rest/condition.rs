//! Conditional requests for records: `If-Modified-Since` and `If-Unmodified-Since` (REST API guide).

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::dispatch::Call;
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::id;
use crate::schema::Object;
use crate::schema::table::quoted;

impl Call<'_> {
    /// The reply if the record's last change does not fit what the request wants; `None` if it may go on.
    ///
    /// Salesforce calls other states of a record 412, and an unchanged one 304.
    pub(super) fn unless_wanted(
        &self,
        request: &Request,
        object: &Object,
        id: &str,
    ) -> Result<Option<Reply>, ApiError> {
        let moment = |text: &Option<String>| {
            text.as_deref().and_then(|text| rfc2822::parse(text).ok()).map(|time| time.timestamp())
        };
        let (since, until) = (moment(&request.modified_since), moment(&request.unmodified_since));
        if since.is_none() && until.is_none() {
            return Ok(None);
        }
        let sql =
            format!("SELECT \"LastModifiedDate\" FROM {} WHERE \"Id\" = ?1", quoted(&object.name));
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([id::normalise(id)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let changed = Timestamp::from_millisecond(row.get(0)?).map_err(ApiError::internal)?;
        // HTTP knows only seconds.
        let later = |than: Timestamp| changed.as_second() > than.as_second();
        if until.is_some_and(later) {
            let message = "The record was changed after the time given in If-Unmodified-Since";
            return Err(ApiError::new(412, "PRECONDITION_FAILED", message));
        }
        let reads = matches!(request.method.as_str(), "GET" | "HEAD");
        let known = reads && since.is_some_and(|since| !later(since));
        Ok(known.then(|| Reply { status: 304, ..Reply::empty() }))
    }
}
