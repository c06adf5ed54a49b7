//! Refuses tables of phone users that contradict themselves: a table that can be read in two ways is a mistake.

use std::collections::BTreeMap;

use language::Sentence;

use super::{UserLink, key};

/// Refuses lines that contradict each other. `place` words the place of a line, such as "line 3".
///
/// # Errors
/// One sentence that names the place, what is wrong there and what to write instead.
pub fn check_users(users: &[UserLink], place: &dyn Fn(usize) -> Sentence) -> Result<(), Sentence> {
    let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in users.iter().enumerate() {
        check_line(line).map_err(|problem| problem.with("place", place(at)))?;
        lines.entry(key(&line.phone_user)).or_default().push(at);
    }
    for mut same in lines.into_values() {
        same.sort_by_key(|at| users[*at].from);
        for pair in same.windows(2) {
            let [earlier, later] = [pair[0], pair[1]];
            if let Some(problem) = clash(&users[earlier], &users[later]) {
                return Err(problem.with("first", place(earlier)).with("place", place(later)));
            }
        }
    }
    Ok(())
}

fn check_line(line: &UserLink) -> Result<(), Sentence> {
    let who = line.phone_user.trim();
    if who.is_empty() {
        return Err(Sentence::new("owner-table-no-phone-user"));
    }
    if line.salesforce.trim().is_empty() {
        return Err(Sentence::new("owner-table-no-salesforce").with("who", who));
    }
    match (line.from, line.until) {
        (Some(from), Some(until)) if until < from => Err(Sentence::new("owner-table-ends-early")
            .with("who", who)
            .with("until", until.to_string())
            .with("from", from.to_string())),
        _ => Ok(()),
    }
}

/// What is wrong with two lines of one phone user, of which `later` begins later or at the same time; yet without
/// their places.
fn clash(earlier: &UserLink, later: &UserLink) -> Option<Sentence> {
    let who = later.phone_user.trim();
    let Some(begins) = later.from.filter(|from| Some(*from) != earlier.from) else {
        return Some(match later.from {
            None => Sentence::new("owner-table-already").with("who", who),
            Some(from) => Sentence::new("owner-table-same-day")
                .with("who", who)
                .with("from", from.to_string()),
        });
    };
    let day_before = begins.yesterday().unwrap_or(begins);
    let (words, until) = match (earlier.until, later.until) {
        (Some(until), _) if until >= begins => ("owner-table-overlaps", until),
        // Whose is it afterwards? A table that leaves it open would be read in two ways.
        (None, Some(until)) => ("owner-table-open", until),
        _ => return None,
    };
    Some(
        Sentence::new(words)
            .with("who", who)
            .with("from", begins.to_string())
            .with("until", until.to_string())
            .with("before", day_before.to_string()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(phone_user: &str, from: &str, until: &str) -> UserLink {
        let day = |text: &str| text.parse().ok();
        UserLink { from: day(from), until: day(until), ..UserLink::new(phone_user, "mia") }
    }

    fn problem(lines: &[UserLink]) -> String {
        check_users(lines, &|at| Sentence::new("owner-table-line").with("line", at + 1))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn lines_that_follow_each_other_are_taken() {
        for lines in [
            vec![line("1001", "", ""), line("1002", "", "")],
            vec![line("1001", "", ""), line("1001", "2026-04-01", "")],
            vec![line("1001", "2026-04-01", ""), line("1001", "", "2026-03-31")],
            vec![line("1001", "", "2026-01-31"), line("1001", "2026-04-01", "2026-04-30")],
        ] {
            assert_eq!(check_users(&lines, &|_| Sentence::from("")), Ok(()), "{lines:?}");
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
