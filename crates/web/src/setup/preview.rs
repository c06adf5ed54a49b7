//! The Task that would be made from the last call, under a profile.

use engine::preview::{Outcome, WhatIf};

use crate::Shared;

/// A call and its Task, for a table.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) call: String,
    /// Field and value.
    pub(crate) fields: Vec<(String, String)>,
}

impl Example {
    /// The Task of a call, if it would have one.
    pub(crate) fn of(call: &WhatIf) -> Option<Example> {
        let Outcome::Write(task) = &call.after else { return None };
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let fields = task.fields.iter().map(|(field, shown)| {
            (field.clone(), shown.name.clone().unwrap_or_else(|| text(&shown.value)))
        });
        Some(Example { call: call.call.clone(), fields: fields.collect() })
    }

    /// The newest call of a source under the profile; none if there is no call yet, or Salesforce does not say.
    pub(crate) async fn newest(shared: &Shared, source: &str, profile: &str) -> Option<Example> {
        let settings = shared.engine.settings().await.ok()?;
        let profile = engine::settings::profile(profile, &settings.config).ok()?;
        let judged = shared.engine.what_if(source, &profile, 3).await.ok()?;
        judged.calls.iter().find_map(Example::of)
    }
}
