//! Finds contacts by id and by number.

use crate::contacts::ids;
use crate::error::Result;
use crate::store::Store;
use crate::value::Row;

/// A contact as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Its id in the phone system.
    pub contact_id: String,
    /// When it was last changed there, UTC milliseconds.
    pub changed_at: i64,
    /// Whether it was deleted there.
    pub gone: bool,
    /// What it says, as JSON.
    pub body: String,
}

/// A contact that has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedContact {
    /// The number as E.164.
    pub number: String,
    /// The phone system's source id.
    pub source_id: String,
    /// The contact.
    pub contact: ContactRow,
}

impl ContactRow {
    fn from_row(row: &mut Row) -> Result<Self> {
        Ok(Self {
            contact_id: row.text("contact_id")?,
            changed_at: row.int("changed_at")?,
            gone: row.int("gone")? != 0,
            body: row.text("body")?,
        })
    }
}

impl Store {
    /// Contacts of a source by their ids, in no order; those that are not known are missing.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn contacts_by_id(
        &self,
        org_id: &str,
        source_id: &str,
        contact_ids: &[&str],
    ) -> Result<Vec<ContactRow>> {
        let rows = (self.database.dialect().rows_of)("$3", super::IDS);
        // CROSS JOIN: each is looked up, instead of walking through all of them.
        let sql = format!(
            "WITH {rows} SELECT contact.contact_id, changed_at, gone, body FROM r CROSS JOIN contact \
             WHERE contact.org_id = $1 AND contact.source_id = $2 AND contact.contact_id = r.id"
        );
        let params = vec![org_id.into(), source_id.into(), ids(contact_ids).into_param()];
        let rows = self.database.query(sql, params).await?;
        rows.into_iter().map(|mut row| ContactRow::from_row(&mut row)).collect()
    }

    /// All contacts behind `after` (source and contact id), each with its source, at most `limit`; those that were deleted
    /// too: what they said is kept.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn kept_contacts(
        &self,
        org_id: &str,
        after: (&str, &str),
        limit: i64,
    ) -> Result<Vec<(String, ContactRow)>> {
        let sql = "SELECT source_id, contact_id, changed_at, gone, body FROM contact \
                   WHERE org_id = $1 AND (source_id, contact_id) > ($2, $3) ORDER BY source_id, contact_id LIMIT $4";
        let params = vec![org_id.into(), after.0.into(), after.1.into(), limit.into()];
        let rows = self.database.query(sql, params).await?;
        rows.into_iter()
            .map(|mut row| Ok((row.text("source_id")?, ContactRow::from_row(&mut row)?)))
            .collect()
    }

    /// Everyone who has one of the numbers (E.164), in any phone system, by number, source and contact id: for the
    /// names in lists of calls. Contacts that were deleted are not among them.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn contacts_with(&self, org_id: &str, numbers: &[&str]) -> Result<Vec<NamedContact>> {
        let rows = (self.database.dialect().rows_of)("$2", super::IDS);
        let sql = format!(
            "WITH {rows} SELECT contact_number.number, contact_number.source_id, contact.contact_id, changed_at, gone, body \
             FROM (SELECT DISTINCT id FROM r) AS wanted CROSS JOIN contact_number \
             JOIN contact ON contact.org_id = contact_number.org_id AND contact.source_id = contact_number.source_id \
                 AND contact.contact_id = contact_number.contact_id \
             WHERE contact_number.org_id = $1 AND contact_number.number = wanted.id AND contact.gone = 0 \
             ORDER BY contact_number.number, contact_number.source_id, contact.contact_id"
        );
        let rows = self.database.query(sql, vec![org_id.into(), ids(numbers).into_param()]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(NamedContact {
                    number: row.text("number")?,
                    source_id: row.text("source_id")?,
                    contact: ContactRow::from_row(&mut row)?,
                })
            })
            .collect()
    }
}
