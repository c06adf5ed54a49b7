//! A request to the data API and its reply, the same for HTTP and for the parts of a composite.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri, header};
use serde_json::{Map, Value};

use super::place;
use crate::error::ApiError;
use crate::records::WriteOptions;

/// A request, wherever it came from.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// In upper case.
    pub(crate) method: String,
    /// Such as `v66.0`.
    pub(crate) version: String,
    /// The decoded parts of the path behind the version; no empty ones.
    pub(crate) path: Vec<String>,
    /// The decoded query parameters.
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
    /// The body as it came, for what is no JSON.
    pub(crate) raw: Bytes,
    /// The body's media type with its parameters; empty if there is none.
    pub(crate) content_type: String,
    /// `batchSize` of `Sforce-Query-Options`.
    pub(crate) batch_size: Option<usize>,
    /// `If-Modified-Since`.
    pub(crate) modified_since: Option<String>,
    /// `If-Unmodified-Since`.
    pub(crate) unmodified_since: Option<String>,
    /// What its headers ask of writes.
    pub(crate) options: WriteOptions,
    /// Where a browser finds the org, such as `http://127.0.0.1:8090`; empty within a composite.
    pub(crate) instance: String,
}

impl Request {
    /// Reads an HTTP request.
    pub(crate) fn read(
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        raw: &Bytes,
    ) -> Result<Self, ApiError> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let content_type = header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        if !raw.is_empty() && !is_understood(content_type) {
            let kind = content_type.split(';').next().unwrap_or_default();
            let message =
                format!("Content-Type header specified in HTTP request is not supported: {kind}");
            return Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", message));
        }
        let body = match raw.is_empty() || is_upload(uri, content_type) {
            true => None,
            false => Some(parse(raw)?),
        };
        let target = uri.path_and_query().map_or("", |target| target.as_str());
        let mut request = Self::from_parts(method.as_str(), target, body)?;
        request.raw = raw.clone();
        request.content_type = content_type.to_owned();
        for (name, value) in headers {
            request.take_header(name.as_str(), value.to_str().unwrap_or_default());
        }
        request.instance = header("host").map(|host| format!("http://{host}")).unwrap_or_default();
        Ok(request)
    }

    /// Does what a header asks for, if this request knows it.
    pub(crate) fn take_header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("sforce-query-options") {
            self.batch_size = batch_size(value);
        }
        if name.eq_ignore_ascii_case("if-modified-since") {
            self.modified_since = Some(value.to_owned());
        }
        if name.eq_ignore_ascii_case("if-unmodified-since") {
            self.unmodified_since = Some(value.to_owned());
        }
        self.options.take_header(name, value);
    }

    /// Reads a part of a composite or batch; `url` begins with `/services/data/` or with the version.
    pub(crate) fn from_parts(
        method: &str,
        url: &str,
        body: Option<Value>,
    ) -> Result<Self, ApiError> {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let path = path.trim_start_matches('/');
        let path = path.strip_prefix("services/data/").unwrap_or(path);
        let mut parts = path.split('/').filter(|part| !part.is_empty()).map(decode_part);
        let version = parts.next().ok_or_else(ApiError::not_found)?;
        let path: Vec<String> = parts.collect();
        let options = WriteOptions { version: version.clone(), ..WriteOptions::default() };
        let parameters: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let replaced = parameters
            .iter()
            .find(|(name, _)| name == "_HttpMethod")
            .map(|(_, method)| method.as_str());
        Ok(Self {
            method: replaced.unwrap_or(method).to_ascii_uppercase(),
            version,
            path,
            parameters,
            body,
            raw: Bytes::new(),
            content_type: String::new(),
            batch_size: None,
            modified_since: None,
            unmodified_since: None,
            options,
            instance: String::new(),
        })
    }

    /// A query parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// A query parameter that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.parameter(name).ok_or_else(|| {
            let message = format!("The requested resource requires the parameter {name}");
            ApiError::new(400, "MISSING_ARGUMENT", message)
        })
    }

    /// The body, which must be a JSON object.
    pub(crate) fn object(&self) -> Result<&Map<String, Value>, ApiError> {
        let Some(body) = &self.body else {
            let message = "The HTTP entity body is required, but this request has no entity body.";
            return Err(ApiError::new(400, "JSON_PARSER_ERROR", message));
        };
        body.as_object().ok_or_else(|| {
            let message =
                "Unexpected value: the request body must be a JSON object at [line:1, column:1]";
            ApiError::new(400, "JSON_PARSER_ERROR", message)
        })
    }

    /// Whether a switch of the body is on; like Salesforce's reader of JSON, it takes `"true"` for `true`.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        match self.body.as_ref().and_then(|body| body.get(name)) {
            Some(Value::Bool(on)) => *on,
            Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
            _ => false,
        }
    }

    /// The parts of the path, for matching.
    pub(crate) fn parts(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// What kind of request this is, for statistics.
    pub(crate) fn kind(&self) -> &'static str {
        let first = self.path.first().map_or("", String::as_str);
        let known = [
            "query",
            "queryAll",
            "search",
            "parameterizedSearch",
            "limits",
            "composite",
            "sobjects",
            "jobs",
        ];
        let second = self.path.get(1).map(String::as_str);
        match (known.into_iter().find(|kind| *kind == first), second) {
            (Some("composite"), Some("sobjects")) => "composite/sobjects",
            (Some("composite"), Some("batch")) => "composite/batch",
            (Some("composite"), Some("tree")) => "composite/tree",
            (Some("composite"), Some("graph")) => "composite/graph",
            (Some(kind), _) => kind,
            (None, _) => "other",
        }
    }
}

