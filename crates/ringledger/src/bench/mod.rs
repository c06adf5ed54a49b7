//! The bench: children (org and service as processes of their own), load (the calls), org (counting from
//! outside), run (what happens when), report (figures).

pub(crate) mod children;
pub(crate) mod load;
pub(crate) mod org;
pub(crate) mod report;
pub(crate) mod run;
