//! Reads what Salesforce answers. A reply may be JSON, a bare word, XML, a web page, empty or cut off:
//! none of them may be taken for another.

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::catalogue::ours;
use crate::failure::Failure;

/// A whole HTTP reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The JSON of a success, or the failure that the reply stands for.
    pub(crate) fn into_json(self) -> Result<Value, Failure> {
        let json = serde_json::from_slice::<Value>(&self.body);
        match json {
            Ok(json) if (200..300).contains(&self.status) => Ok(json),
            Ok(json) => {
                Err(failure_in(&json, Some(self.status)).unwrap_or_else(|| self.unreadable()))
            }
            Err(_) => Err(self.failure_in_text()),
        }
    }

    /// The reply to a request that succeeds without a body.
    pub(crate) fn into_nothing(self) -> Result<(), Failure> {
        match self.status {
            200..300 => Ok(()),
            _ => self.into_json().map(drop),
        }
    }

    /// A header's text, if there is one.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The JSON of a success that a service outside the data API sent, where a web page means a wrong address.
    pub(crate) fn into_json_unless_web_page(self) -> Result<Value, Failure> {
        if self.status < 500 && self.is_web_page() {
            let message = "The address in login_url answers with a web page.";
            return Err(Failure {
                http_status: Some(self.status),
                ..Failure::ours(ours::NOT_SALESFORCE, message)
            });
        }
        self.into_json()
    }

    fn is_web_page(&self) -> bool {
        let start = String::from_utf8_lossy(&self.body[..self.body.len().min(1024)]).to_lowercase();
        start.contains("<!doctype html") || start.contains("<html")
    }

    /// The identity service answers with a bare word, and XML clients get a fault code.
    fn failure_in_text(&self) -> Failure {
        let text = String::from_utf8_lossy(&self.body);
        let word = match text.split_once("<faultcode>") {
            Some((_, rest)) => rest.split(['(', '<']).next().unwrap_or_default(),
            None => text.as_ref(),
        };
        let word = word.trim();
        if self.status >= 400 && crate::catalogue::explain(word).is_some() {
            return Failure::new(word, "", Vec::new(), Some(self.status));
        }
        self.unreadable()
    }

    pub(crate) fn unreadable(&self) -> Failure {
        let kind = match (self.body.is_empty(), self.is_web_page()) {
            (true, _) => "an empty body",
            (false, true) => "a web page",
            (false, false) => "something other than the JSON of Salesforce's API",
        };
        let message = format!("HTTP {} with {kind} ({} bytes).", self.status, self.body.len());
        Failure::unreadable(message, Some(self.status))
    }
}

/// The failure that a JSON body stands for: Salesforce's list of errors, one error, OAuth's form, or a
/// list of addresses (several records match). `None` for any other JSON.
pub(crate) fn failure_in(json: &Value, http_status: Option<u16>) -> Option<Failure> {
    match json {
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_string) => {
            let message = format!("{} records match where one was meant.", list.len());
            Some(Failure { http_status, ..Failure::ours(ours::MULTIPLE_MATCHES, message) })
        }
        Value::Array(errors) => failure_of(errors, http_status),
        Value::Object(object) => match object.get("error").and_then(Value::as_str) {
            Some(code) => {
                let message =
                    object.get("error_description").and_then(Value::as_str).unwrap_or_default();
                Some(Failure::new(code, message, Vec::new(), http_status))
            }
            None => failure_of(std::slice::from_ref(json), http_status),
        },
        _ => None,
    }
}

