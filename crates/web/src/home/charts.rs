//! The three charts of the first page, each with its sentence and its table.

use engine::Overview;
use language::{Argument, say_with};
use store::Hour;

use super::chart::{Chart, Scale};
use crate::shell::Words;

/// All of them.
pub(super) fn all(overview: &Overview, words: &Words) -> Vec<Chart> {
    vec![by_hour(overview, words), match_rate(overview, words), time_to_task(overview, words)]
}

/// Every so many columns has its word below.
const EVERY: usize = 6;

fn by_hour(overview: &Overview, words: &Words) -> Chart {
    let (hours, locale) = (&overview.hours, &words.locale);
    let most = hours.iter().max_by_key(|hour| hour.sum.calls).copied().unwrap_or_default();
    let scale = Scale::new(hours.len(), most.sum.calls);
    let other = |hour: &Hour| (hour.sum.calls - hour.sum.logged - hour.sum.failed).max(0);
    let bars = hours.iter().enumerate().flat_map(|(column, hour)| {
        let parts =
            [("bar", hour.sum.logged), ("bar-quiet", other(hour)), ("bar-3", hour.sum.failed)];
        let says = format!("{}: {}", locale.time(hour.at), locale.number(hour.sum.calls));
        scale.stack(column, &parts, &says)
    });
    let all: i64 = hours.iter().map(|hour| hour.sum.calls).sum();
    let arguments = [
        ("count", Argument::from(all)),
        ("at", Argument::from(locale.time(most.at))),
        ("most", Argument::from(most.sum.calls)),
    ];
    let about = match all {
        0 => words.say("home-chart-hours-none"),
        _ => say_with(words.language, "home-chart-hours-about", &arguments),
    };
    let number = |value: i64| locale.number(value);
    Chart {
        id: "hours",
        title: words.say("home-chart-hours"),
        about,
        bars: bars.collect(),
        lines: Vec::new(),
        ticks: scale.ticks(number),
        labels: times(hours, scale, words),
        legend: vec![
            ("bar", words.say("home-legend-logged")),
            ("bar-quiet", words.say("home-legend-other")),
            ("bar-3", words.say("home-legend-failed")),
        ],
        head: ["hour", "calls", "logged", "ignored", "failed"]
            .map(|column| words.say(&format!("home-{column}")))
            .into(),
        rows: hours
            .iter()
            .rev()
            .map(|hour| {
                let sum = hour.sum;
                let counts = [sum.calls, sum.logged, sum.ignored, sum.failed].map(number);
                std::iter::once(locale.moment(hour.at)).chain(counts).collect()
            })
            .collect(),
    }
}

fn match_rate(overview: &Overview, words: &Words) -> Chart {
    let (days, locale) = (&overview.days, &words.locale);
    let scale = Scale::new(days.len(), 100);
    let bars = days.iter().enumerate().filter_map(|(column, day)| {
        let percent = (100 * day.sum.matched).checked_div(day.sum.logged)?;
        let says =
            format!("{}: {}", locale.date(day.at), rate(day.sum.matched, day.sum.logged, words));
        Some(scale.stack(column, &[("bar", percent)], &says))
    });
    let sum = |part: fn(&Hour) -> i64| days.iter().map(part).sum::<i64>();
    let (matched, logged) = (sum(|day| day.sum.matched), sum(|day| day.sum.logged));
    let about = match logged {
        0 => words.say("home-chart-match-none"),
        _ => words.with("home-chart-match-about", "percent", rate(matched, logged, words)),
    };
    let labels = days.iter().enumerate().filter(|(column, _)| column % EVERY == 1);
    Chart {
        id: "match",
        title: words.say("home-chart-match"),
        about,
        bars: bars.flatten().collect(),
        lines: Vec::new(),
        ticks: scale.ticks(|value| rate(value, 100, words)),
        labels: labels
            .map(|(column, day)| (scale.middle(column), short_date(&locale.date(day.at))))
            .collect(),
        legend: Vec::new(),
        head: ["day", "logged", "matched", "rate"]
            .map(|column| words.say(&format!("home-{column}")))
            .into(),
        rows: days
            .iter()
            .rev()
            .map(|day| {
                vec![
                    locale.date(day.at),
                    locale.number(day.sum.logged),
                    locale.number(day.sum.matched),
                    rate(day.sum.matched, day.sum.logged, words),
                ]
            })
            .collect(),
    }
}

