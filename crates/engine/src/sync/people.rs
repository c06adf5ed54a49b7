//! Salesforce's side of a sync: which records changed, and what they say.

use domain::contact::{Facts, Field, Target, canonical};
use domain::event::Millis;
use domain::number::NumberPlan;
use language::Sentence;
use salesforce::soql::{Compare, Condition, Direction, InvalidSoql, Soql};
use salesforce::{Failure, Record, SalesforceId};
use serde_json::Value;

use super::book::Book;
use super::progress::{Marks, PeopleCursor};
use super::report::Report;
use super::trouble::{Stopped, Trouble};
use crate::Engine;
use crate::candidates::text;
use salesforce::moment;

/// Records of this long before the last sync are read once more: a transaction shows itself after its time stamp.
const OVERLAP: Millis = 600_000;
const DAY: Millis = 86_400_000;

/// A Lead or Contact.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) target: Target,
    /// What it says, in the form that is compared.
    pub(crate) facts: Facts,
    /// When somebody changed it last, UTC milliseconds.
    pub(crate) changed_at: Millis,
    /// When anything changed it last, UTC milliseconds.
    stamp: Millis,
}

/// The fields of a target that the org has and shows us.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    target: Target,
    pub(crate) fields: Vec<(Field, Vec<String>)>,
}

impl Columns {
    /// The fields that both sides have.
    pub(crate) fn shared(&self, book: &Book) -> Vec<Field> {
        let held = book.api.fields();
        self.fields.iter().map(|(field, _)| *field).filter(|field| held.contains(field)).collect()
    }

    /// The column that a field is written to.
    pub(crate) fn column(&self, field: Field) -> Option<&str> {
        let (_, columns) = self.fields.iter().find(|(known, _)| *known == field)?;
        columns.first().map(String::as_str)
    }

    fn select(&self) -> Result<Soql, InvalidSoql> {
        let columns =
            self.fields.iter().flat_map(|(_, columns)| columns.iter().map(String::as_str));
        Soql::select(
            self.target.name(),
            ["Id", "SystemModstamp", "LastModifiedDate"].into_iter().chain(columns),
        )
    }

    fn person(&self, row: &Record, plan: &NumberPlan) -> Option<Person> {
        let mut facts = Facts::new();
        for (field, columns) in &self.fields {
            let texts = columns.iter().filter_map(|column| at(row, column));
            let joined = texts.collect::<Vec<_>>().join(" ");
            let said = canonical(*field, &joined, plan);
            if !said.is_empty() {
                facts.insert(*field, said);
            }
        }
        let time = |name| text(row, name).and_then(|at| moment(&at)).unwrap_or_default();
        Some(Person {
            // Ids of 18 characters: those of 15 are told apart by case, which not every index does.
            id: SalesforceId::parse(&text(row, "Id")?).ok()?.to_string(),
            target: self.target,
            facts,
            changed_at: time("LastModifiedDate"),
            stamp: time("SystemModstamp"),
        })
    }
}

/// A text along a relationship, such as `Account.Name`.
fn at<'r>(row: &'r Record, column: &str) -> Option<&'r str> {
    let mut names = column.split('.');
    let first = row.get(names.next()?)?;
    names
        .try_fold(first, |value, name| value.get(name))?
        .as_str()
        .filter(|text| !text.trim().is_empty())
}

impl Engine {
    /// The fields of a target; those that are missing are named in the report.
    pub(crate) async fn columns(
        &self,
        book: &Book,
        target: Target,
        report: &mut Report,
    ) -> Result<Columns, Trouble> {
        let known = self.known().await.map_err(|failure| Trouble::of(&failure, self.now()))?;
        let object = target.name();
        let mut fields = Vec::new();
        for (field, columns) in book.rules.fields.get(&target).into_iter().flatten() {
            let there = |column: &&String| match column.split_once('.') {
                Some((relationship, name)) => known.has(relationship, name),
                None => known.has(object, column),
            };
            let (there, missing): (Vec<&String>, Vec<&String>) = columns.iter().partition(there);
            missing.into_iter().for_each(|column| report.miss(format!("{object}.{column}")));
            if !there.is_empty() {
                fields.push((*field, there.into_iter().cloned().collect()));
            }
        }
        let columns = Columns { target, fields };
        for needed in [Field::Phone, Field::LastName] {
            if columns.column(needed).is_none() {
                return Err(Trouble::Stop(Stopped::new(
                    "sync_no_people",
                    Sentence::new("engine-sync-no-people").with("object", object).with(
                        "field",
                        book.rules.columns(target, needed).first().map_or("", String::as_str),
                    ),
                )));
            }
        }
        Ok(columns)
    }

