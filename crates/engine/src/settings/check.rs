//! What the kind of a value cannot say: values that would start and then do nothing, or the wrong thing.

use domain::number::{is_extension_pattern, is_region};
use domain::profile::is_api_name;

use super::config::{Config, Source};
use super::error::SettingsError;

/// More than this is a slip of the keyboard: as seconds thirty years, as hours a century.
const MOST: i64 = 1_000_000_000;

/// A hundred years.
const MOST_DAYS: i64 = 36_500;

/// More than this would leave Ringledger nothing to work with.
const MOST_RESERVE_PERCENT: u64 = 90;

/// An id stands in an address and before every call's own id.
const LONGEST_ID: usize = 60;

impl Config {
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        self.check_sources()?;
        self.check_numbers()?;
        let field = &self.salesforce.call_id_field;
        if !is_api_name(field) || !field.ends_with("__c") {
            let error = SettingsError::new("call_id_field", "salesforce.call_id_field");
            return Err(error.with("value", field));
        }
        Ok(())
    }

    fn check_sources(&self) -> Result<(), SettingsError> {
        let mut seen = std::collections::BTreeSet::new();
        for source in &self.sources {
            let id = &source.id;
            if !is_source_id(id) {
                return Err(
                    SettingsError::new("source_id", format!("source.{id}.id")).with("id", id)
                );
            }
            if !seen.insert(id) {
                let error = SettingsError::new("source_twice", format!("source.{id}"));
                return Err(error.with("id", id));
            }
            check_numbers(source)?;
        }
        Ok(())
    }

    fn check_numbers(&self) -> Result<(), SettingsError> {
        let delivery = &self.delivery;
        let most_reserve = i64::try_from(MOST_RESERVE_PERCENT).unwrap_or(MOST);
        for (path, value, least, most) in [
            ("delivery.batch", whole(delivery.batch), 1, 200),
            ("delivery.workers", whole(delivery.workers), 1, MOST),
            ("delivery.retry_hours", delivery.retry_hours, 1, MOST),
            ("delivery.settle_seconds", delivery.settle_seconds, 1, MOST),
            ("delivery.lease_seconds", delivery.lease_seconds, 1, MOST),
            ("delivery.directory_seconds", delivery.directory_seconds, 1, MOST),
            ("salesforce.people_poll_seconds", self.salesforce.people_poll_seconds, 1, MOST),
            ("salesforce.people_oldest_seconds", self.salesforce.people_oldest_seconds, 1, MOST),
            ("salesforce.timeout_seconds", whole(self.salesforce.timeout_seconds), 1, MOST),
            ("mail.timeout_seconds", whole(self.mail.timeout_seconds), 1, 300),
            ("mail.port", i64::from(self.mail.port), 1, 65_535),
            ("retention.raw_days", self.retention.raw_days, 0, MOST_DAYS),
            ("retention.call_days", self.retention.call_days, 1, MOST_DAYS),
            ("database.queue", whole(self.database.queue), 1, MOST),
            ("server.max_body_bytes", whole(self.server.max_body_bytes), 1, MOST),
            (
                "delivery.quota_reserve_percent",
                whole(delivery.quota_reserve_percent),
                0,
                most_reserve,
            ),
        ] {
            if !(least..=most).contains(&value) {
                let error = SettingsError::new("out_of_range", path).with("value", value);
                return Err(error.with("least", least).with("most", most));
            }
        }
        Ok(())
    }
}

/// Whether webhooks can arrive at `/hooks/<id>` and calls can carry it: letters, digits, `-`, `_` and `.`.
#[must_use]
pub fn is_source_id(id: &str) -> bool {
    let clean = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (1..=LONGEST_ID).contains(&id.len()) && id.chars().all(clean) && !id.chars().all(|c| c == '.')
}

/// What does not fit is too much in any case.
fn whole(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}

fn check_numbers(source: &Source) -> Result<(), SettingsError> {
    let (id, region) = (&source.id, &source.region);
    if !is_region(region) {
        let error = SettingsError::new("region", format!("source.{id}.region")).with("id", id);
        return Err(error.with("value", region));
    }
    if let Some(wrong) = source.extensions.iter().find(|entry| !is_extension_pattern(entry)) {
        let error = SettingsError::new("extension", format!("source.{id}.extensions"));
        return Err(error.with("id", id).with("value", wrong));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::load;

    #[test]
    fn values_that_could_not_work_are_refused() {
        for (text, part) in [
            ("[[source]]\nid = \"a\"\nregion = \"UK\"", "region `UK`"),
            ("[[source]]\nid = \"a\"\nregion = \"\"", "region ``"),
            ("[[source]]\nid = \"a\"\nextensions = [\"1001\", \"1***\"]", "extension `1***`"),
            ("[delivery]\nretry_hours = 0", "delivery.retry_hours is 0"),
            ("[delivery]\nsettle_seconds = -1", "delivery.settle_seconds is -1"),
            ("[delivery]\nlease_seconds = 0", "delivery.lease_seconds is 0"),
            ("[delivery]\ndirectory_seconds = 0", "delivery.directory_seconds is 0"),
            ("[delivery]\nretry_hours = 9223372036854775807", "delivery.retry_hours"),
            ("[salesforce]\ntimeout_seconds = 0", "salesforce.timeout_seconds is 0"),
            ("[database]\nqueue = 0", "database.queue is 0"),
            ("[server]\nmax_body_bytes = 0", "server.max_body_bytes is 0"),
            ("[delivery]\nquota_reserve_percent = 91", "use 0 to 90"),
            ("[salesforce]\ncall_id_field = \"Call Id\"", "`Call Id`"),
            ("[salesforce]\ncall_id_field = \"Subject\"", "`Subject`"),
            ("[salesforce]\ncall_id_field = \"\"", "salesforce.call_id_field"),
        ] {
            let error = format!("{:#}", load(text, &[]).unwrap_err());
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn values_that_work_are_taken() {
        for text in [
            "[[source]]\nid = \"a\"\nregion = \"jp\"\nextensions = [\"1001\", \"20xx\", \"3000-3999\"]",
            "[delivery]\nquota_reserve_percent = 90\nlease_seconds = 1\nlinger_ms = 0",
            "[salesforce]\ncall_id_field = \"acme__Call_Key__c\"",
        ] {
            assert!(load(text, &[]).is_ok(), "{text}: {:?}", load(text, &[]).err());
        }
    }
}
