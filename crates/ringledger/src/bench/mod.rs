//! The bench: children (org and service as processes of their own), load (the calls), org (counting from
//! outside), ground (all of these, ready), run, acks, people_load and freshness (what happens when), report (figures).

pub(crate) mod acks;
pub(crate) mod children;
pub(crate) mod freshness;
pub(crate) mod ground;
pub(crate) mod load;
pub(crate) mod memory;
pub(crate) mod org;
pub(crate) mod people_load;
pub(crate) mod percentiles;
pub(crate) mod report;
pub(crate) mod run;
