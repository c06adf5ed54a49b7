//! What became of the day: counted in the org from outside, held against what was told.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use engine::{CallLine, ORG, Status};
use serde_json::{Value, json};

use super::day::Scene;
use super::stage::Stage;
use crate::{printing, wiring};

/// How long the last calls may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Columns of the table: with the gaps between them, 120.
const WIDTHS: [usize; 6] = [18, 15, 13, 26, 26, 12];

/// The end of the demo.
pub(crate) struct Verdict {
    pub(crate) status: Status,
    /// What went wrong, in sentences; empty is success.
    pub(crate) complaints: Vec<String>,
    /// A call worth explaining.
    pub(crate) example: String,
    lines: Vec<CallLine>,
    owners: BTreeMap<String, String>,
}

/// Waits until every call is settled, then counts.
/// `tasks_before`: how many Tasks the org had before the day.
pub(crate) async fn reach(stage: &Stage, day: &[Scene], tasks_before: u64) -> Result<Verdict> {
    let status = settle(stage).await?;
    let client = reqwest::Client::new();
    let mut complaints = Vec::new();
    let lines = engine::calls(&stage.store, None, 1000, wiring::now()).await?;
    if lines.len() != day.len() {
        complaints.push(format!("LOST: {} calls were told, {} are known.", day.len(), lines.len()));
    }
    for (name, count) in [
        ("failed", status.failed),
        ("unreadable", status.unreadable),
        ("waiting", status.waiting),
        ("held", status.held),
    ] {
        if count > 0 {
            complaints.push(format!("{count} {name}: see `ringledger calls --errors`."));
        }
    }
    let unwanted = lines.iter().filter(|line| line.state == "ignored" && !may_be_ignored(line));
    complaints.extend(unwanted.map(|line| format!("IGNORED: {} should have a Task.", line.call)));
    let added = count_tasks(&client, &stage.org_address).await?.saturating_sub(tasks_before);
    let logged = u64::try_from(status.logged)?;
    if added > logged {
        complaints.push(format!("DOUBLED: the org has {added} more Tasks for {logged} calls."));
    } else if added < logged {
        complaints.push(format!("LOST: the org has {added} more Tasks for {logged} calls."));
    }
    let tasks = query(
        &client,
        &stage.org_address,
        "SELECT Ringledger_Call_Id__c FROM Task WHERE Ringledger_Call_Id__c != null",
    )
    .await?;
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for id in tasks.iter().filter_map(|task| task["Ringledger_Call_Id__c"].as_str()) {
        *counted.entry(id).or_default() += 1;
    }
    for line in lines.iter().filter(|line| line.state == "logged") {
        match counted.get(line.call.as_str()) {
            None => complaints.push(format!("LOST: {} has no Task in the org.", line.call)),
            Some(1) => {}
            Some(count) => complaints.push(format!("DOUBLED: {} has {count} Tasks.", line.call)),
        }
    }
    let owners = query(&client, &stage.org_address, "SELECT Id, Name FROM User")
        .await?
        .iter()
        .filter_map(|user| {
            Some((user["Id"].as_str()?.to_owned(), user["Name"].as_str()?.to_owned()))
        })
        .collect();
    let example = lines
        .iter()
        .find(|line| line.task_id.is_some())
        .map(|line| line.call.clone())
        .unwrap_or_default();
    Ok(Verdict { status, complaints, example, lines, owners })
}

impl Verdict {
    /// The table and the sum.
    pub(crate) async fn print(&self, stage: &Stage) -> Result<()> {
        let mut rows = Vec::new();
        for line in self.lines.iter().rev() {
            let owner = line.owner.as_ref().and_then(|id| self.owners.get(id));
            rows.push(vec![
                short(&line.call),
                line.what.clone(),
                line.who.clone(),
                line.record.clone(),
                if line.state == "logged" {
                    line.subject.clone()
                } else {
                    format!("({})", line.state)
                },
                owner.cloned().unwrap_or_default(),
            ]);
        }
        let head = ["call", "what", "who", "record and why", "Task", "owner"];
        printing::table(&head, &rows, &WIDTHS);
        let status = engine::status(&stage.store, &engine::People::Live, wiring::now()).await?;
        printing::line(format!(
            "\n{} calls = {} logged + {} ignored + {} waiting + {} held + {} failed, told by {} webhooks.",
            status.calls,
            status.logged,
            status.ignored,
            status.waiting,
            status.held,
            status.failed,
            status.events_received
        ));
        printing::line(format!(
            "{} Salesforce API calls so far: {:.2} a call.",
            status.api_calls,
            ratio(status.api_calls, status.calls)
        ));
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss, reason = "a demo's counts are small")]
fn ratio(count: i64, of: i64) -> f64 {
    count as f64 / of.max(1) as f64
}

async fn settle(stage: &Stage) -> Result<Status> {
    let since = Instant::now();
    loop {
        let status = engine::status(&stage.store, &engine::People::Live, wiring::now()).await?;
        let due = stage.store.next_due(ORG, wiring::now()).await?;
        let settled = status.unread == 0 && due.is_none() && status.waiting == 0;
        if settled || since.elapsed() > PATIENCE {
            return Ok(status);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Whether the profile of the call's office writes no Task for it: CallConnect's leaves out strangers and
/// withheld numbers.
fn may_be_ignored(line: &CallLine) -> bool {
    let of_nobody = line.who == super::day::JAPANESE_STRANGER || !line.who.starts_with('+');
    line.call.starts_with("osaka:") && of_nobody
}

/// A call's id with the end of its longest part only.
fn short(call: &str) -> String {
    let Some((source, id)) = call.split_once(':') else { return call.to_owned() };
    match id.char_indices().rev().nth(7) {
        Some((at, _)) if at > 0 => format!("{source}:…{}", &id[at..]),
        _ => call.to_owned(),
    }
}

/// How many Tasks the org has, asked beside Salesforce's own paths.
pub(crate) async fn count_tasks(client: &reqwest::Client, org: &str) -> Result<u64> {
    let reply = ask(client, org, "SELECT COUNT() FROM Task").await?;
    reply["totalSize"].as_u64().context("the org's answer has no count")
}

async fn query(client: &reqwest::Client, org: &str, soql: &str) -> Result<Vec<Value>> {
    let reply = ask(client, org, soql).await?;
    reply["records"].as_array().cloned().context("the org's answer has no records")
}

async fn ask(client: &reqwest::Client, org: &str, soql: &str) -> Result<Value> {
    Ok(client
        .post(format!("http://{org}/__emulator__/query"))
        .json(&json!({"soql": soql}))
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ids_keep_their_end() {
        assert_eq!(short("tokyo:0190a1b2-aaaa-bbbb-cccc-000000070004"), "tokyo:…00070004");
        assert_eq!(short("us-sales:70004"), "us-sales:70004");
        assert_eq!(short("osaka:12345678"), "osaka:12345678");
    }

    #[test]
    fn the_table_has_room_on_a_screen() {
        assert_eq!(WIDTHS.iter().sum::<usize>() + 2 * (WIDTHS.len() - 1), 120);
    }
}
