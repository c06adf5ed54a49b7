//! What Ringledger promises, from a signed webhook to a Task counted in the org: the real parts, put together.

// `cfg(test)` tells clippy that what tests are made of may unwrap too.
#[cfg(test)]
#[macro_use]
#[path = "../stage/mod.rs"]
mod stage;

#[cfg(test)]
mod budget;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod console;
#[cfg(test)]
mod copied;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod erasure_of_contacts;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod followed;
#[cfg(test)]
mod hygiene;
#[cfg(test)]
mod introduced_late;
#[cfg(test)]
mod introduced_once;
#[cfg(test)]
mod introduced_with_less;
#[cfg(test)]
mod introduction;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod legs;
#[cfg(test)]
mod links;
#[cfg(test)]
mod live;
#[cfg(test)]
mod load;
#[cfg(test)]
mod mails;
#[cfg(test)]
mod many;
#[cfg(test)]
mod missed;
#[cfg(test)]
mod names;
#[cfg(test)]
mod pauses;
#[cfg(test)]
mod people;
#[cfg(test)]
mod phone_systems;
#[cfg(test)]
mod poison;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod troubles;
#[cfg(test)]
mod unknown_outcomes;
#[cfg(test)]
mod users;
#[cfg(test)]
mod what_if;
#[cfg(test)]
mod withheld;
#[cfg(test)]
mod workers;
