//! One file a subcommand.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod bench;
pub(crate) mod calls;
pub(crate) mod connect;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod emulate;
pub(crate) mod erase;
pub(crate) mod errors;
pub(crate) mod explain;
pub(crate) mod people;
pub(crate) mod replay;
pub(crate) mod serve;
pub(crate) mod status;
