//! Tells people by mail what went wrong and when it is right again (F9).
//!
//! What is owed to whom stands in the store until a mail server has taken it; the words are found when it is sent. So a mail
//! server that hangs or dies loses nothing, and calls do not notice: mails have a loop of their own.

mod digest;
mod explain;
mod letter;
mod news;
mod post;
mod settings;
mod tell;
mod unsubscribe;

pub(crate) use digest::Digest;
pub use explain::TroubleWords;
pub use post::{MailProblem, Said};
pub use settings::{MailSettings, MailTls};
