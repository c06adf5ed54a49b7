//! A call with all that a template may ask for: the record that was found when it was written, and the org as far as it
//! is known.

use std::sync::Arc;

use domain::call::{Call, CallType};
use domain::event::Millis;
use domain::matching::{self, Resolution};
use domain::owner::Directory;
use domain::profile::Profile;
use domain::task::{self, FieldFacts, FieldKind, OrgFacts, Setting, SourceFacts};

use super::variants::{as_kind, invented};
use super::{PreviewError, Variant};
use crate::doctor::writes;
use crate::knowledge::Known;
use crate::{Engine, PhoneSystem};

/// The length of a line where the org does not say it (Object Reference, "Task").
pub(super) const LINE: u32 = 255;
/// The same of a description.
const COMMENTS: u32 = 32_000;

/// A call with all that a template may ask for.
pub(super) struct Stand {
    pub(super) call: Call,
    pub(super) call_id: Option<String>,
    pub(super) variant: Variant,
    resolution: Resolution,
    scene: Arc<Scene>,
}

/// What the calls of one preview have in common.
struct Scene {
    profile: Profile,
    source: SourceFacts,
    org: OrgFacts,
    directory: Directory,
    now: Millis,
}

impl Engine {
    /// The last calls of a source, or an invented one where there are none.
    pub(super) async fn stands(
        &self,
        source_id: &str,
        profile: &Profile,
        calls: usize,
    ) -> Result<Vec<Stand>, PreviewError> {
        let system = self.system_of(source_id)?;
        let known = self.known_or_old().await.ok();
        let works = self.fold(self.last_calls(source_id, calls).await?).await?;
        let scene = Arc::new(Scene::new(profile, &system, known.as_deref(), self.now()));
        let mut stands: Vec<Stand> = works
            .into_iter()
            .filter_map(|work| {
                let call = work.call?;
                let resolution = work.resolution.unwrap_or_else(|| nobody(&call, profile, &system));
                let call_id = Some(work.claimed.call_id);
                let scene = scene.clone();
                Some(Stand { call, call_id, variant: Variant::Real, resolution, scene })
            })
            .collect();
        if let Some(call) = invented(self.now()).filter(|_| stands.is_empty()) {
            let resolution = nobody(&call, profile, &system);
            let variant = Variant::Invented;
            stands.push(Stand { call, call_id: None, variant, resolution, scene });
        }
        Ok(stands)
    }
}

impl Scene {
    fn new(profile: &Profile, system: &PhoneSystem, known: Option<&Known>, now: Millis) -> Scene {
        Scene {
            profile: profile.clone(),
            source: system.facts.clone(),
            org: known.map_or_else(|| usual(profile), |known| known.facts.clone()),
            directory: known.map(|known| known.directory.clone()).unwrap_or_default(),
            now,
        }
    }
}

impl Stand {
    pub(super) fn setting(&self) -> Setting<'_> {
        let scene = &*self.scene;
        Setting {
            call: &self.call,
            resolution: &self.resolution,
            directory: &scene.directory,
            profile: &scene.profile,
            source: &scene.source,
            org: &scene.org,
            external_id: self.call_id.as_deref().unwrap_or("example"),
            now: scene.now,
            first_heard: self.call.first_at.unwrap_or(scene.now),
            task_created_at: None,
        }
    }

    pub(super) fn kind(&self) -> CallType {
        task::kind_now(&self.setting())
    }

    /// The same call as if it had been of that kind.
    pub(super) fn as_if(&self, kind: CallType) -> Option<Stand> {
        let call = as_kind(&self.call, kind)?;
        let variant = match self.variant {
            Variant::Invented => Variant::Invented,
            _ => Variant::AsIf,
        };
        let stand = Stand {
            call,
            call_id: self.call_id.clone(),
            variant,
            resolution: self.resolution.clone(),
            scene: self.scene.clone(),
        };
        (stand.kind() == kind).then_some(stand)
    }
}

/// A call whose number nobody has been asked for.
fn nobody(call: &Call, profile: &Profile, system: &PhoneSystem) -> Resolution {
    let inquiry = matching::inquire(call, &profile.matching, &system.numbers);
    matching::choose(&inquiry, Vec::new(), call, &profile.matching)
}

/// What an org's Task looks like as a rule: for those who are not connected yet.
fn usual(profile: &Profile) -> OrgFacts {
    let facts = |name: &str| FieldFacts {
        length: Some(if name == "Description" { COMMENTS } else { LINE }),
        kind: if name == "Description" { FieldKind::TextArea } else { FieldKind::Text },
        createable: true,
        updateable: true,
        ..FieldFacts::default()
    };
    let fields = writes::fields(&[profile]).into_iter();
    OrgFacts {
        fields: fields.map(|name| (name.clone(), facts(&name))).collect(),
        ..OrgFacts::default()
    }
}
