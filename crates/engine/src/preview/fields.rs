//! The merge fields of templates, each with what the last calls say in it.

use domain::profile::Profile;
use domain::task;
use domain::template::{FIELDS, Field};
use serde::Serialize;

use super::PreviewError;
use super::stand::Stand;
use crate::Engine;

/// Longest sample, in characters.
const SAMPLE: usize = 120;

/// A merge field as the last calls fill it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldSample {
    /// How it is written between braces.
    pub name: &'static str,
    /// What kind of value it has: text, date-time, number, yes/no or list.
    pub kind: &'static str,
    /// What it says in the newest call that fills it, shortened.
    pub sample: Option<String>,
    /// In how many of the calls that were looked at it is filled.
    pub filled: usize,
}

/// All merge fields, and how many calls were looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FieldSamples {
    /// The fields in the order of the documentation.
    pub fields: Vec<FieldSample>,
    /// The calls.
    pub calls: usize,
}

impl FieldSamples {
    /// All merge fields without an example.
    #[must_use]
    pub fn known() -> FieldSamples {
        let field = |field: &Field| FieldSample {
            name: field.name,
            kind: field.kind,
            sample: None,
            filled: 0,
        };
        FieldSamples { fields: FIELDS.iter().map(field).collect(), calls: 0 }
    }
}

impl Engine {
    /// What the last `calls` calls of a source say in each merge field, under `profile`.
    ///
    /// # Errors
    /// When there is no such source, or the store does not answer.
    pub async fn template_fields(
        &self,
        source_id: &str,
        profile: &Profile,
        calls: usize,
    ) -> Result<FieldSamples, PreviewError> {
        let stands = self.stands(source_id, profile, calls).await?;
        let fields = FIELDS.iter().map(|field| sample(field, &stands)).collect();
        Ok(FieldSamples { fields, calls: stands.len() })
    }
}

fn sample(field: &'static Field, stands: &[Stand]) -> FieldSample {
    let texts = stands.iter().map(|stand| {
        let setting = stand.setting();
        task::values(&setting, task::kind_now(&setting)).text_of(field)
    });
    let filled: Vec<String> = texts.filter(|text| !text.trim().is_empty()).collect();
    FieldSample {
        name: field.name,
        kind: field.kind,
        sample: filled.first().map(|text| shortened(text)),
        filled: filled.len(),
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(SAMPLE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
