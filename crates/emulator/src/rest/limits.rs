//! `/limits` and `/limits/recordCount`.

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::schema::table::quoted;

/// Limits that nothing here uses up.
const UNTOUCHED: [(&str, u64); 14] = [
    ("ConcurrentAsyncGetReportInstances", 200),
    ("ConcurrentSyncReportRuns", 20),
    ("DailyAsyncApexExecutions", 250_000),
    ("DailyBulkApiBatches", 15_000),
    ("DailyBulkV2QueryFileStorageMB", 976_562),
    ("DailyBulkV2QueryJobs", 10_000),
    ("DailyDeliveredPlatformEvents", 10_000),
    ("DailyStreamingApiEvents", 10_000),
    ("DailyWorkflowEmails", 385),
    ("DataStorageMB", 1_024),
    ("FileStorageMB", 1_024),
    ("HourlyPublishedPlatformEvents", 50_000),
    ("MassEmail", 10),
    ("SingleEmail", 15),
];

impl Call<'_> {
    pub(super) fn limits(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let usage = self.org.api_usage();
        let remaining = usage.allowance.saturating_sub(usage.last_24_hours);
        let mut limits = Map::new();
        limits.insert(
            "DailyApiRequests".to_owned(),
            json!({"Max": usage.allowance, "Remaining": remaining}),
        );
        for (name, most) in UNTOUCHED {
            limits.insert(name.to_owned(), json!({"Max": most, "Remaining": most}));
        }
        limits.sort_keys();
        Ok(Reply::ok(Value::Object(limits)))
    }

    pub(super) fn record_count(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let wanted: Vec<&str> = request
            .parameter("sObjects")
            .map(|names| names.split(',').map(str::trim).collect())
            .unwrap_or_default();
        let mut counts = Vec::new();
        for object in self.schema.objects() {
            let named = wanted.iter().any(|name| name.eq_ignore_ascii_case(&object.name));
            if !named && !wanted.is_empty() {
                continue;
            }
            let sql =
                format!("SELECT count(*) FROM {} WHERE \"IsDeleted\" = 0", quoted(&object.name));
            let count: i64 = self.database.connection.query_row(&sql, [], |row| row.get(0))?;
            counts.push(json!({"count": count, "name": object.name}));
        }
        Ok(Reply::ok(json!({"sObjects": counts})))
    }
}
