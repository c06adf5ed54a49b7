//! The org's users as the copy has them: a changed e-mail address counts with the next round, for no API call.

use domain::candidate::User;
use store::StoreError;

use super::fields::PeopleObject;
use super::phase::is_ready;
use crate::knowledge::user;
use crate::{Engine, ORG};

/// Users in one page.
const PAGE: i64 = 1_000;

impl Engine {
    /// All users, where there is a copy and it has them; else `None`.
    pub(crate) async fn users_of_copy(&self) -> Result<Option<Vec<User>>, StoreError> {
        if self.in_use().people.mirroring().is_none() {
            return Ok(None);
        }
        let (store, object) = (&self.0.store, PeopleObject::User.name());
        let rows = store.mirror(ORG).await?;
        if !rows.iter().any(|row| row.object == object && is_ready(row)) {
            return Ok(None);
        }
        let mut users = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = store.people_page(ORG, object, after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(Some(users)) };
            after = Some(last.record_id.clone());
            let rows = page.iter().filter_map(|person| serde_json::from_str(&person.body).ok());
            users.extend(rows.filter_map(|row| user(&row)));
        }
    }
}
