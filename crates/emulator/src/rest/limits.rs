//! `/limits` and `/limits/recordCount`.

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::schema::table::quoted;
use crate::usage::DailyBulk;

/// Bytes of a megabyte.
const MEGABYTE: u64 = 1_024 * 1_024;

/// Limits that nothing here uses up, as a Developer Edition org has them (REST API guide, Limits).
const UNTOUCHED: [(&str, u64); 54] = [
    ("ActiveScratchOrgs", 3),
    ("AnalyticsExternalDataSizeMB", 40_960),
    ("CdpAiInferenceApiMonthlyLimit", 500_000_000),
    ("ConcurrentAsyncGetReportInstances", 200),
    ("ConcurrentEinsteinDataInsightsStoryCreation", 5),
    ("ConcurrentEinsteinDiscoveryStoryCreation", 2),
    ("ConcurrentSyncReportRuns", 20),
    ("DailyAnalyticsDataflowJobExecutions", 60),
    ("DailyAnalyticsUploadedFilesSizeMB", 51_200),
    ("DailyAsyncApexExecutions", 250_000),
    ("DailyAsyncApexTests", 500),
    ("DailyDeliveredPlatformEvents", 10_000),
    ("DailyDurableGenericStreamingApiEvents", 10_000),
    ("DailyDurableStreamingApiEvents", 10_000),
    ("DailyEinsteinDataInsightsStoryCreation", 1_000),
    ("DailyEinsteinDiscoveryOptimizationJobRuns", 100),
    ("DailyEinsteinDiscoveryPredictAPICalls", 50_000),
    ("DailyEinsteinDiscoveryPredictionsByCDC", 500_000),
    ("DailyEinsteinDiscoveryStoryCreation", 100),
    ("DailyFunctionsApiCallLimit", 235_000),
    ("DailyGenericStreamingApiEvents", 10_000),
    ("DailyScratchOrgs", 6),
    ("DailyStandardVolumePlatformEvents", 10_000),
    ("DailyStreamingApiEvents", 10_000),
    ("DailyWorkflowEmails", 385),
    ("DataStorageMB", 5),
    ("DurableStreamingApiConcurrentClients", 20),
    ("FileStorageMB", 20),
    ("HourlyAsyncReportRuns", 1_200),
    ("HourlyDashboardRefreshes", 200),
    ("HourlyDashboardResults", 5_000),
    ("HourlyDashboardStatuses", 999_999_999),
    ("HourlyElevateAsyncReportRuns", 1_200),
    ("HourlyElevateSyncReportRuns", 500),
    ("HourlyLongTermIdMapping", 100_000),
    ("HourlyManagedContentPublicRequests", 50_000),
    ("HourlyODataCallout", 1_000),
    ("HourlyPublishedPlatformEvents", 50_000),
    ("HourlyPublishedStandardVolumePlatformEvents", 1_000),
    ("HourlyShortTermIdMapping", 100_000),
    ("HourlySyncReportRuns", 500),
    ("HourlyTimeBasedWorkflow", 50),
    ("MassEmail", 10),
    ("MaxContentDocumentsLimit", 30_000_000),
    ("MonthlyEinsteinDiscoveryStoryCreation", 500),
    ("MonthlyPlatformEventsUsageEntitlement", 0),
    ("Package2VersionCreates", 6),
    ("Package2VersionCreatesWithoutValidation", 500),
    ("PlatformEventTriggersWithParallelProcessing", 5),
    ("PrivateConnectOutboundCalloutHourlyLimitMB", 0),
    ("PublishCallbackUsageInApex", 0),
    ("SalesforceReportsToGoogleSheets", 100),
    ("SingleEmail", 15),
    ("StreamingApiConcurrentClients", 20),
];

/// The name of the batches of bulk jobs in versions before 49 (REST API guide, Limits).
const OLD_BULK_BATCHES: &str = "DailyBulkApiRequests";

impl Call<'_> {
    pub(super) fn limits(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let usage = self.org.api_usage();
        let old = request.version.as_str() < "v49.0";
        let bulk_batches = if old { OLD_BULK_BATCHES } else { "DailyBulkApiBatches" };
        let mut limits = Map::new();
        let mut put = |name: &str, most: u64, used: u64| {
            let limit = json!({"Max": most, "Remaining": most.saturating_sub(used)});
            limits.insert(name.to_owned(), limit);
        };
        put("DailyApiRequests", usage.allowance, usage.last_24_hours);
        let daily = |what: DailyBulk| self.org.0.usage.used(what, self.org.now());
        put(bulk_batches, DailyBulk::Batches.most(), daily(DailyBulk::Batches));
        put("DailyBulkV2QueryJobs", DailyBulk::QueryJobs.most(), daily(DailyBulk::QueryJobs));
        let (most, used) = (DailyBulk::QueryBytes.most(), daily(DailyBulk::QueryBytes));
        put("DailyBulkV2QueryFileStorageMB", most / MEGABYTE, used.div_ceil(MEGABYTE));
        for (name, most) in UNTOUCHED {
            put(name, most, 0);
        }
        let sets = self.permission_sets()?;
        let custom = json!({"Max": 1_000, "Remaining": 1_000_u64.saturating_sub(sets)});
        let permission_sets = json!({
            "Max": 1_500, "Remaining": 1_500_u64.saturating_sub(sets), "CreateCustom": custom,
        });
        limits.insert("PermissionSets".to_owned(), permission_sets);
        limits.sort_keys();
        Ok(Reply::ok(Value::Object(limits)))
    }

    /// How many permission sets the org has, those of profiles left out.
    fn permission_sets(&self) -> Result<u64, ApiError> {
        let sql = "SELECT count(*) FROM \"PermissionSet\" WHERE \"IsDeleted\" = 0 AND \"IsOwnedByProfile\" = 0";
        let count: i64 = self.database.connection.query_row(sql, [], |row| row.get(0))?;
        Ok(count.unsigned_abs())
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
            let sql = format!(
                "SELECT count(*) FILTER (WHERE \"IsDeleted\" = 0), count(*) FROM {}",
                quoted(&object.name)
            );
            let count = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let (alive, ever): (i64, i64) = self.database.connection.query_row(&sql, [], count)?;
            // An object that never had a record is not counted at all.
            if ever > 0 {
                counts.push(json!({"count": alive, "name": object.name}));
            }
        }
        Ok(Reply::ok(json!({"sObjects": counts})))
    }
}
