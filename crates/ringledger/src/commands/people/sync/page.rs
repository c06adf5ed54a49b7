//! A sync as a page for people.

use std::collections::BTreeMap;

use engine::{Replaced, Report, SyncState};

use crate::printing;

/// How a sync is.
pub(super) fn state(state: &SyncState) {
    printing::line(format!("Source {}: {} people linked.", state.source, state.linked));
    match (&state.confirmed, &state.stopped, &state.next) {
        (None, _, _) => printing::line(
            "Nothing is written yet. Look at `ringledger people sync --dry-run`, then allow it with \
             `ringledger people sync --confirm`.",
        ),
        (_, Some(stopped), _) => printing::line(format!("It stopped and asks. {stopped}")),
        (Some(since), None, next) => {
            let running =
                if state.running { "It is running; it goes on at" } else { "The next is at" };
            let next = next.as_deref().unwrap_or("once");
            printing::line(format!("Allowed since {since} UTC. {running} {next} UTC."));
        }
    }
    if let Some(last) = &state.last {
        printing::line("The last one:");
        figures(last);
    }
    if !state.problems.is_empty() {
        printing::line("Records that are not synced, or not wholly:");
        let mut by_cause: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for problem in &state.problems {
            by_cause.entry((&problem.code, &problem.text)).or_default().push(&problem.record);
        }
        for ((code, text), records) in by_cause {
            printing::line(format!("  {code}: {}", records.join(", ")));
            printing::line(format!("      {text}"));
        }
    }
}

/// What a sync would do.
pub(super) fn outlook(source: &str, report: &Report, would_stop: Option<&str>) {
    printing::line(format!("Source {source}: this is what a sync would do. Nothing was written."));
    figures(report);
    if !report.first.is_empty() {
        let rows = report.first.iter();
        let rows = rows.map(|row| vec![row.record.clone(), row.what.clone(), row.detail.clone()]);
        let rows: Vec<Vec<String>> = rows.collect();
        printing::line("The first of them:");
        printing::table(&["record", "what", "fields"], &rows, &[18, 26, 80]);
    }
    match would_stop {
        Some(stopped) => printing::line(format!("It would stop and ask. {stopped}")),
        None => printing::line(
            "`ringledger people sync --confirm` lets it happen, and then go on by itself.",
        ),
    }
}

/// What syncs replaced.
pub(super) fn history(rows: &[Replaced]) {
    if rows.is_empty() {
        return printing::line("No sync has replaced anything yet.");
    }
    let cells = rows.iter().map(|row| {
        let why = if row.conflict { "both had changed it" } else { "" };
        let texts = [&row.at, &row.record, &row.field, &row.written_to, &row.replaced, &row.kept];
        texts.into_iter().cloned().chain([why.to_owned()]).collect()
    });
    let cells: Vec<Vec<String>> = cells.collect();
    let head = ["at (UTC)", "record", "field", "written to", "replaced", "now", "why kept here"];
    printing::table(&head, &cells, &[20, 18, 12, 10, 40, 40, 20]);
}

fn figures(report: &Report) {
    let figures = [
        (report.contacts_read, "contacts of the phone system read"),
        (report.contacts_unreadable, "of them could not be read"),
        (report.people_read, "Leads and Contacts read"),
        (report.made, "new contacts in the phone system"),
        (report.linked, "contacts found by their number and linked"),
        (report.phone_changed, "changed in the phone system"),
        (report.salesforce_changed, "changed in Salesforce"),
        (report.emptied, "with a field that is emptied"),
        (report.conflicts, "fields that both sides had changed; the last change wins"),
        (report.unchanged, "the same on both sides"),
        (report.shared_number, "left out: another record has their number"),
        (report.deleted_there, "left alone: deleted in the phone system"),
        (report.problems, "that cannot be synced, or not wholly"),
    ];
    for (count, what) in figures.into_iter().filter(|(count, _)| *count > 0) {
        printing::line(format!("{count:>9}  {what}"));
    }
    if !report.missing_fields.is_empty() {
        let fields = report.missing_fields.join(", ");
        printing::line(format!(
            "Not synced, because the org does not have or show them: {fields}. Give the user read and edit access, or \
             take them out of [sync.fields]."
        ));
    }
}
