//! The binary as those who run it see it: what it tells a monitoring system, and what it keeps to itself.

#![cfg(test)]

mod audit;
mod backups;
mod collector;
mod exposition;
#[path = "../installation/mod.rs"]
#[allow(dead_code, reason = "the tests of the command line use more of it")]
mod installation;
mod metrics;
mod privacy;
mod systemd;
