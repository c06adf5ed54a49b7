//! What people see of calls and do with them: the list, a call's page, the Task as it stands now, whom it could belong to.

mod find_people;
mod line;
mod list;
mod page;
mod task_now;

pub use find_people::{FindError, FoundPeople, FoundPerson};
pub use line::ListedCall;
pub use list::{CallList, look_for, look_for_id};
pub use page::{CallPage, ToldEvent};
pub use task_now::{FieldNow, TaskNow, TaskNowError};

use crate::Engine;

impl Engine {
    /// Where the org's pages are, to link to a record; `None` before anybody has signed in, or while that fails.
    pub async fn org_url(&self) -> Option<String> {
        let url = self.in_use().salesforce.instance_url().await.ok()?;
        Some(url.as_str().trim_end_matches('/').to_owned())
    }
}

/// JSON that we stored ourselves; another version's shape is as good as none.
fn stored<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Option<T> {
    serde_json::from_str(text?).ok()
}
