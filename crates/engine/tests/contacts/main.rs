//! The two-way sync of contacts: a Salesforce org and a phone system behind real ports, the engine between them.

// `cfg(test)` tells clippy that what tests are made of may unwrap too.
#[cfg(test)]
#[allow(dead_code, reason = "other tests use what is not used here")]
#[macro_use]
#[path = "../stage/mod.rs"]
mod stage;

#[cfg(test)]
mod ground;
#[cfg(test)]
mod phone_system;

#[cfg(test)]
mod bad_rows;
#[cfg(test)]
mod both_ways;
#[cfg(test)]
mod first_sync;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod interrupted;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod news;
