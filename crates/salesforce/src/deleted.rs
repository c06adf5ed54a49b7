//! Which records were deleted in a span of time: the one thing that no query of the living tells
//! (Salesforce REST API guide, "sObject Get Deleted").

use jiff::Timestamp;
use serde::Deserialize;
use url::form_urlencoded;

use crate::collections::names;
use crate::composite::{Method, Subreply, Subrequest};
use crate::failure::Failure;
use crate::id::SalesforceId;
use crate::moment::moment;

/// The longest span that Salesforce answers for, in milliseconds: 30 days.
pub const LONGEST_DELETED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// The shortest one, in milliseconds: a minute. Salesforce leaves the seconds out of account.
pub const SHORTEST_DELETED_MS: i64 = 60 * 1000;

/// The deletions of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// The records with the times of their deletion in UTC milliseconds. One that was restored since is not among them.
    pub records: Vec<(SalesforceId, i64)>,
    /// Until when Salesforce looked, in UTC milliseconds: where the next span begins.
    pub covered_until: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeletedReply {
    deleted_records: Vec<DeletedRow>,
    latest_date_covered: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeletedRow {
    id: SalesforceId,
    deleted_date: String,
}

impl Subrequest {
    /// The records of an object that were deleted from `start_ms` to `end_ms` (UTC milliseconds, by Salesforce's clock),
    /// at least [`SHORTEST_DELETED_MS`] and at most [`LONGEST_DELETED_MS`] apart. Its reply is for [`Subreply::deleted`].
    /// It does not count as a query.
    ///
    /// # Errors
    /// When `object` is no name, or a time is none.
    pub fn deleted(
        reference_id: &str,
        object: &str,
        start_ms: i64,
        end_ms: i64,
    ) -> Result<Self, Failure> {
        names(&[object])?;
        let (start, end) = (written(start_ms)?, written(end_ms)?);
        let path = format!("/sobjects/{object}/deleted/?start={start}&end={end}");
        Ok(Self::new(Method::Get, path, reference_id, None))
    }
}

impl Subreply {
    /// The deletions that this part brought.
    ///
    /// # Errors
    /// The failure of the part: `INVALID_REPLICATION_DATE` for a span that Salesforce no longer knows.
    pub fn deleted(self) -> Result<Deleted, Failure> {
        if let Some(failure) = self.failure() {
            return Err(failure.nothing_written());
        }
        let unreadable = |what: &str| {
            let message = format!("A list of deleted records cannot be read: {what}.");
            Failure::unreadable(message, None).nothing_written()
        };
        let reply: DeletedReply =
            serde_json::from_value(self.body).map_err(|error| unreadable(&error.to_string()))?;
        let covered_until = moment(&reply.latest_date_covered)
            .ok_or_else(|| unreadable("until when it looked is no time"))?;
        let records = reply.deleted_records.into_iter();
        let records = records.map(|row| Some((row.id, moment(&row.deleted_date)?)));
        let records: Option<_> = records.collect();
        let records = records.ok_or_else(|| unreadable("the date of a deletion is no time"))?;
        Ok(Deleted { records, covered_until })
    }
}

fn written(time_ms: i64) -> Result<String, Failure> {
    let moment = Timestamp::from_millisecond(time_ms).map_err(|_| {
        let message = "A time is beyond those that can be written.";
        Failure::found("INVALID_REPLICATION_DATE", message)
    })?;
    let text = moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    Ok(form_urlencoded::byte_serialize(text.as_bytes()).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::decision::Decision;

    const START: i64 = 1_795_158_000_000;

    fn reply(status: u16, body: Value) -> Subreply {
        Subreply { status, body, reference_id: "gone".to_owned() }
    }

    #[test]
    fn the_span_stands_in_the_address() {
        let asked = Subrequest::deleted("gone", "Contact", START, START + 90_000).unwrap();
        assert_eq!(
            asked.path,
            "/sobjects/Contact/deleted/?start=2026-11-20T07%3A00%3A00Z&end=2026-11-20T07%3A01%3A30Z"
        );
        assert!(Subrequest::deleted("gone", "Contact/x", START, START).is_err());
        assert!(Subrequest::deleted("gone", "Contact", i64::MIN, START).is_err());
    }

    #[test]
    fn deletions_are_read_with_their_times() {
        let body = json!({
            "deletedRecords": [{"deletedDate": "2026-11-20T07:00:30.000+0000", "id": "0035g00000AbcDeAAJ"}],
            "earliestDateAvailable": "2026-10-21T07:00:00.000+0000",
            "latestDateCovered": "2026-11-20T07:01:00.000+0000"
        });
        let deleted = reply(200, body).deleted().unwrap();
        let id = SalesforceId::parse("0035g00000AbcDeAAJ").unwrap();
        assert_eq!(deleted.records, [(id, START + 30_000)]);
        assert_eq!(deleted.covered_until, START + 60_000);
    }

    #[test]
    fn what_is_no_list_is_not_taken_for_an_empty_one() {
        for body in [
            Value::Null,
            json!([]),
            json!({}),
            json!({"deletedRecords": [], "latestDateCovered": "soon"}),
            json!({"deletedRecords": [{"id": "no id", "deletedDate": "2026-11-20T07:00:30Z"}],
                "latestDateCovered": "2026-11-20T07:01:00.000+0000"}),
            json!({"deletedRecords": [{"id": "0035g00000AbcDeAAJ", "deletedDate": ""}],
                "latestDateCovered": "2026-11-20T07:01:00.000+0000"}),
        ] {
            let failure = reply(200, body.clone()).deleted().unwrap_err();
            assert_eq!(failure.decision, Decision::Retry, "{body}");
        }
        let error = json!([{"errorCode": "INVALID_REPLICATION_DATE", "message": "too old"}]);
        let failure = reply(400, error).deleted().unwrap_err();
        assert_eq!(failure.code, "INVALID_REPLICATION_DATE");
    }
}
