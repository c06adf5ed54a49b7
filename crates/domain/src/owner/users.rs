//! The table of phone users: who is whom in Salesforce, and from which day until which.

mod check;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use check::check_users;

use crate::event::Agent;

/// One line of the mapping from phone users to Salesforce users (F94).
///
/// The days are those of the place where the line that was called stands, and the day on which the call
/// began decides: a call is its agent's of that day, whenever it is logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserLink {
    /// The phone system's id of the user, the e-mail address (in any case) or the extension.
    pub phone_user: String,
    /// Username, e-mail address or id in Salesforce.
    pub salesforce: String,
    /// The first day that counts; without one the line has always held.
    #[serde(default, with = "super::day", skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day that counts. Without one the line holds until the day before the next `from` of the
    /// same phone user.
    #[serde(default, with = "super::day", skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl UserLink {
    /// A line that always holds.
    #[must_use]
    pub fn new(phone_user: impl Into<String>, salesforce: impl Into<String>) -> Self {
        Self {
            phone_user: phone_user.into(),
            salesforce: salesforce.into(),
            from: None,
            until: None,
        }
    }

    /// Whether the line's own days include `day`.
    fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// The line that holds for an agent on a day: by id before e-mail address before extension, because an
/// extension may be the number of somebody else's id.
pub(super) fn line_of<'a>(users: &'a [UserLink], agent: &Agent, day: Date) -> Option<&'a UserLink> {
    let marks = [&agent.id, &agent.email, &agent.extension];
    marks.into_iter().flatten().map(|mark| key(mark)).filter(|mark| !mark.is_empty()).find_map(
        |mark| {
            let lines = users.iter().filter(|line| key(&line.phone_user) == mark);
            // The newest of those that hold: a line without an end gives way to the next one.
            lines.filter(|line| line.holds_on(day)).max_by_key(|line| line.from)
        },
    )
}

/// The lines that hold on a day, in the order of their phone users: of each phone user one at most.
#[must_use]
pub fn lines_on(users: &[UserLink], day: Date) -> Vec<&UserLink> {
    let mut lines: BTreeMap<String, &UserLink> = BTreeMap::new();
    for line in users.iter().filter(|line| line.holds_on(day)) {
        let held = lines.entry(key(&line.phone_user)).or_insert(line);
        if held.from < line.from {
            *held = line;
        }
    }
    lines.into_values().collect()
}

/// Whether any line, of whatever days, names the agent.
pub(super) fn names(users: &[UserLink], agent: &Agent) -> bool {
    let marks = [&agent.id, &agent.email, &agent.extension];
    marks.into_iter().flatten().any(|mark| users.iter().any(|l| key(&l.phone_user) == key(mark)))
}

/// How phone users are told apart: without regard to case and to blanks around.
fn key(phone_user: &str) -> String {
    phone_user.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(phone_user: &str, from: &str, until: &str) -> UserLink {
        let day = |text: &str| text.parse().ok();
        UserLink { from: day(from), until: day(until), ..UserLink::new(phone_user, "mia") }
    }

    #[test]
    fn of_a_phone_user_one_line_holds_on_a_day() {
        let lines =
            [line("1001", "", ""), line("1001", "2026-04-01", ""), line("1002", "", "2026-03-31")];
        let on = |day: &str| lines_on(&lines, day.parse().unwrap());
        assert_eq!(on("2026-03-31"), [&lines[0], &lines[2]]);
        assert_eq!(on("2026-04-01"), [&lines[1]]);
    }
}
