//! Reads records of which an event did not say enough, in as few requests as can be.

use std::collections::BTreeSet;

use salesforce::Subrequest;
use salesforce::soql::Condition;

use super::super::apply::News;
use super::super::fields::{PeopleFields, PeopleObject};
use super::super::poll::Unpolled;
use crate::Engine;
use crate::candidates::text;

/// Ids in one query: together they stay far below the longest text that Salesforce reads.
const IDS: usize = 1_000;

impl Engine {
    /// Reads these records, the deleted among them, for they say into which record they were merged. Those that
    /// nobody has any more are forgotten. One API call for five thousand.
    pub(super) async fn read_again(
        &self,
        object: PeopleObject,
        mut ids: BTreeSet<String>,
        news: &mut News,
    ) -> Result<(), Unpolled> {
        let Some(fields) = self.fields_of(object).await? else { return Ok(()) };
        let wanted: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut queries = Vec::new();
        for (place, ids) in wanted.chunks(IDS).enumerate() {
            let query = fields.query_all()?.filter(Condition::in_list("Id", ids.iter().copied())?);
            queries.push(Subrequest::query_all(&format!("again{place}"), &query));
        }
        let salesforce = &self.0.parts.salesforce;
        let mut rows = Vec::new();
        for queries in queries.chunks(salesforce::MAX_QUERIES) {
            for reply in salesforce.composite(queries, false).await? {
                rows.extend(salesforce.records(reply).await?);
            }
        }
        self.0.health.answered();
        for row in rows {
            if let Some(id) = text(&row, "Id") {
                ids.remove(&id);
            }
            news.add(object.name(), row);
        }
        ids.into_iter().for_each(|id| news.forget(id));
        Ok(())
    }

    /// Asks for everything of one object that has changed since its cursor.
    pub(super) async fn poll_one(&self, object: PeopleObject) -> Result<(), Unpolled> {
        let rows = self.0.parts.store.mirror(crate::ORG).await?;
        let row = rows.into_iter().find(|row| row.object == object.name());
        match (row, self.fields_of(object).await?) {
            (Some(row), Some(fields)) => self.poll(vec![(row, fields)]).await,
            _ => Ok(()),
        }
    }

    async fn fields_of(&self, object: PeopleObject) -> Result<Option<PeopleFields>, Unpolled> {
        let all = self.people_fields().await?;
        Ok(all.into_iter().find(|(known, _)| *known == object).and_then(|(_, fields)| fields))
    }
}
