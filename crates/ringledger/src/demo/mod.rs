//! The parts of the demo: a stage (org and service), a day (what happens), a play (how it is told), and a
//! verdict (what became of it, counted from outside).

pub(crate) mod day;
pub(crate) mod owner;
pub(crate) mod play;
pub(crate) mod settings;
pub(crate) mod stage;
pub(crate) mod verdict;
