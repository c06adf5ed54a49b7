//! Whether what the profiles put into further fields of the Task fits their kind.

use domain::profile::Profile;
use domain::task::FieldKind;
use domain::template::Template;
use language::Sentence;
use salesforce::{Describe, Field};

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D39",
    group: Group::Task,
    words: "doctor-mapping",
    findings: &[&CLOSED_LIST, &UNFIT],
};

static CLOSED_LIST: Finding =
    Finding { id: "restricted", verdict: Verdict::Warning, words: "doctor-mapping-closed-list" };

static UNFIT: Finding =
    Finding { id: "unfit", verdict: Verdict::Warning, words: "doctor-mapping-unfit" };

/// Compares the further fields of the profiles with what describe says of them. Those that are missing are told of
/// elsewhere.
pub(super) fn look(task: &Describe, profiles: &[&Profile]) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    for profile in profiles {
        for (name, template) in profile.fields.iter().filter(|(_, template)| !template.is_empty()) {
            let Some(field) = task.fields.get(name) else { continue };
            let label = if field.label.is_empty() { name } else { &field.label };
            let names = [("field", label.as_str())];
            if is_closed(field, template) {
                let found =
                    Sentence::new("doctor-mapping-found-closed").with("field", name.as_str());
                checks.push(TOPIC.finds(&CLOSED_LIST, found, &names));
            } else if !fits(field, template) {
                let found = Sentence::new("doctor-mapping-found-unfit")
                    .with("field", name.as_str())
                    .with("kind", field.kind.as_str())
                    .with("template", template.as_str());
                checks.push(TOPIC.finds(&UNFIT, found, &names));
            }
        }
    }
    if checks.is_empty() {
        checks.push(TOPIC.good(Sentence::new("doctor-mapping-good")));
    }
    checks
}

/// Whether people's or the phone system's own words go into a list that takes only its own (F69).
fn is_closed(field: &Field, template: &Template) -> bool {
    let list =
        matches!(FieldKind::described(&field.kind), FieldKind::Picklist | FieldKind::MultiPicklist);
    let fixed = template.fields().next().is_none()
        && field.picklist_values.iter().any(|known| known.value == template.as_str().trim());
    list && field.restricted && !fixed
}

/// Whether values of the template can be of the field's kind.
fn fits(field: &Field, template: &Template) -> bool {
    let kind = template.only_field().map_or("text", |field| field.kind);
    let text = template.as_str().trim();
    let fixed = template.fields().next().is_none();
    match FieldKind::described(&field.kind) {
        FieldKind::Boolean => {
            kind == "yes/no" || fixed && matches!(text, "true" | "false" | "yes" | "no" | "1" | "0")
        }
        FieldKind::Integer | FieldKind::Decimal => {
            kind == "number" || fixed && text.parse::<f64>().is_ok()
        }
        FieldKind::Date | FieldKind::DateTime => kind == "date-time" || fixed,
        _ => true,
    }
}
