//! The behaviour of the reference systems, row by row: events in, Task out, by way of the whole crate.
//!
//! Each test is named by the row (F16 …) that it proves.

#[cfg(test)]
mod contacts;
#[cfg(test)]
mod creation;
#[cfg(test)]
mod custom;
#[cfg(test)]
mod introduction;
#[cfg(test)]
mod matching;
#[cfg(test)]
mod names;
#[cfg(test)]
mod owner;
#[cfg(test)]
mod text;
#[cfg(test)]
mod update;
#[cfg(test)]
mod values;
#[cfg(test)]
mod world;
