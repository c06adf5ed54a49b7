//! What the watcher keeps for people: causes of trouble, errands that try them again, mails that are due, and figures.

pub(crate) mod causes;
mod errand;
pub(crate) mod hours;
mod mail;
mod quota;
mod tally;
mod troubles;

pub use causes::{Cause, CauseKind};
pub use errand::{Errand, ErrandState};
pub use hours::{Hour, HourSum};
pub use mail::MailDue;
pub use quota::QuotaSample;
pub use tally::WebhookTally;
pub use troubles::{SeenTrouble, TroubleRow};

pub(crate) use hours::{stale_hour, stale_sql};