/// Whether a body is rows of a bulk job and no JSON.
fn is_upload(uri: &Uri, content_type: &str) -> bool {
    let kind = content_type.to_ascii_lowercase();
    let rows = kind.starts_with("text/csv") || kind.starts_with("multipart/");
    rows || uri.path().trim_end_matches('/').ends_with("/batches")
}

/// Whether a media type is one that the data API takes at all; none is taken for JSON.
fn is_understood(content_type: &str) -> bool {
    let kind = content_type.to_ascii_lowercase();
    let known = ["json", "xml", "csv", "multipart/", "form-urlencoded", "octet-stream"];
    kind.is_empty() || known.iter().any(|known| kind.contains(known))
}

fn parse(body: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(body).map_err(|error| place::unreadable(body, &error))
}

/// Decodes a part of a path; a plus sign stays one.
fn decode_part(part: &str) -> String {
    let kept = part.replace('+', "%2B");
    let pair = format!("{}=", kept.replace('&', "%26").replace('=', "%3D"));
    let decoded = url::form_urlencoded::parse(pair.as_bytes()).next();
    decoded.map_or_else(String::new, |(text, _)| text.into_owned())
}

fn batch_size(options: &str) -> Option<usize> {
    options.split([',', ';']).find_map(|option| {
        let (name, value) = option.split_once('=')?;
        let wanted = name.trim().eq_ignore_ascii_case("batchSize");
        wanted.then(|| value.trim().parse().ok()).flatten()
    })
}

/// A reply.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
    /// Rows, in place of a JSON body.
    pub(crate) csv: Option<String>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Reply {
    /// 200 with a body.
    pub(crate) fn ok(body: Value) -> Self {
        Self::with(200, body)
    }

    /// A status with a body.
    pub(crate) fn with(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), csv: None, headers: Vec::new() }
    }

    /// 200 with rows.
    pub(crate) fn csv(rows: String) -> Self {
        Self { status: 200, body: None, csv: Some(rows), headers: Vec::new() }
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Self { status: 204, body: None, csv: None, headers: Vec::new() }
    }

    /// Whether the request was refused.
    pub(crate) fn failed(&self) -> bool {
        self.status >= 400
    }
}

impl From<ApiError> for Reply {
    fn from(error: ApiError) -> Self {
        Self::with(error.status, error.body())
    }
}
