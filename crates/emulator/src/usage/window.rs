//! A sum over the last 24 hours, which is how Salesforce counts allowances: what was used yesterday comes back bit by bit.

use std::collections::VecDeque;

/// The window, in milliseconds.
pub(super) const WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;

/// Numbers are kept by the minute, which is exact enough for a day.
pub(super) const SLOT_MS: i64 = 60_000;

/// What was used in the last 24 hours.
#[derive(Debug, Default)]
pub(super) struct Window {
    slots: VecDeque<(i64, u64)>,
    sum: u64,
}

impl Window {
    /// What was used in the 24 hours before `now` (UTC milliseconds).
    pub(super) fn sum(&mut self, now: i64) -> u64 {
        while let Some((slot, count)) = self.slots.front().copied() {
            if slot > now - WINDOW_MS {
                break;
            }
            self.sum -= count;
            self.slots.pop_front();
        }
        self.sum
    }

    /// Counts `number` more at `now`.
    pub(super) fn add(&mut self, number: u64, now: i64) {
        self.sum += number;
        let slot = now - now.rem_euclid(SLOT_MS);
        match self.slots.back_mut() {
            Some((time, count)) if *time == slot => *count += number,
            _ => self.slots.push_back((slot, number)),
        }
    }
}
