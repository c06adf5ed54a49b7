//! Describe resources, with `If-Modified-Since`.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::{Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::id;
use crate::schema::describe::{self, RecordType, compact_layout, layout};

impl Call<'_> {
    pub(super) fn describe_all(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        self.unless_known(request, || Ok(describe::global(self.schema, &request.version, false)))
    }

    pub(super) fn describe_basic(&self, request: &Request, name: &str) -> Result<Reply, ApiError> {
        let object = self.object(name)?;
        allow(request, &["GET", "HEAD", "POST"])?;
        let summary = describe::summary(object, &request.version);
        let recent = self.recent_items_of(request, object)?;
        Ok(Reply::ok(json!({"objectDescribe": summary, "recentItems": recent})))
    }

    pub(super) fn describe(&self, request: &Request, name: &str) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let object = self.object(name)?;
        self.unless_known(request, || {
            let types = self.record_types(&object.name)?;
            let (version, instance) = (&request.version, &request.instance);
            Ok(describe::full(self.schema, object, version, instance, &types))
        })
    }

    /// `describe/layouts`, or the layout of one record type; all record types share one here.
    pub(super) fn layouts(&self, request: &Request, name: &str) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let object = self.object(name)?;
        let types = self.record_types(&object.name)?;
        Ok(Reply::ok(layout::layouts(self.schema, object, &request.version, &types)))
    }

    /// The layout of one record type, by its id; that of the master record type is all zeros.
    pub(super) fn layout_of(
        &self,
        request: &Request,
        name: &str,
        record_type: &str,
    ) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let object = self.object(name)?;
        let mut types = self.record_types(&object.name)?;
        types.push(RecordType::master());
        let wanted = id::normalise(record_type);
        if !types.iter().any(|known| Some(&known.id) == wanted.as_ref()) {
            return Err(ApiError::not_found());
        }
        let mut all = layout::layouts(self.schema, object, &request.version, &types);
        Ok(Reply::ok(all["layouts"][0].take()))
    }

    pub(super) fn compact_layouts(&self, request: &Request, name: &str) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let object = self.object(name)?;
        let types = self.record_types(&object.name)?;
        Ok(Reply::ok(compact_layout::compact_layouts(object, &request.version, &types)))
    }

    /// 304 if the client has what has not changed since.
    fn unless_known(
        &self,
        request: &Request,
        body: impl FnOnce() -> Result<Value, ApiError>,
    ) -> Result<Reply, ApiError> {
        let made = Timestamp::from_millisecond(self.org.described_at())
            .map_err(|_| ApiError::internal("the clock is outside of the calendar"))?;
        let since = request.modified_since.as_deref().and_then(|text| rfc2822::parse(text).ok());
        let known = since.is_some_and(|since| since.timestamp().as_second() >= made.as_second());
        let mut reply = match known {
            true => Reply { status: 304, ..Reply::empty() },
            false => Reply::ok(body()?),
        };
        let modified = made.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        reply.headers.push(("etag", format!("\"{:08x}\"", made.as_second())));
        reply.headers.push(("last-modified", modified));
        Ok(reply)
    }
}
