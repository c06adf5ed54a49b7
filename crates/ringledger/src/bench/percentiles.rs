//! The middle and the bad end of what was measured.

use serde::Serialize;

/// The middle and the bad end of a distribution.
#[derive(Debug, Serialize)]
pub(crate) struct Percentiles {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

impl Percentiles {
    /// Of microseconds, in milliseconds.
    pub(crate) fn of(mut micros: Vec<u64>) -> Percentiles {
        micros.sort_unstable();
        let at = |share: usize| {
            let last = micros.len().saturating_sub(1);
            micros.get(last * share / 100).copied().unwrap_or(0)
        };
        Percentiles { p50: milliseconds(at(50)), p99: milliseconds(at(99)) }
    }
}

#[allow(clippy::cast_precision_loss, reason = "latencies are far below 2^52 microseconds")]
fn milliseconds(micros: u64) -> f64 {
    micros as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_of_few_and_none() {
        let some = Percentiles::of((1..=100).map(|value| value * 1000).collect());
        assert!((some.p50 - 50.0).abs() < 0.01 && (some.p99 - 99.0).abs() < 0.01, "{some:?}");
        let none = Percentiles::of(Vec::new());
        assert!(none.p50 == 0.0 && none.p99 == 0.0);
    }
}
