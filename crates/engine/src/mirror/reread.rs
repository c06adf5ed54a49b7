//! Reads single records of the copy anew: where Salesforce contradicted it, or told that something changed without
//! saying what.

use salesforce::soql::Condition;
use salesforce::{MAX_QUERIES, Subrequest};
use store::MirrorRow;

use super::apply::News;
use super::fields::{PeopleFields, PeopleObject};
use super::poll::Unpolled;
use crate::candidates::text;
use crate::search::Table;
use crate::work::Work;
use crate::{Engine, ORG};

/// Records in one query.
const SOME: usize = 400;

impl Engine {
    /// Reads these records of one object anew; one that Salesforce no longer has, or hides from us, is forgotten. One
    /// API call for up to 2,000 records.
    pub(crate) async fn reread(
        &self,
        row: &MirrorRow,
        fields: &PeopleFields,
        ids: &[String],
    ) -> Result<(), Unpolled> {
        for many in ids.chunks(SOME * MAX_QUERIES) {
            let mut subrequests = Vec::new();
            for (place, some) in many.chunks(SOME).enumerate() {
                let named = Condition::in_list("Id", some.iter().map(String::as_str))?;
                let query = fields.query_all()?.filter(named);
                subrequests.push(Subrequest::query_all(&format!("some{place}"), &query));
            }
            let mut news = News::default();
            let mut missing: Vec<&String> = many.iter().collect();
            for reply in self.in_use().salesforce.composite(&subrequests, false).await? {
                for record in self.in_use().salesforce.records(reply).await? {
                    let id = text(&record, "Id");
                    missing.retain(|missing| Some(*missing) != id.as_ref());
                    news.add(&row.object, record);
                }
            }
            self.0.health.answered();
            missing.into_iter().for_each(|id| news.forget(id.clone()));
            self.apply(news, row.generation, None).await?;
        }
        Ok(())
    }

    /// Salesforce contradicted what the copy says of a call's record: reads it anew, so that the call is not matched
    /// with it again.
    pub(crate) async fn doubt(&self, work: &Work) {
        let Some(resolution) = &work.resolution else { return };
        let Some(record) = resolution.record.as_ref().filter(|_| resolution.is_from_copy()) else {
            return;
        };
        let Some(object) =
            Table::of_id(&record.id).and_then(|table| PeopleObject::named(table.name()))
        else {
            return;
        };
        match self.reread_one(object, &record.id).await {
            Ok(()) => {}
            Err(Unpolled::Salesforce(failure)) => {
                tracing::warn!(code = %failure.code, "a record could not be read anew: {failure}");
            }
            Err(Unpolled::Store(error)) => {
                tracing::error!(%error, "a record could not be read anew");
            }
        }
    }

    async fn reread_one(&self, object: PeopleObject, id: &str) -> Result<(), Unpolled> {
        let Some((row, fields)) = self.row_and_fields(object).await? else { return Ok(()) };
        self.reread(&row, &fields, &[id.to_owned()]).await
    }

    /// How far the copy of an object is, and what it holds; `None` where the object is hidden from us.
    pub(super) async fn row_and_fields(
        &self,
        object: PeopleObject,
    ) -> Result<Option<(MirrorRow, PeopleFields)>, Unpolled> {
        let fields = self.people_fields().await?.into_iter().find(|(other, _)| *other == object);
        let rows = self.0.store.mirror(ORG).await?;
        let row = rows.into_iter().find(|row| row.object == object.name());
        Ok(row.zip(fields.and_then(|(_, fields)| fields)))
    }
}
