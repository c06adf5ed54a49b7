//! Whose number is it? The question that is asked while the phone rings.

use std::collections::HashMap;

use crate::error::Result;
use crate::people::{COLUMNS, Person};
use crate::store::Store;
use crate::value::Rows;

/// Who has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The key of the number.
    pub tail: i64,
    /// Those who have it, the last changed first.
    pub people: Vec<Person>,
    /// Whether there are more than these.
    pub more: bool,
}

impl Store {
    /// Looks up the keys of numbers in one visit to the database; one answer for each, in their order. Of those who
    /// share a number at most `limit_each` of each object are read: the last changed. However many Leads share it, a
    /// Contact is found. Only a number that more than `limit_each` have costs a second visit.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn people_with(
        &self,
        org_id: &str,
        tails: &[i64],
        limit_each: usize,
    ) -> Result<Vec<Held>> {
        if tails.is_empty() {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(limit_each).unwrap_or(i64::MAX).saturating_add(1);
        let params =
            tails.iter().map(|tail| vec![org_id.into(), (*tail).into(), limit.into()]).collect();
        let answers = self.database.query_each(sql(), params).await?;
        let mut all = Vec::with_capacity(tails.len());
        for (tail, mut rows) in tails.iter().zip(answers) {
            if rows.len() > limit_each {
                let params = vec![org_id.into(), (*tail).into(), limit.into()];
                rows = self.database.query(crowd_sql(), params).await?;
            }
            all.push(held(*tail, rows, limit_each)?);
        }
        Ok(all)
    }
}

fn held(tail: i64, rows: Rows, limit_each: usize) -> Result<Held> {
    let mut people = Person::from_rows(rows)?;
    let all = people.len();
    let mut counts: HashMap<String, usize> = HashMap::new();
    people.retain(|person| {
        let count = counts.entry(person.object.clone()).or_default();
        *count += 1;
        *count <= limit_each
    });
    let more = people.len() < all;
    Ok(Held { tail, people, more })
}

/// CROSS JOIN keeps SQLite from walking through people. The order is that of the key, so that nothing is sorted.
pub(crate) fn sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM person_number AS n CROSS JOIN person \
         WHERE n.org_id = $1 AND n.tail = $2 AND person.org_id = n.org_id AND person.record_id = n.record_id \
         ORDER BY n.changed_at DESC, n.record_id DESC LIMIT $3"
    )
}

/// Of a number that very many share, those of each object.
pub(crate) fn crowd_sql() -> String {
    format!(
        "WITH h AS (SELECT n.changed_at, n.record_id, ROW_NUMBER() OVER \
             (PARTITION BY person.object ORDER BY n.changed_at DESC, n.record_id DESC) AS place \
             FROM person_number AS n CROSS JOIN person \
             WHERE n.org_id = $1 AND n.tail = $2 AND person.org_id = n.org_id AND person.record_id = n.record_id) \
         SELECT {COLUMNS} FROM h CROSS JOIN person \
         WHERE h.place <= $3 AND person.org_id = $1 AND person.record_id = h.record_id \
         ORDER BY h.changed_at DESC, h.record_id DESC"
    )
}
