//! What a person has to look at, grouped by cause: found every few seconds by one node, told by mail, tried again.

mod errand;
mod gather;
mod group;
mod quota;
pub(crate) mod tally;
mod tend;

pub use errand::{Errand, ErrandError};
pub use group::{Standing, Trouble, TroubleKind};
pub use quota::{Budget, forecast};

pub(crate) use group::standing;
pub(crate) use tally::Tally;
