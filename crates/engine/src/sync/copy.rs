//! Our copy of the phone systems' contacts: how one becomes a row, and what it says of a person.

use domain::contact::{Facts, Field, canonical, dialable, text};
use domain::event::Millis;
use domain::number::NumberPlan;
use sources::{BookContact, ContactNews, Detail};
use store::{ContactRow, NewContact, StoreError};

use crate::{Engine, ORG};

/// A contact as a row.
pub(crate) fn row(contact: BookContact, gone: bool, plan: &NumberPlan) -> NewContact {
    let numbers = contact.numbers.iter().filter(|_| !gone);
    NewContact {
        numbers: numbers.filter_map(|number| dialable(&number.value, plan)).collect(),
        contact_id: contact.id.clone(),
        changed_at: contact.changed_at,
        gone,
        body: body(contact),
    }
}

/// What a contact says, without the time: the same said again is no change.
pub(crate) fn body(contact: BookContact) -> String {
    serde_json::to_string(&BookContact { changed_at: 0, ..contact }).unwrap_or_default()
}

/// Reads a row back.
pub(crate) fn contact(body: &str, changed_at: Millis) -> BookContact {
    let contact: BookContact = serde_json::from_str(body).unwrap_or_default();
    BookContact { changed_at, ..contact }
}

/// What a contact says of a person. Of several numbers and addresses that one counts which `known` says too, else
/// the first.
pub(crate) fn facts(contact: &BookContact, known: &[&Facts], plan: &NumberPlan) -> Facts {
    let mut facts = Facts::new();
    for (field, details) in [(Field::Phone, &contact.numbers), (Field::Email, &contact.emails)] {
        let values: Vec<String> =
            details.iter().map(|Detail { value, .. }| canonical(field, value, plan)).collect();
        let known =
            known.iter().find_map(|known| values.iter().find(|value| *value == text(known, field)));
        if let Some(value) = known.or(values.first()) {
            facts.insert(field, value.clone());
        }
    }
    for (field, text) in &contact.texts {
        facts.insert(*field, canonical(*field, text, plan));
    }
    facts.retain(|_, text| !text.is_empty());
    facts
}

/// A row that was read.
pub(crate) fn read(row: &ContactRow) -> BookContact {
    contact(&row.body, row.changed_at)
}

impl Engine {
    /// Keeps what a webhook told of contacts. What was told at the same second as something that is known already
    /// stands back: it may be older.
    pub(crate) async fn keep_news(
        &self,
        source_id: &str,
        news: Vec<ContactNews>,
    ) -> Result<(), StoreError> {
        let in_use = self.in_use();
        let Some(system) = in_use.phone_systems.get(source_id) else { return Ok(()) };
        let rows = news.into_iter().map(|news| row(news.contact, news.gone, &system.numbers));
        self.store().keep_contacts(ORG, source_id, rows.collect(), true, self.now()).await
    }
}
