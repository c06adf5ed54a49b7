//! Validation rules of the Task, which can refuse calls in an admin's own words.

use salesforce::soql::{Condition, InvalidSoql, Soql};
use salesforce::{Client, Failure};

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};
use crate::candidates::text;

pub(super) static TOPIC: Topic = Topic {
    code: "D37",
    group: Group::Task,
    name: "Validation rules",
    why: "A rule refuses Tasks that do not meet it. The trial shows one call; other calls may still run into a rule.",
    findings: &[&SOME],
};

static SOME: Finding = Finding {
    id: "some",
    verdict: Verdict::Note,
    cause: "The org checks every new Task by rules of its own.",
    fix: "Read them: Setup > Object Manager > Task > Validation Rules. Except the user as whom we are connected, with \
          `$User.Username <> \"{user}\"` in the formula, where a rule is not meant for calls.",
};

/// Asks for the active rules. One request to the Tooling API, which many users may not use.
pub(super) async fn look(client: &Client, user: &str) -> Check {
    let soql = match rules() {
        Ok(soql) => soql,
        Err(invalid) => return TOPIC.failed(&Failure::from(invalid)),
    };
    match client.query_setup(&soql).await {
        Err(failure) => TOPIC.unseen("validation rules", &failure),
        Ok(rows) if rows.is_empty() => TOPIC.good("none"),
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
