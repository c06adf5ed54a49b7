//! What a call is and what its Task should say: pure rules without I/O, clock or randomness.
//!
//! The way of a call through this crate: [`call::fold`] makes one call of its events,
//! [`matching::inquire`] says which number to look for, [`matching::choose`] picks the record,
//! [`introduce::plan`] says whom to create where there is none, [`owner::choose`] picks the owner, and
//! [`task::compose`] words the Task.

pub mod call;
pub mod candidate;
pub mod contact;
pub mod event;
pub mod hygiene;
pub mod introduce;
pub mod matching;
pub mod names;
pub mod number;
pub mod outcome;
pub mod owner;
pub mod profile;
pub mod spelling;
pub mod task;
pub mod template;
pub mod update;
pub mod wording;
