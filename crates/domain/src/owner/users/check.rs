//! Refuses tables of phone users that contradict themselves: a table that can be read in two ways is a mistake.

use std::collections::BTreeMap;

use super::{UserLink, key};

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
