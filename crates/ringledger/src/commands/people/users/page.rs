//! The report of phone users as a person reads it.

use engine::{PhoneUser, UserStanding, UsersReport};

use super::{rule, text, word};
use crate::printing;

/// Prints counts, the table, who is nobody, and what fell.
pub(super) fn print(report: &UsersReport, days: u32) {
    let of = |standing| report.users.iter().filter(move |user| user.standing == standing);
    let count = |standing| of(standing).count();
    printing::line(format!(
        "Calls of the last {days} days: {}. Phone users: {}, of whom {} mapped, {} mapped to somebody inactive, {} not \
         mapped.",
        report.calls,
        report.users.len(),
        count(UserStanding::Mapped),
        count(UserStanding::Inactive),
        count(UserStanding::Unmapped),
    ));
    if report.users_left_out > 0 {
        printing::line(format!(
            "{} appearances of further phone users are not listed: a phone system seems to make up a user for each call.",
            report.users_left_out
        ));
    }
    print_table(&report.users);
    print_unmapped(&of(UserStanding::Unmapped).collect::<Vec<_>>());
    if !report.lost_lines.is_empty() {
        section("Lines of owner.users (or users_file) that lead to nobody");
    }
    for lost in &report.lost_lines {
        printing::line(format!("  {}: {}", lost.source, lost.line));
        printing::line(format!("      {}", lost.why));
    }
    print_fallen(report);
}

fn print_table(users: &[PhoneUser]) {
    if users.is_empty() {
        return;
    }
    let rows: Vec<Vec<String>> = users
        .iter()
        .map(|user| {
            let salesforce = match (&user.salesforce, user.standing) {
                (Some(found), UserStanding::Inactive) => format!("{} (inactive)", found.name),
                (Some(found), _) => found.name.clone(),
                (None, _) => "–".to_owned(),
            };
            vec![
                user.source.clone(),
                text(&user.name),
                text(&user.email),
                text(&user.extension),
                text(&user.id),
                user.calls.to_string(),
                user.last.clone(),
                salesforce,
                rule(user),
            ]
        })
        .collect();
    printing::line("");
    let head = [
        "source",
        "phone user",
        "e-mail",
        "extension",
        "id",
        "calls",
        "last (UTC)",
        "Salesforce user",
        "by",
    ];
    printing::table(&head, &rows, &[20, 30, 36, 10, 20, 8, 19, 30, 12]);
}

fn print_unmapped(users: &[&PhoneUser]) {
    if users.is_empty() {
        return;
    }
    section("Not mapped: their calls go to whom the next owner rule names");
    for user in users {
        printing::line(format!("  {}: {} ({} calls)", user.source, called(user), user.calls));
        printing::line(format!("      {}", user.why));
        match &user.suggestion {
            Some(suggestion) => {
                printing::line(format!("      Suggestion: {}.", suggestion.why));
                printing::line(format!("      owner.users  {}", suggestion.line));
                printing::line(format!("      users_file   {}", suggestion.csv));
            }
            None => printing::line("      Nobody in Salesforce is like this phone user."),
        }
    }
}

fn print_fallen(report: &UsersReport) {
    if report.fallen.is_empty() {
        return;
    }
    section("Calls that fell to the fallback owner");
    for fallen in &report.fallen {
        let owner = fallen.owner.as_deref().unwrap_or("whom Salesforce takes");
        printing::line(format!(
            "  {}: {} calls to {owner} ({}), the last at {}",
            fallen.source,
            fallen.calls,
            word(&fallen.rule),
            fallen.last
        ));
        for why in &fallen.why {
            printing::line(format!("      {why}"));
        }
        printing::line(format!("      ringledger explain {}", fallen.examples.join(" · ")));
    }
    if report.fallen_left_out > 0 {
        printing::line(format!("  {} more for other causes", report.fallen_left_out));
    }
}

/// How a person calls a phone user.
fn called(user: &PhoneUser) -> &str {
    let marks = [&user.name, &user.email, &user.extension, &user.id];
    marks.into_iter().flatten().map(String::as_str).find(|mark| !mark.is_empty()).unwrap_or("?")
}

fn section(title: &str) {
    printing::line("");
    printing::line(title);
}
