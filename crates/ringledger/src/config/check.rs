//! What the kind of a value cannot say: values that would start and then do nothing, or the wrong thing.

use anyhow::{Result, bail};
use domain::number::{is_extension_pattern, is_region};
use domain::profile::is_api_name;

use super::{Config, Source};

/// More than this is a slip of the keyboard: as seconds thirty years, as hours a century.
const MOST: i64 = 1_000_000_000;

/// More than this would leave Ringledger nothing to work with.
const MOST_RESERVE_PERCENT: u64 = 90;

impl Config {
    pub(super) fn check(&self, name: &str) -> Result<()> {
        self.check_sources(name)?;
        self.check_delivery(name)?;
        let field = &self.salesforce.call_id_field;
        if !is_api_name(field) || !field.ends_with("__c") {
            bail!(
                "{name}: salesforce.call_id_field is `{field}`, which is not the API name of a custom field; \
                 Setup > Object Manager > Activity > Fields shows it, for example Ringledger_Call_Id__c"
            );
        }
        Ok(())
    }

    fn check_sources(&self, name: &str) -> Result<()> {
        let mut seen = std::collections::BTreeSet::new();
        for source in &self.sources {
            let id = &source.id;
            if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            {
                bail!(
                    "{name}: a [[source]] needs an `id` of letters, digits, `-`, `_` and `.`; it has `{id}`"
                );
            }
            if !seen.insert(id) {
                bail!(
                    "{name}: two sources have the id `{id}`; each needs its own, because calls carry it"
                );
            }
            check_numbers(source, name)?;
        }
        Ok(())
    }

    fn check_delivery(&self, name: &str) -> Result<()> {
        let delivery = &self.delivery;
        if !(1..=200).contains(&delivery.batch) {
            bail!(
                "{name}: delivery.batch is {}; Salesforce takes 1 to 200 records a request",
                delivery.batch
            );
        }
        if delivery.workers == 0 {
            bail!("{name}: delivery.workers is 0, so nothing would ever be written; use 1 or more");
        }
        for (key, value) in [
            ("delivery.retry_hours", delivery.retry_hours),
            ("delivery.settle_seconds", delivery.settle_seconds),
            ("delivery.lease_seconds", delivery.lease_seconds),
            ("delivery.directory_seconds", delivery.directory_seconds),
            ("salesforce.people_poll_seconds", self.salesforce.people_poll_seconds),
            ("salesforce.people_oldest_seconds", self.salesforce.people_oldest_seconds),
            ("salesforce.timeout_seconds", whole(self.salesforce.timeout_seconds)),
            ("database.queue", whole(self.database.queue)),
            ("server.max_body_bytes", whole(self.server.max_body_bytes)),
        ] {
            if !(1..=MOST).contains(&value) {
                bail!("{name}: {key} is {value}; use 1 to {MOST}");
            }
        }
        let reserve = delivery.quota_reserve_percent;
        if reserve > MOST_RESERVE_PERCENT {
            bail!(
                "{name}: delivery.quota_reserve_percent is {reserve}, which leaves too little to write calls \
                 with; use 0 to {MOST_RESERVE_PERCENT}"
            );
        }
        Ok(())
    }
}

/// What does not fit is too much in any case.
fn whole(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}

fn check_numbers(source: &Source, name: &str) -> Result<()> {
    let (id, region) = (&source.id, &source.region);
    if !is_region(region) {
        bail!(
            "{name}: the source `{id}` has the region `{region}`, which is no ISO 3166 code of a country with \
             phone numbers; write two letters, such as \"US\", \"JP\" or \"GB\""
        );
    }
    if let Some(wrong) = source.extensions.iter().find(|entry| !is_extension_pattern(entry)) {
        bail!(
            "{name}: the source `{id}` has the extension `{wrong}`; write digits (\"1001\"), x for any digit \
             (\"20xx\") or a range of equally long numbers (\"3000-3999\")"
        );
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
