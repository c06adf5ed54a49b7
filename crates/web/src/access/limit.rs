//! Guessing is slow: who fails often waits longer and longer, by account and by address. The counts lie in the database,
//! so that they hold on every node and after a restart; each is forgotten an hour after the last failure.

use engine::ORG;
use store::{Attempts, StoreError};

use super::arrival::Arrival;
use super::token::digest;
use crate::Shared;

/// A failure is remembered for so long, in milliseconds.
const FORGET_MS: i64 = 3_600_000;

/// The longest wait, in milliseconds: somebody who knows an e-mail can keep its owner waiting, but not longer.
const LONGEST_MS: i64 = 300_000;

/// What is guessed at, or by whom: its name in the database, and how often it may fail without a wait.
pub(super) struct Door {
    about: String,
    free: i64,
}

impl Door {
    /// An account, by whatever names it. The name itself is not kept.
    pub(super) fn account(name: &str) -> Door {
        Door { about: format!("account:{}", digest(name)), free: 5 }
    }

    /// An address; a whole office may have one. A subscriber has at least a /64 of IPv6.
    pub(super) fn address(arrival: &Arrival) -> Door {
        let address = arrival.browser.address.as_deref().unwrap_or_default();
        let network = match address.parse::<std::net::Ipv6Addr>() {
            Ok(address) => format!("{:x?}", &address.segments()[..4]),
            Err(_) => address.to_owned(),
        };
        Door { about: format!("address:{}", digest(&network)), free: 30 }
    }

    /// When it may be tried again after these failures, UTC milliseconds.
    fn opens_at(&self, attempts: Attempts) -> i64 {
        attempts.last_at + wait(attempts.failures - self.free)
    }
}

/// How long to wait after so many failures too many, in milliseconds.
fn wait(too_many: i64) -> i64 {
    match u32::try_from(too_many) {
        Err(_) | Ok(0) => 0,
        Ok(count) => 1_000_i64.checked_shl(count.min(20)).unwrap_or(LONGEST_MS).min(LONGEST_MS),
    }
}

/// Counts a guess before its outcome is known. The seconds to wait, when it may not be made now.
///
/// # Errors
/// Any failure of the database; then the guess may not be made.
pub(super) async fn knock(shared: &Shared, doors: &[Door]) -> Result<Option<i64>, StoreError> {
    let (store, now) = (shared.engine.store(), shared.engine.now());
    let mut seen = Vec::with_capacity(doors.len());
    for door in doors {
        let attempts = store.sign_in_failures(ORG, &door.about).await?;
        let attempts =
            if attempts.last_at < now - FORGET_MS { Attempts::default() } else { attempts };
        let opens_at = door.opens_at(attempts);
        if opens_at > now {
            return Ok(Some((opens_at - now + 999) / 1000));
        }
        seen.push(attempts.failures);
    }
    let about: Vec<&str> = doors.iter().map(|door| &*door.about).collect();
    let counts = store.count_attempt(ORG, &about, now - FORGET_MS, now).await?;
    // Guesses at the same time saw the same count; only one of them is free.
    let crowded = doors.iter().zip(seen).zip(counts);
    let crowded =
        crowded.into_iter().any(|((door, seen), count)| count > door.free && count > seen + 1);
    Ok(crowded.then_some(1))
}

/// Forgets the failures after a guess that was right.
///
/// # Errors
/// Any failure of the database.
pub(super) async fn open(shared: &Shared, doors: &[Door]) -> Result<(), StoreError> {
    for door in doors {
        shared.engine.store().forget_failures(ORG, &door.about).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_has_an_end() {
        let waits: Vec<i64> = [-5, 0, 1, 2, 3, 8, 9, 10, 1_000].map(wait).to_vec();
        assert_eq!(waits, [0, 0, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000, 300_000]);
    }
}
