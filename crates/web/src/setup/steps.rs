//! Which steps there are, which are done, and which is shown.

use engine::settings::{NOT_LIVE, SettingsError};

use crate::Shared;

/// One step.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) path: &'static str,
    /// The message that names it.
    pub(crate) word: &'static str,
    pub(crate) done: bool,
    pub(crate) here: bool,
}

/// All steps in their order.
#[derive(Debug, Clone)]
pub(crate) struct Steps(pub(crate) Vec<Step>);

impl Steps {
    /// How far it is; `here` is the last part of the path of the step that is shown.
    pub(crate) async fn of(shared: &Shared, here: &str) -> Result<Steps, SettingsError> {
        let engine = &shared.engine;
        let heard = engine.sources_heard().await?;
        let live = !engine.is_held_for(NOT_LIVE).await?;
        let has_source = heard.iter().any(|source| source.heard_at.is_some());
        let step = |path: &'static str, word: &'static str, done: bool| Step {
            path,
            word,
            done,
            here: path.ends_with(here),
        };
        Ok(Steps(vec![
            step("/setup/salesforce", "setup-step-salesforce", engine.is_connected().await?),
            step("/setup/phone", "setup-step-phone", has_source),
            step("/setup/profile", "setup-step-profile", live),
            step("/setup/live", "setup-step-live", live),
        ]))
    }

    /// Where to go on.
    pub(crate) fn next(&self) -> &'static str {
        self.0.iter().find(|step| !step.done).map_or("/", |step| step.path)
    }
}
