//! The doctor's findings as a page of a hundred columns: what is well in one line, the rest with why and
//! what to do.

use engine::doctor::{Check, Examination, Group, Verdict};

use crate::printing::{Tone, wrapped};

/// Columns of the page.
const WIDTH: usize = 100;

/// Columns before the text: mark, code and name.
const MARGIN: usize = 31;

/// Columns of a check's name.
const NAME: usize = 21;

/// A line as pieces, each with its look.
pub(super) type Line = Vec<(Tone, String)>;

/// The page. `signs`: whether the terminal shows ✓.
pub(super) fn page(examination: &Examination, signs: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        let checks: Vec<&Check> =
            examination.checks.iter().filter(|check| check.group == group).collect();
        if checks.is_empty() {
            continue;
        }
        lines.push(vec![(Tone::Heading, group.name().to_string())]);
        for check in checks {
            lines.extend(block(check, signs));
        }
        lines.push(Vec::new());
    }
    for line in wrapped(&summary(examination), WIDTH) {
        lines.push(vec![(Tone::Plain, line)]);
    }
    lines
}

fn block(check: &Check, signs: bool) -> Vec<Line> {
    let (tone, mark) = mark(check.verdict, signs);
    let name = check.name.to_string();
    let head = format!(" {} {name:<NAME$} ", check.code);
    let mut lines = Vec::new();
    for (place, text) in wrapped(&check.found.to_string(), WIDTH - MARGIN).into_iter().enumerate() {
        lines.push(if place == 0 {
            vec![(tone, format!(" {mark}")), (Tone::Plain, format!("{head}{text}"))]
        } else {
            vec![(Tone::Plain, format!("{}{text}", indent()))]
        });
    }
    for text in check.why.iter().flat_map(|why| wrapped(&why.to_string(), WIDTH - MARGIN)) {
        lines.push(vec![(Tone::Faint, format!("{}{text}", indent()))]);
    }
    let arrow = if signs { "→ " } else { "> " };
    let fix = check.fix.iter().flat_map(|fix| wrapped(&fix.to_string(), WIDTH - MARGIN - 2));
    for (place, text) in fix.enumerate() {
        let start = if place == 0 { arrow } else { "  " };
        lines.push(vec![(Tone::Plain, format!("{}{start}{text}", indent()))]);
    }
    lines
}

fn indent() -> String {
    " ".repeat(MARGIN)
}

/// The mark before a check, four columns wide.
fn mark(verdict: Verdict, signs: bool) -> (Tone, &'static str) {
    match (verdict, signs) {
        (Verdict::Good, true) => (Tone::Good, "  ✓"),
        (Verdict::Note, true) => (Tone::Faint, "  ·"),
        (Verdict::Unseen, true) => (Tone::Faint, "  ?"),
        (Verdict::Warning, true) => (Tone::Warning, "  !"),
        (Verdict::Failure, true) => (Tone::Bad, "  ✗"),
        (Verdict::Good, false) => (Tone::Good, " ok"),
        (Verdict::Note, false) => (Tone::Faint, "  -"),
        (Verdict::Unseen, false) => (Tone::Faint, "  ?"),
        (Verdict::Warning, false) => (Tone::Warning, "  !"),
        (Verdict::Failure, false) => (Tone::Bad, "BAD"),
    }
}

/// The figures, and whether calls are written.
fn summary(examination: &Examination) -> String {
    let count = |wanted: &[Verdict]| {
        let checks = examination.checks.iter();
        checks.filter(|check| wanted.contains(&check.verdict)).count()
    };
    let (failures, warnings) = (count(&[Verdict::Failure]), count(&[Verdict::Warning]));
    let unseen = count(&[Verdict::Unseen]);
    let checks = match examination.checks.len() {
        1 => "1 check".to_owned(),
        checks => format!("{checks} checks"),
    };
    let mut text = format!(
        "{checks}: {} well, {warnings} to look at, {failures} to mend",
        count(&[Verdict::Good, Verdict::Note]),
    );
    if unseen > 0 {
        text.push_str(&format!(", {unseen} out of sight"));
    }
    let requests = match examination.api_requests {
        1 => "1 API request".to_owned(),
        requests => format!("{requests} API requests"),
    };
    format!("{text}. Looking cost {requests}; nothing was written that stays.")
}

#[cfg(test)]
mod tests {
    use engine::doctor::{DATABASE, KEY, KEY_BESIDE, NO_SOURCE, SOURCES};

    use super::*;

    fn examination() -> Examination {
        let checks = vec![
            SOURCES.finds(&NO_SOURCE, "none", &[]),
            DATABASE.good("opens"),
            KEY.finds(&KEY_BESIDE, "/var/lib/ringledger/ringledger.key ".repeat(4).trim(), &[]),
        ];
        Examination { checks, api_requests: 1 }
    }

    fn text(signs: bool) -> Vec<String> {
        let lines = page(&examination(), signs).into_iter();
        lines.map(|line| line.into_iter().map(|(_, text)| text).collect()).collect()
    }

    #[test]
    fn the_page_has_a_hundred_columns_and_one_line_for_what_is_well() {
        let lines = text(true);
        assert_eq!(lines[0], "Configuration");
        assert_eq!(lines[1], "   ✗ D02 Phone systems         none");
        assert!(lines[3].starts_with(&format!("{}→ Add a [[source]]", indent())), "{lines:?}");
        assert!(lines.contains(&"   ✓ D03 Database              opens".to_owned()), "{lines:?}");
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{lines:?}");
        let end = lines.join(" ");
        let sum = "3 checks: 2 well, 0 to look at, 1 to mend. Looking cost 1 API request; nothing was written that stays.";
        assert!(end.ends_with(sum), "{lines:?}");
    }

    #[test]
    fn a_plain_terminal_gets_words() {
        assert!(text(false)[1].starts_with(" BAD D02 Phone systems"), "{:?}", text(false));
    }
}
