//! What the list is narrowed down to, as it stands in the address: the address is the state.

use domain::call::CallType;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::{CallFilter, CallState};
use url::form_urlencoded::Serializer;

use super::kinds;

/// The query of the list. An empty text is nothing wanted.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct ListQuery {
    pub(crate) q: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) state: String,
    pub(crate) result: String,
    pub(crate) matched: String,
    pub(crate) agent: String,
    pub(crate) line: String,
    pub(crate) source: String,
    pub(crate) error: String,
    /// Where another page ended.
    pub(crate) after: String,
}

/// What became of a search, in the order in which people choose.
pub(crate) const MATCHED: [&str; 6] =
    ["matched", "none", "ambiguous", "named", "created", "not_searched"];

impl ListQuery {
    /// Its parts by name, without the place.
    pub(crate) fn parts(&self) -> [(&'static str, &str); 10] {
        [
            ("q", &self.q),
            ("from", &self.from),
            ("until", &self.until),
            ("state", &self.state),
            ("result", &self.result),
            ("matched", &self.matched),
            ("agent", &self.agent),
            ("line", &self.line),
            ("source", &self.source),
            ("error", &self.error),
        ]
    }

    /// The query's text without the part `without`, and with more parts.
    pub(crate) fn text(&self, without: &str, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        let parts = self.parts().into_iter().chain(more.iter().copied());
        for (name, value) in parts {
            if name != without && !value.trim().is_empty() {
                query.append_pair(name, value.trim());
            }
        }
        query.finish()
    }

    /// The address of a page of the list.
    pub(crate) fn address(&self, without: &str, more: &[(&str, &str)]) -> String {
        let query = self.text(without, more);
        if query.is_empty() { "/calls".to_owned() } else { format!("/calls?{query}") }
    }

    /// Whether anything is wanted.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.parts().iter().any(|(_, value)| !value.trim().is_empty())
    }

    /// The place to go on after.
    pub(crate) fn after(&self) -> Option<&str> {
        Some(self.after.as_str()).filter(|after| !after.is_empty())
    }

    /// What it means for somebody in this time zone, but for the text that is looked for (`own::filter`); `None` where a part
    /// is no date or no word of ours. To leave it out would show, or take out as a file, what nobody has asked for.
    pub(crate) fn filter(&self, zone: &TimeZone) -> Option<CallFilter> {
        let one = |text: &str| {
            let text = text.trim();
            if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
        };
        let moment = |text: &str, days| match text.trim() {
            "" => Some(None),
            text => moment(text, zone, days).map(Some),
        };
        let states = match self.state.trim() {
            "" => Vec::new(),
            state => vec![CallState::parse(state)?],
        };
        Some(CallFilter {
            from: moment(&self.from, 0)?,
            until: moment(&self.until, 1)?,
            states,
            results: results(self.result.trim()),
            matched: one(&self.matched),
            agents: one(&self.agent),
            lines: one(&self.line),
            sources: one(&self.source),
            error_codes: one(&self.error),
            ..CallFilter::default()
        })
    }
}

/// A day or a moment as a form sends it; of a day its beginning, `days` later.
fn moment(text: &str, zone: &TimeZone, days: i64) -> Option<i64> {
    let text = text.trim();
    // A date's parser takes a moment as well, and forgets its time.
    if let Some(day) = text.parse::<Date>().ok().filter(|_| !text.contains('T')) {
        let day = day.checked_add(jiff::Span::new().days(days)).ok()?;
        let began = day.to_zoned(zone.clone()).ok()?;
        return Some(began.timestamp().as_millisecond());
    }
    let moment: DateTime = text.parse().ok()?;
    Some(moment.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
}

/// The results that a choice stands for: answered, missed, or one of them.
fn results(choice: &str) -> Vec<String> {
    let word = |kind: &CallType| kinds::word(kind);
    let both = |missed: bool| {
        let spoke = |kind: &&CallType| !matches!(kind, CallType::Internal | CallType::IvrDigits);
        let all = CallType::ALL.iter().filter(spoke);
        all.filter(|kind| kind.is_missed() == missed).map(word).collect()
    };
    match choice {
        "" => Vec::new(),
        "answered" => both(false),
        "missed" => both(true),
        other => vec![other.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokyo() -> TimeZone {
        TimeZone::get("Asia/Tokyo").unwrap()
    }

    #[test]
    fn a_day_is_the_readers_day() {
        let query = ListQuery {
            from: "2026-11-21".to_owned(),
            until: "2026-11-21".to_owned(),
            ..ListQuery::default()
        };
        let filter = query.filter(&tokyo()).unwrap();
        assert_eq!(filter.from, Some(1_795_186_800_000));
        assert_eq!(filter.until, filter.from.map(|from| from + 86_400_000));
        let exact = ListQuery { from: "2026-11-21T09:00".to_owned(), ..ListQuery::default() };
        assert_eq!(exact.filter(&tokyo()).unwrap().from, Some(1_795_186_800_000 + 9 * 3_600_000));
    }

    #[test]
    fn what_makes_no_sense_is_no_filter() {
        let empty = ListQuery { agent: "  ".to_owned(), ..ListQuery::default() };
        assert_eq!(empty.filter(&tokyo()), Some(CallFilter::default()));
        for (name, value) in [
            ("from", "yesterday"),
            ("until", "9999-99-99"),
            ("from", "２０２６-01-01"),
            ("state", "asleep"),
        ] {
            let mut query = ListQuery::default();
            let part = match name {
                "from" => &mut query.from,
                "until" => &mut query.until,
                _ => &mut query.state,
            };
            value.clone_into(part);
            assert_eq!(query.filter(&tokyo()), None, "{name}={value}");
        }
    }

    #[test]
    fn missed_stands_for_all_that_nobody_answered() {
        let missed = results("missed");
        assert!(missed.contains(&"incoming_missed".to_owned()), "{missed:?}");
        assert!(missed.contains(&"voicemail".to_owned()), "{missed:?}");
        assert!(!results("answered").iter().any(|kind| missed.contains(kind)));
        assert_eq!(results("internal"), ["internal"]);
    }

    #[test]
    fn the_address_says_what_is_wanted_and_nothing_else() {
        let query = ListQuery {
            q: "A&B = 1".to_owned(),
            state: "failed".to_owned(),
            after: "1~x".to_owned(),
            ..ListQuery::default()
        };
        assert_eq!(query.address("", &[]), "/calls?q=A%26B+%3D+1&state=failed");
        assert_eq!(query.address("q", &[]), "/calls?state=failed");
        assert_eq!(query.address("q", &[("after", "1~x")]), "/calls?state=failed&after=1%7Ex");
        assert_eq!(ListQuery::default().address("", &[]), "/calls");
    }
}