fn time_to_task(overview: &Overview, words: &Words) -> Chart {
    let (hours, locale) = (&overview.hours, &words.locale);
    let highest = hours.iter().filter_map(|hour| hour.sum.p95).max().unwrap_or(0);
    // In milliseconds, and at least two seconds: its ticks are whole seconds then.
    let scale = Scale::new(hours.len(), highest.max(2_000));
    let last = hours.iter().rev().find_map(|hour| Some((hour.at, hour.sum.p50?, hour.sum.p95?)));
    let about = match last {
        None => words.say("home-chart-task-none"),
        Some((at, half, most)) => {
            let arguments = [
                ("at", Argument::from(locale.time(at))),
                ("half", Argument::from(seconds(half, words))),
                ("most", Argument::from(seconds(most, words))),
            ];
            say_with(words.language, "home-chart-task-about", &arguments)
        }
    };
    let line = |class, part: fn(&Hour) -> Option<i64>| {
        let values: Vec<Option<i64>> = hours.iter().map(part).collect();
        scale.line(class, &values)
    };
    let cell =
        |millis: Option<i64>| millis.map_or("–".to_owned(), |millis| seconds(millis, words));
    Chart {
        id: "task",
        title: words.say("home-chart-task"),
        about: format!("{about} {}", words.say("home-chart-task-help")),
        bars: Vec::new(),
        lines: vec![line("line", |hour| hour.sum.p50), line("line-2", |hour| hour.sum.p95)],
        ticks: scale.ticks(|value| {
            say_with(
                words.language,
                "locale-duration-seconds",
                &[("seconds", (value / 1_000).into())],
            )
        }),
        labels: times(hours, scale, words),
        legend: vec![
            ("line", words.say("home-legend-half")),
            ("line-2", words.say("home-legend-most")),
        ],
        head: ["hour", "half", "most"].map(|column| words.say(&format!("home-{column}"))).into(),
        rows: hours
            .iter()
            .rev()
            .map(|hour| vec![locale.moment(hour.at), cell(hour.sum.p50), cell(hour.sum.p95)])
            .collect(),
    }
}

fn times(hours: &[Hour], scale: Scale, words: &Words) -> Vec<(i64, String)> {
    let some = hours.iter().enumerate().filter(|(column, _)| column % EVERY == 2);
    some.map(|(column, hour)| (scale.middle(column), words.locale.time(hour.at))).collect()
}

/// Seconds with a digit behind them while they are few.
fn seconds(millis: i64, words: &Words) -> String {
    if millis >= 10_000 {
        return words.locale.span((millis + 500) / 1_000);
    }
    #[allow(clippy::cast_precision_loss, reason = "ten thousand at most")]
    let seconds = millis as f64 / 1_000.0;
    words.with("home-seconds-short", "seconds", words.locale.decimal(seconds, 1))
}

fn rate(part: i64, all: i64, words: &Words) -> String {
    if all == 0 {
        return "–".to_owned();
    }
    #[allow(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
    let share = part as f64 / all as f64;
    words.locale.percent(share)
}

/// A date without its year.
fn short_date(date: &str) -> String {
    match date.split_once('年') {
        Some((_, rest)) => rest.to_owned(),
        None => date.rsplit_once(' ').map_or(date, |(rest, _)| rest).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_loses_its_year() {
        assert_eq!(short_date("21 nov. 2026"), "21 nov.");
        assert_eq!(short_date("2026年11月21日"), "11月21日");
    }
}
