//! The phone users as rows for a spreadsheet.

use anyhow::Result;
use engine::UsersReport;

use super::{rule, text, word};
use crate::printing::csv;

/// Prints a row a phone user.
pub(super) fn print(report: &UsersReport) -> Result<()> {
    let head = [
        "source",
        "id",
        "name",
        "email",
        "extension",
        "calls",
        "last_utc",
        "standing",
        "rule",
        "salesforce_name",
        "salesforce_username",
        "why",
        "suggested_username",
        "suggestion",
        "owner_users_line",
        "users_file_line",
    ];
    let rows = report.users.iter().map(|user| {
        let suggestion = user.suggestion.as_ref();
        vec![
            user.source.clone(),
            text(&user.id),
            text(&user.name),
            text(&user.email),
            text(&user.extension),
            user.calls.to_string(),
            user.last.clone(),
            word(&user.standing),
            rule(user),
            user.salesforce.as_ref().map(|found| found.name.clone()).unwrap_or_default(),
            user.salesforce.as_ref().map(|found| found.username.clone()).unwrap_or_default(),
            user.why.to_string(),
            suggestion.map(|found| found.user.username.clone()).unwrap_or_default(),
            suggestion.map(|found| found.why.to_string()).unwrap_or_default(),
            suggestion.map(|found| found.line.clone()).unwrap_or_default(),
            suggestion.map(|found| found.csv.clone()).unwrap_or_default(),
        ]
    });
    csv::print(&head, rows)
}
