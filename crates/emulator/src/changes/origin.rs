//! Through which API a change came, as `changeOrigin` tells it.

use std::sync::Arc;

use crate::database::Database;

impl Database {
    /// The writes from here on come through an API (`rest`, `bulkapi`, `soap`) of a version such as `v66.0`. `options`
    /// is the header `Sforce-Call-Options`, whose `client` names the program.
    ///
    /// The form is documented: `com/salesforce/api/<name>/<version>;client=<client>` (Change Data Capture guide).
    pub(crate) fn come_through(&self, api: &str, version: &str, options: Option<&str>) {
        let version = version.trim_start_matches('v');
        let mut origin = format!("com/salesforce/api/{api}/{version}");
        let parts = options.unwrap_or_default().split([',', ';']);
        if let Some(client) = parts.filter_map(|part| part.trim().strip_prefix("client=")).next() {
            origin.push_str(";client=");
            origin.push_str(client.trim());
        }
        self.capture.borrow_mut().set_origin(Some(Arc::from(origin)));
    }
}
