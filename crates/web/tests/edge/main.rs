//! The service as phone systems and browsers meet it: over HTTP, with everything behind it.

// `cfg(test)` tells clippy that what tests are made of may unwrap too.
#[cfg(test)]
#[macro_use]
#[allow(dead_code, reason = "the engine's scenarios need more of the stage than these tests")]
#[path = "../../../engine/tests/stage/mod.rs"]
mod stage;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod login;
#[cfg(test)]
mod odd_calls;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod sending;
#[cfg(test)]
mod unreadable;
