//! Whether Salesforce answers at all: several requests lost in a row stop all calls for a while at once,
//! instead of letting each of them fail on its own.

use std::sync::Mutex;

use domain::event::Millis;

/// Lost requests in a row that are still bad luck.
const BAD_LUCK: u32 = 4;
/// First and longest pause in milliseconds.
const FIRST: Millis = 1_000;
const LONGEST: Millis = 60_000;

/// The count of lost requests in a row.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<u32>);

impl Health {
    /// Salesforce answered, whatever it said.
    pub(crate) fn answered(&self) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = 0;
    }

    /// A whole request was lost. Returns how many milliseconds everything should pause, if it is more than
    /// bad luck; each further loss doubles it.
    pub(crate) fn lost(&self) -> Option<Millis> {
        let mut lost = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *lost = lost.saturating_add(1);
        let beyond = lost.checked_sub(BAD_LUCK + 1)?;
        Some((FIRST << beyond.min(10)).min(LONGEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streak_pauses_longer_and_longer_and_an_answer_ends_it() {
        let health = Health::default();
        let pauses: Vec<_> = (0..13).map(|_| health.lost()).collect();
        assert_eq!(pauses[..4], [None; 4]);
        assert_eq!(pauses[4..8], [Some(1_000), Some(2_000), Some(4_000), Some(8_000)]);
        assert_eq!(pauses[12], Some(60_000));
        health.answered();
        assert_eq!(health.lost(), None);
    }
}
