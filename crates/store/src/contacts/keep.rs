//! Keeps what a phone system says of its contacts; an older saying never replaces a newer one.

use std::collections::HashMap;

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// A contact as the phone system says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContact {
    /// Its id in the phone system.
    pub contact_id: String,
    /// When it was last changed there, UTC milliseconds.
    pub changed_at: i64,
    /// Whether it was deleted there.
    pub gone: bool,
    /// What it says, as JSON.
    pub body: String,
    /// Its numbers as E.164; none for one that is gone.
    pub numbers: Vec<String>,
}

const CONTACTS: &[Column] = &[
    ("contact_id", Kind::Text),
    ("changed_at", Kind::Int),
    ("gone", Kind::Int),
    ("body", Kind::Text),
];

const NUMBERS: &[Column] = &[
    ("contact_id", Kind::Text),
    ("changed_at", Kind::Int),
    ("body", Kind::Text),
    ("number", Kind::Text),
];

impl Store {
    /// Keeps contacts with their numbers, in one transaction; those that are known to have changed later stay as they
    /// are, and with `newer_only` those that are known to have changed at the same moment too. All of them count as
    /// seen at `seen_at` (UTC milliseconds).
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn keep_contacts(
        &self,
        org_id: &str,
        source_id: &str,
        contacts: Vec<NewContact>,
        newer_only: bool,
        seen_at: i64,
    ) -> Result<()> {
        if contacts.is_empty() {
            return Ok(());
        }
        let (rows, numbers) = batches(contacts);
        let rows = rows.into_param();
        let params = |batch| vec![org_id.into(), source_id.into(), batch];
        let unfold = self.database.dialect().rows_of;
        let newer = match newer_only {
            true => "excluded.changed_at > contact.changed_at",
            false => "excluded.changed_at >= contact.changed_at",
        };
        let upsert = format!(
            "WITH {} INSERT INTO contact (org_id, source_id, contact_id, changed_at, seen_at, gone, body) \
             SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), contact_id, changed_at, CAST($4 AS BIGINT), gone, body \
             FROM r WHERE true ORDER BY contact_id \
             ON CONFLICT (org_id, source_id, contact_id) DO UPDATE SET \
                 seen_at = CASE WHEN excluded.seen_at > contact.seen_at THEN excluded.seen_at ELSE contact.seen_at END, \
                 gone = CASE WHEN {newer} THEN excluded.gone ELSE contact.gone END, \
                 body = CASE WHEN {newer} THEN excluded.body ELSE contact.body END, \
                 changed_at = CASE WHEN {newer} THEN excluded.changed_at ELSE contact.changed_at END",
            unfold("$3", CONTACTS)
        );
        let mut with_time = params(rows.clone());
        with_time.push(seen_at.into());
        // Those that were taken just now; the others keep the numbers that they have.
        let taken = "JOIN contact ON contact.org_id = $1 AND contact.source_id = $2 \
                     AND contact.contact_id = r.contact_id AND contact.changed_at = r.changed_at AND contact.body = r.body";
        let delete = format!(
            "WITH {} DELETE FROM contact_number WHERE org_id = $1 AND source_id = $2 \
                 AND contact_id IN (SELECT r.contact_id FROM r {taken})",
            unfold("$3", CONTACTS)
        );
        let insert = format!(
            "WITH {} INSERT INTO contact_number (org_id, number, source_id, contact_id) \
             SELECT DISTINCT contact.org_id, r.number, contact.source_id, contact.contact_id FROM r {taken} WHERE true \
             ON CONFLICT (org_id, number, source_id, contact_id) DO NOTHING",
            unfold("$3", NUMBERS)
        );
        let mut statements =
            vec![Statement::new(upsert, with_time), Statement::new(delete, params(rows))];
        if !numbers.is_empty() {
            statements.push(Statement::new(insert, params(numbers.into_param())));
        }
        self.database.apply(statements).await.map(drop)
    }
}

/// The contacts, each once, and their numbers.
fn batches(contacts: Vec<NewContact>) -> (Batch, Batch) {
    // The same contact twice in one statement is more than PostgreSQL accepts.
    let mut newest: HashMap<String, NewContact> = HashMap::new();
    for contact in contacts {
        let known = newest.get(&contact.contact_id);
        if known.is_none_or(|known| known.changed_at <= contact.changed_at) {
            newest.insert(contact.contact_id.clone(), contact);
        }
    }
    let (mut rows, mut numbers) = (Batch::new(CONTACTS), Batch::new(NUMBERS));
    for contact in newest.into_values() {
        for number in contact.numbers {
            let (id, body) = (contact.contact_id.as_str(), contact.body.as_str());
            numbers.push([id.into(), contact.changed_at.into(), body.into(), number.into()]);
        }
        let gone = i64::from(contact.gone);
        let (id, at) = (contact.contact_id, contact.changed_at);
        rows.push([id.into(), at.into(), gone.into(), contact.body.into()]);
    }
    (rows, numbers)
}
