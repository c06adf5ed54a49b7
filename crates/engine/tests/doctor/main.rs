//! The doctor against orgs of which each breaks one thing: it must name that thing.

// `cfg(test)` tells clippy that what tests are made of may unwrap too.
#[cfg(test)]
mod between;
#[cfg(test)]
mod ground;
#[cfg(test)]
mod healthy;
#[cfg(test)]
mod org;
#[cfg(test)]
mod orgs;
#[cfg(test)]
mod page;
#[cfg(test)]
mod people;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod task;
#[cfg(test)]
mod trial;
