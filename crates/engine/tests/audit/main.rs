//! The audit log: whatever is done to its rows behind the service's back is told, and nothing is lost among many who
//! write.

#[cfg(test)]
#[macro_use]
#[allow(dead_code, reason = "the scenarios need more of the stage than these tests")]
#[path = "../stage/mod.rs"]
mod stage;

#[cfg(test)]
mod tampering;
