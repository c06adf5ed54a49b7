//! The report on the screen, as CSV and as JSON. CSV and JSON leave as they are found: a large org has many findings.

use std::collections::BTreeMap;

use anyhow::Result;
use domain::hygiene::Kind;
use engine::Engine;
use engine::hygiene::{Finding, Wish};

use crate::printing;

/// Findings of each kind that are shown on the screen.
const SHOWN: usize = 10;

/// The report as CSV, a row for each finding.
pub(super) async fn csv(engine: &Engine, wish: &Wish) -> Result<()> {
    const HEAD: [&str; 11] = [
        "kind", "object", "record", "name", "field", "text", "fix", "count", "other", "likely",
        "why",
    ];
    printing::csv::row(HEAD)?;
    engine.people_report(wish, &mut |finding| printing::csv::row(cells(finding))).await?;
    Ok(())
}

fn cells(finding: Finding) -> [String; 11] {
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        finding.kind.name().to_owned(),
        finding.object,
        finding.record,
        finding.name,
        finding.field,
        finding.text,
        finding.fix.unwrap_or_default(),
        number(finding.count),
        finding.other.unwrap_or_default(),
        number(finding.likely.map(u64::from)),
        finding.why,
    ]
}

/// The report as JSON: `findings`, then how many people, fields and findings there are.
pub(super) async fn json(engine: &Engine, wish: &Wish) -> Result<()> {
    printing::line("{\"findings\": [");
    let mut before = String::new();
    let tally = engine
        .people_report(wish, &mut |finding| {
            let row = serde_json::to_string(&finding)?;
            let row = std::mem::replace(&mut before, row);
            if !row.is_empty() {
                printing::json_line(&format!("{row},"));
            }
            Ok(())
        })
        .await?;
    printing::json_line(&before);
    printing::line(format!("], \"tally\": {}}}", serde_json::to_string(&tally)?));
    Ok(())
}

/// The report for the screen: how much of each kind, and the worst of each.
pub(super) async fn page(engine: &Engine, wish: &Wish) -> Result<()> {
    let mut worst: BTreeMap<Kind, Vec<Finding>> = BTreeMap::new();
    let tally = engine
        .people_report(wish, &mut |finding| {
            keep(worst.entry(finding.kind).or_default(), finding);
            Ok(())
        })
        .await?;
    printing::line(format!("{} people with {} phone fields.", tally.people, tally.fields));
    if tally.found.is_empty() {
        printing::line("Nothing is untidy.");
        return Ok(());
    }
    let row = |(kind, count): (&Kind, &u64)| {
        vec![kind.name().to_owned(), count.to_string(), kind.advice().to_owned()]
    };
    let rows: Vec<Vec<String>> = tally.found.iter().map(row).collect();
    printing::line("");
    printing::table(&["finding", "count", "what it means, and what to do"], &rows, &[12, 9, 140]);
    for (kind, findings) in &worst {
        let count = tally.found.get(kind).copied().unwrap_or_default();
        printing::line("");
        printing::line(format!("{}: {} of {count}", kind.name(), findings.len()));
        printing::table(
            &["record", "name", "field", "text", "more"],
            &rows_of(findings),
            &[28, 24, 20, 40, 90],
        );
    }
    printing::line("");
    printing::line(
        "All findings: --csv or --json. What --apply would write anew is listed as `spelling`.",
    );
    Ok(())
}

fn rows_of(findings: &[Finding]) -> Vec<Vec<String>> {
    let row = |finding: &Finding| {
        let more = match (&finding.fix, finding.kind) {
            (Some(fix), _) => format!("→ {fix}"),
            (None, Kind::Shared | Kind::Duplicate) => finding.why.clone(),
            (None, _) => String::new(),
        };
        vec![
            format!("{} {}", finding.object, finding.record),
            finding.name.clone(),
            finding.field.clone(),
            finding.text.clone(),
            more,
        ]
    };
    findings.iter().map(row).collect()
}

/// Keeps the worst, the first of equals.
fn keep(worst: &mut Vec<Finding>, finding: Finding) {
    let place = worst.partition_point(|other| other.weight() >= finding.weight());
    if place < SHOWN {
        worst.insert(place, finding);
        worst.truncate(SHOWN);
    }
}
