//! What of the org concerns one profile: asked before it is saved, by the same rules as the whole visit.

use domain::profile::Profile;
use salesforce::{Auth, Failure};

use super::check::Check;
use super::reading::{More, Reading};
use super::rights::Grants;
use super::{fields, mapping, owners, people, person_accounts, values, visit, writes};
use crate::Engine;

impl Engine {
    /// Looks in the org for the fields, values, objects and users that a profile names: about three API requests.
    /// Nothing is written.
    ///
    /// # Errors
    /// When Salesforce does not answer at all; what it hides is a check of its own.
    pub async fn check_profile(&self, profile: &Profile) -> Result<Vec<Check>, Failure> {
        let client = self.salesforce();
        let me = client.identity().await?;
        let reading = Reading::read(&client, me).await?;
        let profiles = [profile];
        let mut checks = people::look(&reading, &profiles);
        checks.push(person_accounts::look(reading.describe("Account").ok(), &profiles));
        if reading.users.is_ok() {
            let today = visit::today(self.now());
            checks.extend(owners::look(&visit::directory(&reading), &profiles, today));
        }
        if let Some(task) = reading.task() {
            let wanted = writes::fields(&profiles);
            let missed = fields::missed(task, &wanted);
            let web = matches!(self.in_use().salesforce_settings.auth, Auth::Web { .. });
            let user_id = reading.me.user_id.to_string();
            let more = match More::read(&client, &user_id, web, &missed).await {
                Ok(more) => more,
                Err(failure) => More::nothing(&failure),
            };
            let user = reading.me.username.as_str();
            checks.extend(fields::look(task, &wanted, &Grants::new(&more.grants), user));
            checks.extend(values::look(task, &reading.statuses, &profiles));
            checks.extend(mapping::look(task, &profiles));
        }
        checks.sort_by_key(|check| check.code);
        Ok(checks)
    }
}
