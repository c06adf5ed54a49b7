//! Which objects are selected for Change Data Capture, and the org's own channels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The objects whose changes become events, as chosen under "Change Data Capture" in Setup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeDataCapture {
    /// API names of the selected objects; Salesforce allows five without an add-on.
    pub objects: Vec<String>,
    /// Channels of the org's own by name, such as `Sync__chn`, and the objects that each carries.
    pub channels: BTreeMap<String, Vec<String>>,
}

impl Default for ChangeDataCapture {
    /// The objects that a client of phone calls reads. A new Salesforce org has none selected.
    fn default() -> Self {
        let objects = ["Account", "Contact", "Lead", "Task"];
        Self { objects: objects.map(str::to_owned).to_vec(), channels: BTreeMap::new() }
    }
}

impl ChangeDataCapture {
    /// Whether changes of an object become events: it is selected, or a channel carries it.
    #[must_use]
    pub fn captures(&self, object: &str) -> bool {
        let mut all = self.objects.iter().chain(self.channels.values().flatten());
        all.any(|selected| selected == object)
    }
}
