//! What must not be lost: webhook bodies, their events, and what became of each call.
//!
//! One implementation over a thin layer (`query`, `apply`) with two drivers, SQLite and PostgreSQL. One method is one
//! transaction. The crate knows no domain types: JSON travels as text. It reads no clock: times are UTC milliseconds
//! given by the caller.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use store::{NewDelivery, Store, StoreOptions};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let url = format!("sqlite://{}", folder.path().join("ringledger.db").display());
//! let store = Store::open(&url, None, StoreOptions::default()).await?;
//! let kept = store
//!     .keep(NewDelivery {
//!         org_id: "main".to_owned(),
//!         source_id: "phones".to_owned(),
//!         received_at: 1_700_000_000_000,
//!         content_type: "application/json".to_owned(),
//!         headers: "{}".to_owned(),
//!         body: br#"{"event":"call.ended"}"#.to_vec(),
//!     })
//!     .await?;
//! // Now the phone system may be answered with 200.
//! assert_eq!(store.undigested("main", 10).await?[0].id, kept.id);
//! # Ok::<(), store::StoreError>(()) }).unwrap();
//! ```

mod access;
mod backup;
mod batch;
mod call;
mod calls;
mod complete;
mod contacts;
mod database;
mod delete;
mod delivery;
mod digest;
mod due;
mod erase;
mod error;
mod hold;
mod keep;
mod kept_call;
mod key;
mod last_calls;
mod lease;
mod list;
mod migration;
mod mirror;
mod notes;
mod once;
mod org;
mod people;
#[cfg(test)]
mod plans;
mod postgres;
mod remembered;
mod retention;
mod secret;
mod settings;
mod sqlite;
mod status;
mod store;
mod tell;
mod trouble;
mod value;
mod wake;
mod watch;

pub use access::{
    ApiKeyRow, Attempts, AuditFilter, AuditHead, AuditRow, NewSession, SessionRow, SignInRow,
    UserRow,
};
pub use backup::BackedUp;
pub use call::{CallRow, CallState};
pub use calls::{CallDetail, EventRow};
pub use complete::Completion;
pub use contacts::{
    ContactHistoryRow, ContactLink, ContactRow, ContactSyncRow, NamedContact, NewContact,
};
pub use database::StoreOptions;
pub use delete::Deleted;
pub use delivery::{Delivery, DeliveryState};
pub use digest::{Digested, Failure, NewEvent};
pub use erase::{Certified, KeptBody, KeptEvent, Scrubbed};
pub use error::{Result, StoreError};
pub use keep::{Kept, NewDelivery};
pub use kept_call::{KeptCall, Seen};
pub use key::Key;
pub use list::{CallColumn, CallFilter, CallPage, Listing, OwnCalls, Relisted};
pub use mirror::MirrorRow;
pub use notes::Note;
pub use once::Turn;
pub use org::{FOREVER, Pause};
pub use people::{Held, KeptPeople, PeopleOrders, Person};
pub use remembered::Remembered;
pub use settings::{NewSettings, SettingVersion};
pub use status::Status;
pub use store::Store;
pub use trouble::{ErrorKind, ErrorRow};
pub use watch::{
    Cause, CauseKind, Errand, ErrandState, Hour, HourSum, MailDue, QuotaSample, SeenTrouble,
    TroubleRow, WebhookTally,
};
