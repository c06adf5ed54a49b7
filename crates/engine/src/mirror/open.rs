//! Open Cases and Opportunities are not in the copy: they are asked for once a round, and only for the Contacts that
//! calls were matched with (F77).

use std::collections::BTreeSet;

use salesforce::Failure;
use salesforce::soql::{Condition, InvalidSoql, Soql};

use crate::Engine;
use crate::candidates::{newest_case, newest_opportunity, text};
use crate::found::Found;
use crate::search::Scope;

/// Contacts in one query: their ids fit into its length many times over.
const CONTACTS: usize = 200;

impl Engine {
    /// Completes `contacts` in `found` by their newest open Case and Opportunity, as far as `scope` wants them.
    pub(crate) async fn ask_for_open_records(
        &self,
        scope: &Scope,
        contacts: &BTreeSet<String>,
        found: &mut Found,
    ) -> Result<(), Failure> {
        let contacts: Vec<&str> = contacts.iter().map(String::as_str).collect();
        for some in contacts.chunks(CONTACTS) {
            let rows = self.in_use().salesforce.query(&query(scope, some)?).await?;
            self.0.health.answered();
            found.requests += 1;
            for row in rows {
                let Some(id) = text(&row, "Id") else { continue };
                found.open(&id, newest_case(&row), newest_opportunity(&row));
            }
        }
        Ok(())
    }
}

fn query(scope: &Scope, contacts: &[&str]) -> Result<Soql, InvalidSoql> {
    let soql = Soql::select("Contact", ["Id"])?
        .filter(Condition::in_list("Id", contacts.iter().copied())?);
    scope.with_open_records(soql)
}
