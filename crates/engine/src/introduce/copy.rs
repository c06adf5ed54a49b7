//! Who was created, or was found by looking in Salesforce itself, stands in the copy of the org's people at once: the
//! next call finds it there, and nobody takes it for a record that is gone.

use domain::candidate::{Candidate, MatchObject};
use salesforce::Record;
use serde_json::{Value, json};
use store::StoreError;

use crate::mirror::News;
use crate::{Engine, ORG};

impl Engine {
    /// Takes new records into the copy, where there is one. What Salesforce itself says of them later replaces this.
    pub(super) async fn copy_new(&self, created: &[Candidate]) -> Result<(), StoreError> {
        if created.is_empty() || self.in_use().people.mirroring().is_none() {
            return Ok(());
        }
        for copied in self.0.store.mirror(ORG).await? {
            let mut news = News::default();
            let same = created.iter().filter(|new| name_of(new.object) == copied.object);
            same.for_each(|new| news.add(&copied.object, row(new)));
            self.apply(news, copied.generation, None).await?;
        }
        Ok(())
    }

    /// Takes somebody into the copy whom Salesforce itself named and the copy did not know. A Person Account and a
    /// converted Lead are more than is known of them here.
    pub(super) async fn copy_found(&self, found: Candidate) -> Result<(), StoreError> {
        if found.object == MatchObject::PersonAccount || found.converted.is_some() {
            return Ok(());
        }
        self.copy_new(&[found]).await
    }
}

fn name_of(object: MatchObject) -> &'static str {
    match object {
        MatchObject::Contact => "Contact",
        MatchObject::Lead => "Lead",
        MatchObject::Account | MatchObject::PersonAccount => "Account",
    }
}

/// The row as a query would give it; without a time, so that any other is newer.
fn row(new: &Candidate) -> Record {
    let mut row = Record::new();
    row.insert("Id".to_owned(), Value::from(new.id.clone()));
    row.insert("Name".to_owned(), Value::from(new.name.clone()));
    row.insert("OwnerId".to_owned(), Value::from(new.owner_id.clone()));
    match new.object {
        MatchObject::Lead => {
            row.insert("Company".to_owned(), Value::from(new.company.clone()));
        }
        MatchObject::Contact if new.account_id.is_some() => {
            row.insert("AccountId".to_owned(), Value::from(new.account_id.clone()));
            row.insert("Account".to_owned(), json!({"Name": new.company}));
        }
        _ => {}
    }
    row.extend(new.phones.iter().map(|(field, text)| (field.clone(), Value::from(text.clone()))));
    row
}
