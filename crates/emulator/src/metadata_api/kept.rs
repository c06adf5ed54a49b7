//! What was deployed into the org and is kept, so that it can be retrieved and undone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything that was deployed and not taken away since.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeployedMetadata {
    /// The components.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<DeployedComponent>,
    /// Consumer key and secret of each External Client App, by its name; made when it is first deployed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub consumers: BTreeMap<String, Consumer>,
}

/// One component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeployedComponent {
    /// The type's name, such as `CustomField`.
    pub kind: String,
    /// The full name, such as `Activity.Mood__c`.
    pub name: String,
    /// 18 characters.
    pub id: String,
    /// What stands within its element.
    pub xml: String,
    /// UTC milliseconds.
    pub created_at: i64,
    /// UTC milliseconds.
    pub modified_at: i64,
}

/// What identifies a client app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consumer {
    /// The consumer key.
    pub key: String,
    /// The consumer secret.
    pub secret: String,
}

impl DeployedMetadata {
    /// A component, if it was deployed.
    #[must_use]
    pub fn find(&self, kind: &str, name: &str) -> Option<&DeployedComponent> {
        self.components.iter().find(|kept| kept.kind == kind && kept.name == name)
    }

    /// The components of a type.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a DeployedComponent> {
        self.components.iter().filter(move |kept| kept.kind == kind)
    }

    /// Keeps a component in the place of an older one.
    pub(super) fn put(&mut self, component: DeployedComponent) {
        let same =
            |kept: &DeployedComponent| kept.kind == component.kind && kept.name == component.name;
        match self.components.iter_mut().find(|kept| same(kept)) {
            Some(kept) => *kept = component,
            None => self.components.push(component),
        }
    }

    /// Forgets a component; says whether there was one.
    pub(super) fn remove(&mut self, kind: &str, name: &str) -> bool {
        let before = self.components.len();
        self.components.retain(|kept| !(kept.kind == kind && kept.name == name));
        self.components.len() < before
    }
}
