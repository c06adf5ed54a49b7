//! What is worth a mail, and when: new causes at once, everything else by the hour, and each cause once an hour at most.

use domain::event::Millis;
use store::TroubleRow;

use crate::troubles::{Standing, standing};

const HOUR: Millis = 3_600_000;

/// One that lasts is told again after this time, although nothing has changed.
const REMINDER: Millis = 24 * HOUR;

/// What concerns the whole org is often over in a moment: so long it must last before it is told.
const LASTING: Millis = 20_000;

/// What ended a moment ago often begins again.
const REALLY_OVER: Millis = 60_000;

/// What there is to say of a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// It was not there before: it is told at once.
    New,
    /// It has grown, or lasts for another day.
    Goes,
    /// It is over.
    Over,
}

/// What there is to say of a trouble now, if anything: never within an hour after the last time.
pub(super) fn news(row: &TroubleRow, now: Millis) -> Option<News> {
    let told_ago = row.mailed_at.map_or(Millis::MAX, |at| now - at);
    if told_ago < HOUR || row.seen.kind == "mail" {
        return None;
    }
    let told = row.mailed_count > 0;
    match standing(row, now) {
        Standing::Over => {
            let ago = row.over_at.map_or(0, |at| now - at);
            (told && ago >= REALLY_OVER).then_some(News::Over)
        }
        Standing::Acknowledged | Standing::Muted => None,
        Standing::Open if !told => {
            let lasts = now - row.seen.first_at >= LASTING || row.seen.kind != "org";
            lasts.then_some(News::New)
        }
        Standing::Open => {
            let grown = row.seen.count.max(1) > row.mailed_count;
            (grown || told_ago >= REMINDER).then_some(News::Goes)
        }
    }
}

/// Which of all that there is to say is said now. New causes never wait; with them, or an hour after the last digest,
/// goes everything else.
pub(super) fn due(news: Vec<(String, News)>, digest_ago: Millis) -> Vec<(String, News)> {
    let digest = digest_ago >= HOUR;
    news.into_iter().filter(|(_, one)| digest || *one == News::New).collect()
}

#[cfg(test)]
mod tests {
    use store::SeenTrouble;

    use super::*;

    const NOW: Millis = 1_795_000_000_000;

    fn row(kind: &str, count: i64) -> TroubleRow {
        TroubleRow {
            seen: SeenTrouble {
                id: "x".to_owned(),
                kind: kind.to_owned(),
                code: "INVALID_FIELD".to_owned(),
                about: String::new(),
                count,
                first_at: NOW,
                last_at: NOW,
                sample: None,
                note: None,
            },
            over_at: None,
            acknowledged_at: None,
            acknowledged_by: None,
            muted_until: None,
            muted_count: None,
            mailed_at: None,
            mailed_count: 0,
        }
    }

    fn told(count: i64, ago: Millis) -> TroubleRow {
        TroubleRow { mailed_at: Some(NOW - ago), mailed_count: 1, ..row("call", count) }
    }

    #[test]
    fn a_new_cause_is_told_at_once() {
        assert_eq!(news(&row("call", 1), NOW), Some(News::New));
        assert_eq!(news(&row("mail", 1), NOW), None, "a mail about mails goes nowhere");
        assert_eq!(news(&row("org", 1), NOW), None);
        assert_eq!(news(&row("org", 1), NOW + LASTING), Some(News::New));
    }

    #[test]
    fn a_cause_stands_in_one_mail_an_hour_at_most() {
        assert_eq!(news(&told(9, HOUR - 1), NOW), None);
        assert_eq!(news(&told(9, HOUR), NOW), Some(News::Goes));
        let again = TroubleRow { mailed_count: 0, ..told(9, HOUR - 1) };
        assert_eq!(news(&again, NOW), None, "it ended and came back within the hour");
        let over = TroubleRow { over_at: Some(NOW - REALLY_OVER), ..told(9, HOUR - 1) };
        assert_eq!(news(&over, NOW), None);
    }

    #[test]
    fn what_does_not_change_is_told_once_a_day() {
        assert_eq!(news(&told(1, 2 * HOUR), NOW), None);
        assert_eq!(news(&told(1, REMINDER), NOW), Some(News::Goes));
    }

    #[test]
    fn what_is_over_is_told_if_it_was_told_before() {
        let over = |row| TroubleRow { over_at: Some(NOW - REALLY_OVER), ..row };
        assert_eq!(news(&over(told(1, HOUR)), NOW), Some(News::Over));
        assert_eq!(news(&over(row("call", 1)), NOW), None);
        let just_now = TroubleRow { over_at: Some(NOW), ..told(1, HOUR) };
        assert_eq!(news(&just_now, NOW), None);
    }

    #[test]
    fn whoever_sees_to_it_is_not_told_again() {
        let seen_to = TroubleRow { acknowledged_at: Some(NOW), ..told(9, HOUR) };
        assert_eq!(news(&seen_to, NOW), None);
        let muted = TroubleRow { muted_until: Some(NOW + 1), ..row("call", 1) };
        assert_eq!(news(&muted, NOW), None);
    }

    #[test]
    fn a_digest_waits_for_its_hour_and_a_new_cause_does_not() {
        let all = || vec![("a".to_owned(), News::New), ("b".to_owned(), News::Goes)];
        assert_eq!(due(all(), HOUR - 1), [("a".to_owned(), News::New)]);
        assert_eq!(due(all(), HOUR), all());
    }
}
