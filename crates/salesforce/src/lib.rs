//! A Salesforce client that knows nothing of calls: signing in, SOQL from values, composite, collections,
//! bulk queries, describe, change events, and one typed [`Decision`] for every failure.
//!
//! [`Client`] sends one request at a time and never repeats it, but for one case: a session that has
//! expired is renewed once and the request sent again. Whether to try anything else again is for the
//! caller, and [`Failure::decision`] says what is safe.

mod bulk;
mod catalogue;
mod client;
mod collections;
mod composite;
mod decision;
mod deleted;
mod describe;
pub mod events;
mod exchange;
mod failure;
mod gauges;
mod hosts;
mod id;
mod jwt;
mod moment;
mod oauth;
mod openid;
mod org;
mod query;
mod reply;
mod session;
mod settings;
pub mod soql;
mod usage;
mod vault;
pub mod web;

#[cfg(test)]
mod scripted;

pub use bulk::{BulkOperation, BulkPage, BulkQuery, BulkQueryState, Rows};
pub use catalogue::{Explanation, explain};
pub use client::{Client, Clock};
pub use collections::{MAX_READ, MAX_WRITE, RecordResult};
pub use composite::{MAX_QUERIES, MAX_SUBREQUESTS, Method, Subreply, Subrequest};
pub use decision::{Decision, Pause};
pub use deleted::{Deleted, LONGEST_DELETED_MS, SHORTEST_DELETED_MS};
pub use describe::{Describe, Field, PicklistValue, RecordType};
pub use failure::Failure;
pub use id::{InvalidId, SalesforceId};
pub use moment::moment;
pub use openid::{NotProved, Person};
pub use org::{Identity, Limit};
pub use query::Record;
pub use settings::{Auth, Settings};
pub use soql::Soql;
pub use usage::Usage;
pub use vault::{TokenVault, Tokens, VaultError, VaultFuture};