/// The failure of a list of errors, as a single call and one row of a collection carry it.
pub(crate) fn failure_of(errors: &[Value], http_status: Option<u16>) -> Option<Failure> {
    let coded = || errors.iter().filter_map(|error| Some((code_of(error)?, error)));
    // Rows that were only undone with another one tell nothing of the reason.
    let innocent =
        |code: &str| matches!(code, "PROCESSING_HALTED" | "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    let (code, error) = coded().find(|(code, _)| !innocent(code)).or_else(|| coded().next())?;
    let fields =
        coded().filter(|(other, _)| *other == code).flat_map(|(_, error)| fields_of(error));
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
    Some(Failure::new(code, message, fields.collect(), http_status))
}

/// Single calls say `errorCode`, rows of collections say `statusCode`.
fn code_of(error: &Value) -> Option<&str> {
    ["errorCode", "statusCode"].iter().find_map(|key| error.get(key)?.as_str())
}

fn fields_of(error: &Value) -> impl Iterator<Item = String> + '_ {
    let fields = error.get("fields").and_then(Value::as_array);
    fields.into_iter().flatten().filter_map(|field| field.as_str().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::{Decision, Pause};

    fn json(status: u16, body: &str) -> Result<Value, Failure> {
        Reply { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() }.into_json()
    }

    #[test]
    fn what_is_not_json_is_an_unknown_outcome() {
        for (status, body) in [
            (503, "<html><body>Down for maintenance</body></html>"),
            (502, ""),
            (200, ""),
            (200, "[{\"id\":\"00T5g00000AbcDe\",\"succ"),
            (200, "<!DOCTYPE html><html>captive portal</html>"),
            (500, "{\"unexpected\":true}"),
            (503, "Service Unavailable"),
            (500, "[]"),
            (500, "null"),
        ] {
            let failure = json(status, body).unwrap_err();
            assert_eq!(failure.code, ours::UNREADABLE_REPLY, "{status} {body}");
            assert_eq!(failure.decision, Decision::Unknown, "{status} {body}");
            assert_eq!(failure.http_status, Some(status));
        }
    }

    #[test]
    fn a_body_that_is_not_utf_8_is_unreadable() {
        let reply = Reply { status: 500, headers: HeaderMap::new(), body: vec![0xff, 0xfe, b'<'] };
        assert_eq!(reply.into_json().unwrap_err().decision, Decision::Unknown);
    }

    #[test]
    fn bare_words_and_xml_faults_are_codes() {
        for (status, body) in [
            (403, "Bad_OAuth_Token"),
            (403, "Missing_OAuth_Token\n"),
            (
                401,
                "<response><faultcode>LOGIN_OAUTH_INVALID_TOKEN(db=1,api=2)</faultcode></response>",
            ),
        ] {
            assert_eq!(json(status, body).unwrap_err().decision, Decision::Refresh, "{body}");
        }
        assert_eq!(
            json(403, "Inactive_User").unwrap_err().decision,
            Decision::PauseOrg(Pause::Auth)
        );
    }

    #[test]
    fn several_matches_are_told_from_errors() {
        let body =
            r#"["/services/data/v66.0/sobjects/Task/a","/services/data/v66.0/sobjects/Task/b"]"#;
        let failure = json(300, body).unwrap_err();
        assert_eq!(
            (failure.code.as_str(), failure.decision),
            (ours::MULTIPLE_MATCHES, Decision::GiveUp)
        );
    }

    #[test]
    fn the_guilty_error_is_found_among_the_innocent() {
        let body = r#"[{"errorCode":"PROCESSING_HALTED","message":"The transaction was rolled back."},
            {"errorCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [A]","fields":["A"]},
            {"errorCode":"STRING_TOO_LONG","message":"B: data value too large","fields":["B"]},
            {"errorCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [C]","fields":["C"]}]"#;
        let failure = json(400, body).unwrap_err();
        assert_eq!(failure.code, "REQUIRED_FIELD_MISSING");
        assert_eq!(failure.fields, ["A", "C"]);
        let only_innocent =
            json(400, r#"[{"errorCode":"PROCESSING_HALTED","message":""}]"#).unwrap_err();
        assert_eq!(only_innocent.decision, Decision::Retry);
    }

    #[test]
    fn a_web_page_below_500_is_the_wrong_address() {
        let page = |status| Reply {
            status,
            headers: HeaderMap::new(),
            body: b"<!DOCTYPE html><html>Log in</html>".to_vec(),
        };
        for status in [200, 302, 404] {
            let failure = page(status).into_json_unless_web_page().unwrap_err();
            assert_eq!(failure.code, ours::NOT_SALESFORCE);
        }
        assert_eq!(page(503).into_json_unless_web_page().unwrap_err().code, ours::UNREADABLE_REPLY);
    }
}
