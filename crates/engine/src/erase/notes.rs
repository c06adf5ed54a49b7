//! Looks beside calls for a number: what is noted of trouble and contacts is rewritten; what must stay as it is — versions
//! of settings, which may be in use, and the audit log, which is a chain — is named for a person to decide.

use store::StoreError;

use super::mention::Mention;
use super::sweep::Found;
use crate::{Engine, ORG};

/// Rows of a page.
const PAGE: i64 = 500;

impl Engine {
    pub(super) async fn sweep_notes(
        &self,
        mention: &Mention,
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let store = &self.0.store;
        let mut after = None;
        loop {
            let page = store.notes(ORG, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.clone());
            for mut note in page {
                if mention.take_out_of(&mut note.texts) {
                    found.notes_rewritten.push(note);
                }
            }
        }
        Ok(())
    }

    pub(super) async fn sweep_settings(
        &self,
        mention: &Mention,
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let mut before = None;
        loop {
            let page = self.0.store.setting_versions(ORG, before, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            before = Some(last.version);
            for version in page {
                if mention.stands_in(&version.body) || mention.stands_in(&version.note) {
                    found.settings.push(version.version);
                }
            }
        }
    }

    pub(super) async fn sweep_audit(
        &self,
        mention: &Mention,
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let page = self.0.store.audit_chain(ORG, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.place;
            for row in page {
                let texts = [Some(row.about), row.before, row.after];
                if texts.iter().flatten().any(|text| mention.stands_in(text)) {
                    found.audit.push(row.place);
                }
            }
        }
    }
}
