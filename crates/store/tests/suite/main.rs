//! One suite for both databases: what does not pass on SQLite and on PostgreSQL does not exist.

// `cfg(test)` on each module tells clippy that helpers of tests may unwrap too.
#[cfg(test)]
#[macro_use]
mod place;
#[cfg(test)]
mod access;
#[cfg(test)]
mod anew;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod contacts;
#[cfg(test)]
mod counts;
#[cfg(test)]
mod digest;
#[cfg(test)]
mod due;
#[cfg(test)]
mod erase;
#[cfg(test)]
mod keep;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod lease;
#[cfg(test)]
mod list;
#[cfg(test)]
mod neighbour;
#[cfg(test)]
mod once;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod org;
#[cfg(test)]
mod people;
#[cfg(test)]
mod remembered;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod secret;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod tell;
#[cfg(test)]
mod trouble;
#[cfg(test)]
mod wake;
#[cfg(test)]
mod watch;
