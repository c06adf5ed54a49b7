//! How fast a phone system may be asked: so many requests within any minute, by the clock that is passed in.

use std::collections::VecDeque;

use domain::event::Millis;

/// What the limit counts.
const MINUTE: Millis = 60_000;

/// The requests of the last minute, and until when the phone system wants to hear nothing.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    sent: VecDeque<Millis>,
    quiet_until: Millis,
}

impl Pace {
    /// Takes leave for one request now.
    ///
    /// # Errors
    /// The moment from which on there is leave.
    pub(crate) fn take(&mut self, now: Millis, limit: u32) -> Result<(), Millis> {
        self.room(now, limit)?;
        self.sent.push_back(now);
        Ok(())
    }

    /// Whether there is leave for one request now.
    ///
    /// # Errors
    /// The moment from which on there is.
    pub(crate) fn room(&mut self, now: Millis, limit: u32) -> Result<(), Millis> {
        if now < self.quiet_until {
            return Err(self.quiet_until);
        }
        // A clock that was set back must not lock us out: what lies ahead of it counts no more.
        self.sent.retain(|at| (now - MINUTE < *at) && *at <= now);
        match self.sent.front() {
            Some(first) if self.sent.len() >= limit as usize => Err(first + MINUTE),
            _ => Ok(()),
        }
    }

    /// The phone system wants to hear nothing until then.
    pub(crate) fn hold(&mut self, until: Millis) {
        self.quiet_until = self.quiet_until.max(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_has_more_requests_than_the_limit() {
        let (mut pace, mut now, mut sent) = (Pace::default(), 1_000, Vec::new());
        while sent.len() < 1_000 {
            match pace.take(now, 120) {
                Ok(()) => {
                    sent.push(now);
                    now += 37;
                }
                Err(at) => {
                    assert!(at > now);
                    now = at;
                }
            }
        }
        for (place, at) in sent.iter().enumerate() {
            let within = sent[place..].iter().take_while(|later| **later < at + MINUTE).count();
            assert!(within <= 120, "{within} requests in the minute from {at}");
        }
        // 1,000 requests at 120 a minute: the rest of eight minutes is spent waiting, and no more.
        assert!((8 * MINUTE..9 * MINUTE).contains(&(now - 1_000)), "{now}");
    }

    #[test]
    fn what_the_phone_system_says_goes_before_the_count_and_the_clock_may_go_back() {
        let mut pace = Pace::default();
        pace.hold(5_000);
        pace.hold(4_000);
        assert_eq!(pace.take(1_000, 120), Err(5_000));
        assert_eq!(pace.take(5_000, 1), Ok(()));
        assert_eq!(pace.take(5_001, 1), Err(65_000));
        pace.quiet_until = 0;
        assert_eq!(pace.take(1_000, 1), Ok(()));
    }
}