    /// The next page of records that changed since the last sync, the newest first; `None` after the last.
    pub(crate) async fn people_page(
        &self,
        book: &Book,
        (marks, begun_at): (&Marks, Millis),
        cursor: &mut PeopleCursor,
        size: u32,
        report: &mut Report,
    ) -> Result<Option<(Columns, Vec<Person>)>, Trouble> {
        let Some(target) = book.rules.targets.get(cursor.target).copied() else { return Ok(None) };
        let columns = self.columns(book, target, report).await?;
        let first = marks.people_to.is_empty();
        let cap = book.rules.first_sync_records;
        let size = if first && cap > 0 { size.min(cap.saturating_sub(cursor.read)) } else { size };
        let since = match marks.people_to.get(&target) {
            Some(mark) => Some(mark - OVERLAP),
            None if first && book.rules.first_sync_days > 0 => {
                Some(begun_at - i64::from(book.rules.first_sync_days) * DAY)
            }
            None => None,
        };
        let mut people = Vec::new();
        if size > 0 {
            let soql = query(&columns, since, cursor.before.as_ref(), size).map_err(Failure::from);
            people = self.people(book, &columns, soql).await?;
        }
        cursor.read += u32::try_from(people.len()).unwrap_or(u32::MAX);
        report.people_read += people.len() as u64;
        if let Some(newest) = people.iter().map(|person| person.stamp).max() {
            let mark = cursor.newest.entry(target).or_insert(newest);
            *mark = newest.max(*mark);
        }
        let last = people.last().map(|person| (person.stamp, person.id.clone()));
        match last.filter(|_| people.len() >= size as usize) {
            Some(last) => cursor.before = Some(last),
            None => {
                // Nobody: as far as before. Not read at all, because there were enough: as far as the others, by the
                // org's clock.
                let others = cursor.newest.values().max().copied().filter(|_| size == 0);
                let read_to = others.or(since.map(|since| since + OVERLAP)).unwrap_or(0);
                cursor.newest.entry(target).or_insert(read_to);
                (cursor.target, cursor.before) = (cursor.target + 1, None);
            }
        }
        Ok(Some((columns, people)))
    }

    /// What these records say now; those that are gone are missing.
    pub(crate) async fn people_by_id(
        &self,
        book: &Book,
        columns: &Columns,
        ids: &[&str],
    ) -> Result<Vec<Person>, Trouble> {
        let soql = columns
            .select()
            .and_then(|soql| Ok(soql.filter(Condition::in_list("Id", ids.iter().copied())?)));
        self.people(book, columns, soql.map_err(Failure::from)).await
    }

    async fn people(
        &self,
        book: &Book,
        columns: &Columns,
        soql: Result<Soql, Failure>,
    ) -> Result<Vec<Person>, Trouble> {
        let asked = async { self.salesforce().query(&soql?).await };
        let rows = asked.await.map_err(|failure: Failure| Trouble::of(&failure, self.now()))?;
        let plan = &book.system.numbers;
        Ok(rows.iter().filter_map(|row| columns.person(row, plan)).collect())
    }
}

fn query(
    columns: &Columns,
    since: Option<Millis>,
    before: Option<&(Millis, String)>,
    size: u32,
) -> Result<Soql, InvalidSoql> {
    const STAMP: &str = "SystemModstamp";
    let stamp = |compare, at: Millis| {
        let at = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Condition::compare(STAMP, compare, at)
    };
    let phone = columns.column(Field::Phone).unwrap_or("Phone");
    // Only records with a number take part (F125).
    let mut soql = columns.select()?.filter(Condition::is_not_null(phone)?);
    if columns.target == Target::Lead {
        soql = soql.filter(Condition::eq("IsConverted", false)?);
    }
    if let Some(since) = since {
        soql = soql.filter(stamp(Compare::GreaterOrEqual, since)?);
    }
    if let Some((at, id)) = before {
        let same =
            [stamp(Compare::Equal, *at)?, Condition::compare("Id", Compare::Less, id.as_str())?];
        let earlier = [stamp(Compare::Less, *at)?, Condition::all(same)?];
        soql = soql.filter(Condition::any(earlier)?);
    }
    let down = Direction::Descending;
    Ok(soql.order_by(STAMP, down)?.order_by("Id", down)?.limit(size))
}

impl Columns {
    /// The fields of a record that is written, by their columns; an empty text empties its field.
    pub(crate) fn record(&self, id: &str, facts: &Facts) -> Record {
        let mut record = Record::from_iter([("Id".to_owned(), Value::from(id))]);
        for (field, text) in facts {
            if let Some(column) = self.column(*field) {
                let value = if text.is_empty() { Value::Null } else { Value::from(text.as_str()) };
                record.insert(column.to_owned(), value);
            }
        }
        record
    }
}
