//! The console as a browser meets it: over HTTP, signed in by cookie, with everything behind it.

// `cfg(test)` tells clippy that what tests are made of may unwrap too.
#[cfg(test)]
#[macro_use]
#[allow(dead_code, reason = "the engine's scenarios need more of the stage than these tests")]
#[path = "../../../engine/tests/stage/mod.rs"]
mod stage;

#[cfg(test)]
mod api;
#[cfg(test)]
mod api_calls;
#[cfg(test)]
mod api_deeds;
#[cfg(test)]
mod api_limits;
#[cfg(test)]
#[allow(dead_code, reason = "each area of the console uses another part of it")]
mod browser;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod connect;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod login;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod openid;
#[cfg(test)]
mod overview;
#[cfg(test)]
mod people;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod written_down;
