//! Who may use the console, how they prove it, and what they did: tables that calls know nothing of.

mod api_key;
mod attempt;
mod audit;
mod one_time;
mod session;
mod user;

pub use api_key::ApiKeyRow;
pub use attempt::Attempts;
pub use audit::{AuditFilter, AuditHead, AuditRow};
pub use session::{NewSession, SessionRow, SignInRow};
pub use user::UserRow;
