//! Validation rules of the Task, which can refuse calls in an admin's own words.

use language::Sentence;
use salesforce::soql::{Condition, InvalidSoql, Soql};
use salesforce::{Client, Failure};

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};
use crate::candidates::text;

pub(super) static TOPIC: Topic =
    Topic { code: "D37", group: Group::Task, words: "doctor-validation", findings: &[&SOME] };

static SOME: Finding =
    Finding { id: "some", verdict: Verdict::Note, words: "doctor-validation-some" };

/// Asks for the active rules. One request to the Tooling API, which many users may not use.
pub(super) async fn look(client: &Client, user: &str) -> Check {
    let soql = match rules() {
        Ok(soql) => soql,
        Err(invalid) => return TOPIC.failed(&Failure::from(invalid)),
    };
    match client.query_setup(&soql).await {
        Err(failure) => TOPIC.unseen("doctor-unseen-validation-rules", &failure),
        Ok(rows) if rows.is_empty() => TOPIC.good(Sentence::new("doctor-found-none")),
        Ok(rows) => {
            let names: Vec<String> =
                rows.iter().filter_map(|row| text(row, "ValidationName")).collect();
            TOPIC.finds(&SOME, names.join(", "), &[("user", user)])
        }
    }
}

fn rules() -> Result<Soql, InvalidSoql> {
    Ok(Soql::select("ValidationRule", ["ValidationName"])?.filter(Condition::all([
        Condition::eq("EntityDefinition.QualifiedApiName", "Task")?,
        Condition::eq("Active", true)?,
    ])?))
}
