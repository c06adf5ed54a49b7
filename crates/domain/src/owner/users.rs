//! The table of phone users: who is whom in Salesforce, and from which day until which.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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

/// Refuses lines that contradict each other. `place` words the place of a line, such as "line 3".
///
/// # Errors
/// One sentence that names the place, what is wrong there and what to write instead.
pub fn check_users(users: &[UserLink], place: &dyn Fn(usize) -> String) -> Result<(), String> {
    let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in users.iter().enumerate() {
        check_line(line).map_err(|problem| format!("{}: {problem}", place(at)))?;
        lines.entry(key(&line.phone_user)).or_default().push(at);
    }
    for mut same in lines.into_values() {
        same.sort_by_key(|at| users[*at].from);
        for pair in same.windows(2) {
            let [earlier, later] = [pair[0], pair[1]];
            clash(&users[earlier], &users[later], &place(earlier), &place(later))
                .map_or(Ok(()), Err)?;
        }
    }
    Ok(())
}

fn check_line(line: &UserLink) -> Result<(), String> {
    if line.phone_user.trim().is_empty() {
        return Err("phone_user is empty; write the phone system's id of the user, the e-mail \
                    address or the extension"
            .to_owned());
    }
    if line.salesforce.trim().is_empty() {
        return Err(format!(
            "salesforce is empty; write the username, e-mail address or id of the Salesforce user \
             whom {} is",
            line.phone_user.trim()
        ));
    }
    match (line.from, line.until) {
        (Some(from), Some(until)) if until < from => Err(format!(
            "{} ends on {until}, before it begins on {from}; exchange the two days",
            line.phone_user.trim()
        )),
        _ => Ok(()),
    }
}

/// What is wrong with two lines of one phone user, of which `later` begins later or at the same time.
fn clash(
    earlier: &UserLink,
    later: &UserLink,
    first_place: &str,
    second_place: &str,
) -> Option<String> {
    let who = later.phone_user.trim();
    let Some(begins) = later.from.filter(|from| Some(*from) != earlier.from) else {
        return Some(match later.from {
            None => format!(
                "{second_place}: {who} stands in {first_place} already; delete one of the two, or \
                 give the newer one the day from which it holds (from)"
            ),
            Some(from) => format!(
                "{second_place}: {who} stands in {first_place} already with the same first day \
                 {from}; delete one of the two, or correct the day"
            ),
        });
    };
    let day_before = begins.yesterday().unwrap_or(begins);
    match (earlier.until, later.until) {
        (Some(until), _) if until >= begins => Some(format!(
            "{second_place}: {who} begins on {begins}, but in {first_place} the same phone user \
             lasts until {until}; end that line with until = {day_before}, or begin this one later"
        )),
        // Whose is it afterwards? A table that leaves it open would be read in two ways.
        (None, Some(until)) => Some(format!(
            "{first_place}: {who} has no last day, but {second_place} is only for {begins} to \
             {until}; end this line with until = {day_before}, and add one for the time after {until}"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(phone_user: &str, from: &str, until: &str) -> UserLink {
        let day = |text: &str| text.parse().ok();
        UserLink { from: day(from), until: day(until), ..UserLink::new(phone_user, "mia") }
    }

    fn problem(lines: &[UserLink]) -> String {
        check_users(lines, &|at| format!("line {}", at + 1)).unwrap_err()
    }

    #[test]
    fn lines_that_follow_each_other_are_taken() {
        for lines in [
            vec![line("1001", "", ""), line("1002", "", "")],
            vec![line("1001", "", ""), line("1001", "2026-04-01", "")],
            vec![line("1001", "2026-04-01", ""), line("1001", "", "2026-03-31")],
            vec![line("1001", "", "2026-01-31"), line("1001", "2026-04-01", "2026-04-30")],
        ] {
            assert_eq!(check_users(&lines, &|_| String::new()), Ok(()), "{lines:?}");
        }
    }

    #[test]
    fn of_a_phone_user_one_line_holds_on_a_day() {
        let lines =
            [line("1001", "", ""), line("1001", "2026-04-01", ""), line("1002", "", "2026-03-31")];
        let on = |day: &str| lines_on(&lines, day.parse().unwrap());
        assert_eq!(on("2026-03-31"), [&lines[0], &lines[2]]);
        assert_eq!(on("2026-04-01"), [&lines[1]]);
    }

    #[test]
    fn lines_that_contradict_each_other_are_refused_with_the_fix() {
        let twice = problem(&[line("Mia@example.com", "", ""), line(" mia@EXAMPLE.com", "", "")]);
        assert!(twice.starts_with("line 2: mia@EXAMPLE.com stands in line 1 already"), "{twice}");
        let same_day = problem(&[line("1001", "2026-04-01", ""), line("1001", "2026-04-01", "")]);
        assert!(same_day.contains("the same first day 2026-04-01"), "{same_day}");
        let overlap = problem(&[line("1001", "2026-04-01", ""), line("1001", "", "2026-04-01")]);
        assert!(overlap.contains("line 1: 1001 begins on 2026-04-01"), "{overlap}");
        assert!(overlap.contains("until = 2026-03-31"), "{overlap}");
        let open = problem(&[line("1001", "", ""), line("1001", "2026-04-01", "2026-04-30")]);
        assert!(open.starts_with("line 1: 1001 has no last day"), "{open}");
        assert!(open.contains("add one for the time after 2026-04-30"), "{open}");
    }

    #[test]
    fn a_line_needs_both_names_and_days_in_order() {
        assert!(problem(&[line(" ", "", "")]).contains("phone_user is empty"));
        let nobody = UserLink::new("1001", "");
        assert!(problem(&[nobody]).contains("salesforce is empty"));
        let backwards = problem(&[line("1001", "2026-04-02", "2026-04-01")]);
        assert!(backwards.contains("ends on 2026-04-01, before it begins"), "{backwards}");
    }
}
