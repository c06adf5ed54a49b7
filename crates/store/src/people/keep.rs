//! Takes people into the copy: a page of a load, or what has changed since.

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::mirror::{self, MirrorRow};
use crate::people::Person;
use crate::people::numbers::NUMBERS;
use crate::store::Store;
use crate::value::{Rows, Statement, Value, affected};

/// What became of the people given to [`Store::keep_people`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeptPeople {
    /// They were not there.
    pub new: u64,
    /// They were there, older or with another content.
    pub changed: u64,
    /// They were there already, like this or newer.
    pub unchanged: u64,
}

const PEOPLE: &[Column] = &[
    ("record_id", Kind::Text),
    ("object", Kind::Text),
    ("changed_at", Kind::Int),
    ("body", Kind::Text),
    ("tails", Kind::Text),
];

/// How many people travel in one parameter: bounds what the database unfolds at a time.
const CHUNK: usize = 1_000;

impl Store {
    /// Keeps people, together with how far the mirror has come, in one transaction. A version that is older (by
    /// `changed_at`) than the one here changes nothing, one of the same time replaces it. Either way the person was seen
    /// by the load `generation`, see [`Store::sweep_people`]. Of a record that is given twice the newest counts.
    ///
    /// SQLite has one writer: while it works on a page, the webhooks that arrive wait. Ten thousand people take it
    /// about a tenth of a second.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn keep_people(
        &self,
        org_id: &str,
        people: Vec<Person>,
        generation: i64,
        progress: Option<MirrorRow>,
    ) -> Result<KeptPeople> {
        let people = newest(people);
        let count = u64::try_from(people.len()).unwrap_or(u64::MAX);
        let mut statements: Vec<Statement> = self.people_lock(org_id).into_iter().collect();
        let before = statements.len();
        statements.extend(self.keep_statements(org_id, people, generation));
        let written = before..statements.len();
        statements.extend(progress.map(|row| mirror::save_statement(org_id, row)));
        if statements.len() == before {
            return Ok(KeptPeople::default());
        }
        let mut answers = self.database.apply(statements).await?;
        tally(answers.drain(written), count)
    }

    /// Makes everybody else who changes people wait, where there may be anybody else.
    pub(super) fn people_lock(&self, org_id: &str) -> Option<Statement> {
        let sql = self.database.dialect().people_lock?;
        Some(Statement::new(sql, vec![org_id.into()]))
    }

    /// First [`Store::see_people`], last [`Store::insert_numbers`]: for all people at once, so that the numbers, which lie
    /// far from each other, are written in one pass through their table.
    fn keep_statements(
        &self,
        org_id: &str,
        people: Vec<Person>,
        generation: i64,
    ) -> Vec<Statement> {
        let mut numbers = Batch::new(NUMBERS);
        let mut upserts = Vec::with_capacity(people.len() / CHUNK + 1);
        let mut people = people.into_iter().peekable();
        while people.peek().is_some() {
            let mut batch = Batch::new(PEOPLE);
            for person in people.by_ref().take(CHUNK) {
                push(&mut numbers, &mut batch, person);
            }
            upserts.push(self.upsert_people(org_id, batch, generation));
        }
        if upserts.is_empty() {
            return upserts;
        }
        let numbers = numbers.into_param();
        let mut statements = vec![
            self.see_people(org_id, numbers.clone(), generation),
            self.remove_old_numbers(org_id, numbers.clone()),
        ];
        statements.append(&mut upserts);
        statements.push(self.insert_numbers(org_id, numbers));
        statements
    }

    /// Notes that the load has seen those who are here; counts them.
    pub(crate) fn see_people(&self, org_id: &str, numbers: Value, generation: i64) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", NUMBERS);
        let sql = format!(
            "WITH {rows} UPDATE person SET generation = CASE WHEN generation < $3 THEN $3 ELSE generation END \
             FROM r WHERE person.org_id = $1 AND person.record_id = r.record_id"
        );
        Statement::new(sql, vec![org_id.into(), numbers, generation.into()])
    }

    /// Writes those who are new or different; counts them.
    pub(crate) fn upsert_people(&self, org_id: &str, people: Batch, generation: i64) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", people.columns());
        let sql = format!(
            "WITH {rows} INSERT INTO person (org_id, record_id, object, changed_at, generation, body, tails) \
             SELECT CAST($1 AS TEXT), record_id, object, changed_at, CAST($3 AS BIGINT), body, tails FROM r WHERE true \
             ON CONFLICT (org_id, record_id) DO UPDATE SET object = excluded.object, \
                 changed_at = excluded.changed_at, body = excluded.body, tails = excluded.tails \
             WHERE person.changed_at < excluded.changed_at OR person.changed_at = excluded.changed_at \
                 AND (person.body <> excluded.body OR person.tails <> excluded.tails OR person.object <> excluded.object)"
        );
        Statement::new(sql, vec![org_id.into(), people.into_param(), generation.into()])
    }
}

fn push(numbers: &mut Batch, people: &mut Batch, person: Person) {
    let record_id = Value::from(person.record_id);
    let tails = Value::from(tails_json(&person.tails));
    numbers.push([record_id.clone(), person.changed_at.into(), tails.clone()]);
    people.push([
        record_id,
        person.object.into(),
        person.changed_at.into(),
        person.body.into(),
        tails,
    ]);
}

/// Each record once, in its newest version; sorted, because neighbours in the table are written together.
fn newest(mut people: Vec<Person>) -> Vec<Person> {
    people
        .sort_by(|a, b| (&a.record_id, a.changed_at).cmp(&(&b.record_id, b.changed_at)).reverse());
    people.dedup_by(|next, kept| next.record_id == kept.record_id);
    people.reverse();
    people
}

/// Sorted and each once, so that the same numbers are the same text.
fn tails_json(tails: &[i64]) -> String {
    let mut tails = tails.to_vec();
    tails.sort_unstable();
    tails.dedup();
    let tails: Vec<String> = tails.iter().map(i64::to_string).collect();
    format!("[{}]", tails.join(","))
}

/// Reads the answers to [`Store::keep_statements`].
fn tally(mut answers: impl DoubleEndedIterator<Item = Rows>, count: u64) -> Result<KeptPeople> {
    let (Some(seen), Some(_), Some(_)) = (answers.next(), answers.next(), answers.next_back())
    else {
        return Ok(KeptPeople::default());
    };
    let present = affected(seen)?;
    let mut written = 0;
    for upserted in answers {
        written += affected(upserted)?;
    }
    let new = count.saturating_sub(present);
    let changed = written.saturating_sub(new);
    Ok(KeptPeople { new, changed, unchanged: present.saturating_sub(changed) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(record_id: &str, changed_at: i64) -> Person {
        Person {
            record_id: record_id.to_owned(),
            object: "Contact".to_owned(),
            changed_at,
            body: "{}".to_owned(),
            tails: Vec::new(),
        }
    }

    #[test]
    fn of_a_record_given_twice_the_newest_stays() {
        let given = vec![person("b", 1), person("a", 3), person("a", 2), person("b", 4)];
        assert_eq!(newest(given), [person("a", 3), person("b", 4)]);
    }

    #[test]
    fn the_same_numbers_are_the_same_text() {
        assert_eq!(tails_json(&[3, 1, 3]), "[1,3]");
        assert_eq!(tails_json(&[]), "[]");
    }
}
