//! When a call that failed is tried again. Pure: attempts and a random number in, milliseconds out.

use domain::event::Millis;

/// Pauses between attempts in milliseconds; the last one repeats until the retry window closes.
const PAUSES: [Millis; 9] = [200, 500, 1_000, 5_000, 30_000, 120_000, 300_000, 600_000, 1_800_000];

/// Lost requests in a row that say nothing of the call: an outage pauses the whole org instead.
const UNLUCKY: i64 = 8;

/// Milliseconds to wait after the request of attempt number `attempts` was lost: briefly, until it can no
/// longer be bad luck.
pub(crate) fn pause_after_loss(attempts: i64, luck: f64) -> Millis {
    PAUSES[0] + pause(attempts - UNLUCKY, luck)
}

/// Milliseconds to wait after attempt number `attempts` (1 is the first) failed; `luck` in 0..=1 spreads
/// calls that failed together over 50 to 150 % of the pause.
pub(crate) fn pause(attempts: i64, luck: f64) -> Millis {
    let index = usize::try_from(attempts.max(1) - 1).unwrap_or(0).min(PAUSES.len() - 1);
    let base = PAUSES[index];
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "minutes fit f64"
    )]
    let spread = (base as f64 * (0.5 + luck.clamp(0.0, 1.0))) as Millis;
    spread.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let all: Vec<_> = (1..=12).map(|attempt| pause(attempt, 0.5)).collect();
        assert!(all.windows(2).all(|pair| pair[0] <= pair[1]), "{all:?}");
        assert_eq!(*all.last().unwrap(), 1_800_000);
        assert_eq!(pause(1, 0.0), 100);
        assert_eq!(pause(1, 1.0), 300);
        assert_eq!(pause(-5, 0.5), pause(1, 0.5));
        assert_eq!(pause_after_loss(1, 0.5), pause_after_loss(UNLUCKY, 0.5));
        assert!(pause_after_loss(20, 0.5) > 60_000);
    }
}
