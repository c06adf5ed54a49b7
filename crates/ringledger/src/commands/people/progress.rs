//! How far a load is, how fast it goes and how long it will take.

use store::MirrorRow;

/// The rows of all objects at one moment, in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sample {
    /// UTC milliseconds.
    at: i64,
    loaded: i64,
    /// Nothing while Salesforce still counts.
    expected: Option<i64>,
}

impl Sample {
    pub(crate) fn of(rows: &[MirrorRow], at: i64) -> Sample {
        let loading: Vec<&MirrorRow> = rows.iter().filter(|row| row.phase != "hidden").collect();
        Sample {
            at,
            loaded: loading.iter().map(|row| row.loaded).sum(),
            expected: loading.iter().map(|row| row.expected).sum(),
        }
    }

    /// What has become of the load since the `first` sample, in a line.
    pub(crate) fn since(self, first: Sample) -> String {
        let millis = (self.at - first.at).max(1);
        let rate = (self.loaded - first.loaded).max(0) * 1000 / millis;
        let people = grouped(self.loaded);
        let Some(expected) = self.expected else {
            return format!("{people} people, {} a second; Salesforce still counts", grouped(rate));
        };
        let percent = self.loaded * 100 / expected.max(1);
        let told = format!("{people} of {} people ({percent} %)", grouped(expected));
        let left = (expected - self.loaded).max(0);
        match rate {
            0 => told,
            rate => {
                format!(
                    "{told}, {} a second, {} left",
                    grouped(rate),
                    span((left + rate - 1) / rate)
                )
            }
        }
    }
}

/// A figure in groups of three digits.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0
            && digit != '-'
            && (digits.len() - place).is_multiple_of(3)
            && !text.ends_with('-')
        {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A length of time, given in seconds, in the unit that fits it.
pub(crate) fn span(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{} s", seconds.max(0)),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(phase: &str, loaded: i64, expected: Option<i64>) -> MirrorRow {
        MirrorRow { phase: phase.to_owned(), loaded, expected, ..MirrorRow::default() }
    }

    #[test]
    fn the_rate_is_that_of_this_run_and_tells_how_long_it_will_take() {
        let first = Sample::of(&[row("loading", 400_000, Some(1_000_000))], 1_000);
        let hidden = row("hidden", 0, None);
        let later = [row("loading", 450_000, Some(1_000_000)), row("ready", 20, Some(20)), hidden];
        assert_eq!(
            Sample::of(&later, 3_000).since(first),
            "450,020 of 1,000,020 people (45 %), 25,010 a second, 22 s left"
        );
        assert_eq!(first.since(first), "400,000 of 1,000,000 people (40 %)");
    }

    #[test]
    fn nothing_is_foretold_before_it_is_known() {
        let rows = [row("loading", 0, None), row("ready", 20, Some(20))];
        let told = Sample::of(&rows, 1_000).since(Sample::of(&rows, 0));
        assert_eq!(told, "20 people, 0 a second; Salesforce still counts");
    }

    #[test]
    fn an_empty_org_is_loaded_at_once() {
        let empty = Sample::of(&[row("ready", 0, Some(0))], 0);
        assert_eq!(empty.since(empty), "0 of 0 people (0 %)");
    }

    #[test]
    fn figures_and_spans_are_read_at_a_glance() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")]
        {
            assert_eq!(grouped(number), text);
        }
        for (seconds, text) in
            [(-1, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (200_000, "2 days")]
        {
            assert_eq!(span(seconds), text);
        }
    }
}
