//! Finds the places of calls in the list, in an order that an index has, looking at no more than a bounded number.
//!
//! The narrowest condition leads: its index is walked from the newest on, and each call on the way is held against the
//! others by their indexes. The rows themselves, which are wide, are not touched.

use crate::database::Dialect;
use crate::error::Result;
use crate::list::filter::{CallFilter, Condition};
use crate::store::Store;
use crate::value::{Row, Statement, Value};

/// Look-ups for one page: each call that is held against a further condition takes one. PostgreSQL needs 10 to 25 µs for one.
const LOOK_UPS: i64 = 2_000;

/// How far the calls of a condition are counted, to find the narrowest.
const COUNTED: i64 = 4_000;

/// Texts that are looked through for one page.
const READ: i64 = 20_000;

/// Where a call stands in the list.
pub(crate) type Place = (i64, String);

/// Between which places to look.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bounds {
    /// Left out itself.
    pub(crate) older_than: Option<Place>,
    /// Left out itself.
    pub(crate) newer_than: Option<Place>,
    /// The last one that is looked at.
    pub(crate) down_to: Option<Place>,
}

/// The places that were found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) places: Vec<Place>,
    /// How far back was looked, where that is not to the end.
    pub(crate) stopped: Option<Place>,
}

/// The statements that find places, with their parameters.
pub(crate) struct Keys<'a> {
    dialect: &'static Dialect,
    filter: &'a CallFilter,
    bounds: &'a Bounds,
    params: Vec<Value>,
}

impl Store {
    pub(crate) async fn places(
        &self,
        org_id: &str,
        filter: &CallFilter,
        bounds: &Bounds,
        limit: i64,
    ) -> Result<Found> {
        let mut conditions = filter.conditions();
        if conditions.len() > 1 {
            self.narrowest_first(org_id, filter, bounds, &mut conditions).await?;
        }
        let rest = conditions.split_off(conditions.len().min(1));
        let lead = conditions.pop();
        let mut bounds = bounds.clone();
        let mut stopped = None;
        if !rest.is_empty() || !filter.words.is_empty() {
            let keys = Keys::new(self.database.dialect(), org_id, filter, &bounds);
            let statement = keys.boundary(lead.as_ref(), &rest);
            let rows = self.database.query(statement.sql, statement.params).await?;
            stopped = rows.into_iter().next().map(place).transpose()?;
        }
        // Nothing beyond is looked at, however little is found before; the next page begins behind it.
        bounds.down_to.clone_from(&stopped);
        let keys = Keys::new(self.database.dialect(), org_id, filter, &bounds);
        let statement = keys.found(lead.as_ref(), &rest, limit);
        let rows = self.database.query(statement.sql, statement.params).await?;
        let places = rows.into_iter().map(place).collect::<Result<Vec<_>>>()?;
        Ok(Found { places, stopped })
    }

    /// Puts the condition first of which the fewest calls are left; what are very many is not counted.
    async fn narrowest_first(
        &self,
        org_id: &str,
        filter: &CallFilter,
        bounds: &Bounds,
        conditions: &mut Vec<Condition>,
    ) -> Result<()> {
        let keys = Keys::new(self.database.dialect(), org_id, filter, bounds);
        let statement = keys.counts(conditions);
        let mut rows = self.database.query(statement.sql, statement.params).await?;
        let Some(row) = rows.first_mut() else { return Ok(()) };
        let mut counted = Vec::with_capacity(conditions.len());
        for (place, condition) in conditions.drain(..).enumerate() {
            counted.push((row.int(&format!("c{place}"))?, condition));
        }
        counted.sort_by_key(|(count, _)| *count);
        conditions.extend(counted.into_iter().map(|(_, condition)| condition));
        Ok(())
    }
}

fn place(mut row: Row) -> Result<Place> {
    Ok((row.int("created_at")?, row.text("call_id")?))
}

impl<'a> Keys<'a> {
    pub(crate) fn new(
        dialect: &'static Dialect,
        org_id: &str,
        filter: &'a CallFilter,
        bounds: &'a Bounds,
    ) -> Self {
        Self { dialect, filter, bounds, params: vec![org_id.into()] }
    }

    /// How many calls each condition leaves, up to the number that can be looked at.
    pub(crate) fn counts(mut self, conditions: &[Condition]) -> Statement {
        let counts: Vec<String> = conditions
            .iter()
            .enumerate()
            .map(|(place, condition)| {
                let source = self.source(Some(condition), COUNTED);
                let limit = self.bind(COUNTED.into());
                format!("(SELECT COUNT(*) FROM (SELECT 1 FROM ({source}) AS s LIMIT {limit}) AS counted) AS c{place}")
            })
            .collect();
        Statement::new(format!("SELECT {}", counts.join(", ")), self.params)
    }

    /// The last place that is looked at, if there are more.
    pub(crate) fn boundary(mut self, lead: Option<&Condition>, rest: &[Condition]) -> Statement {
        let most = self.looked_at(lead, rest);
        let source = self.source(lead, most + 1);
        let skip = self.bind(most.into());
        let sql = format!(
            "SELECT created_at, call_id FROM ({source}) AS s \
             ORDER BY created_at DESC, call_id DESC LIMIT 1 OFFSET {skip}"
        );
        Statement::new(sql, self.params)
    }

    /// The places that meet every condition, newest first.
    pub(crate) fn found(
        mut self,
        lead: Option<&Condition>,
        rest: &[Condition],
        limit: i64,
    ) -> Statement {
        let all = rest.is_empty() && self.filter.words.is_empty();
        let most = if all { limit } else { self.looked_at(lead, rest) + 1 };
        let source = self.source(lead, most);
        let mut tests: Vec<String> = rest.iter().map(|condition| self.test(condition)).collect();
        if !self.filter.words.is_empty() {
            tests.push(self.words(lead));
        }
        let tests = if tests.is_empty() { "true".to_owned() } else { tests.join(" AND ") };
        let limit = self.bind(limit.into());
        let sql = format!(
            "SELECT created_at, call_id FROM ({source}) AS s WHERE {tests} \
             ORDER BY created_at DESC, call_id DESC LIMIT {limit}"
        );
        Statement::new(sql, self.params)
    }

    /// Calls, or texts, that are looked at for one page: the more conditions each is held against, the fewer.
    fn looked_at(&self, lead: Option<&Condition>, rest: &[Condition]) -> i64 {
        if self.reads_texts(lead) {
            return READ;
        }
        let look_ups = |condition: &Condition| 1 + usize::from(condition.or.is_some());
        let words = usize::from(!self.filter.words.is_empty());
        let each = rest.iter().map(look_ups).sum::<usize>() + words;
        LOOK_UPS / i64::try_from(each.max(1)).unwrap_or(LOOK_UPS)
    }

    fn reads_texts(&self, lead: Option<&Condition>) -> bool {
        lead.is_none() && !self.filter.words.is_empty()
    }

    /// The calls that are walked through: one run of an index for each value. Of several runs `most` of each are enough,
    /// because PostgreSQL sorts all that it is given.
    fn source(&mut self, lead: Option<&Condition>, most: i64) -> String {
        let (table, text) =
            if self.reads_texts(lead) { ("call_text", ", text") } else { ("call", "") };
        let bounds = self.range();
        let select =
            format!("SELECT created_at, call_id{text} FROM {table} WHERE org_id = $1{bounds}");
        let Some(condition) = lead else { return select };
        let column = condition.column;
        let values = self.bind_all(&condition.values);
        let mut runs: Vec<String> =
            values.iter().map(|value| format!("{select} AND {column} = {value}")).collect();
        if let Some((other, value)) = &condition.or {
            let value = self.bind(value.clone());
            // What the first column finds as well must not come twice.
            let unless =
                values.iter().map(|value| format!(" AND {column} IS DISTINCT FROM {value}"));
            runs.push(format!("{select} AND {other} = {value}{}", unless.collect::<String>()));
        }
        if runs.len() == 1 {
            return runs.concat();
        }
        let most = self.bind(most.into());
        let newest = |run: String| {
            format!(
                "SELECT created_at, call_id FROM ({run} ORDER BY created_at DESC, call_id DESC LIMIT {most}) AS run"
            )
        };
        runs.into_iter().map(newest).collect::<Vec<_>>().join(" UNION ALL ")
    }

    /// Of each two ends only the nearer one is said: PostgreSQL begins at one of them, and may walk on from the farther one
    /// through everything between.
    fn range(&mut self) -> String {
        // No call's id is empty: it stands before all calls of its moment.
        let before_all = |at: Option<i64>| at.map(|at| (at, String::new()));
        let ends = |end: &Option<Place>, moment| end.clone().into_iter().chain(before_all(moment));
        let upper = ends(&self.bounds.older_than, self.filter.until).min();
        let lower = ends(&self.bounds.newer_than, self.filter.from).max().map(|end| (end, ">"));
        let down_to = self.bounds.down_to.clone().map(|end| (end, ">="));
        let lower = lower.into_iter().chain(down_to).max();
        let mut range = String::new();
        for ((at, call_id), sign) in upper.map(|end| (end, "<")).into_iter().chain(lower) {
            let (at, call_id) = (self.bind(at.into()), self.bind(call_id.into()));
            range += &format!(" AND (created_at, call_id) {sign} ({at}, {call_id})");
        }
        range
    }

    /// A count and not EXISTS, which PostgreSQL may turn into a join with everything that meets the condition. The empty
    /// text keeps both databases from reading the wide row by its key: the condition's index tells all.
    fn test(&mut self, condition: &Condition) -> String {
        let count = |column: &str, values: &[String]| {
            format!(
                "(SELECT COUNT(*) FROM call AS c WHERE c.org_id = $1 AND c.{column} IN ({}) \
                 AND c.created_at = s.created_at AND c.call_id || '' = s.call_id)",
                values.join(", ")
            )
        };
        let mut counts = vec![count(condition.column, &self.bind_all(&condition.values))];
        if let Some((column, value)) = &condition.or {
            counts.push(count(column, &[self.bind(value.clone())]));
        }
        format!("{} > 0", counts.join(" + "))
    }

    fn bind_all(&mut self, values: &[Value]) -> Vec<String> {
        values.iter().map(|value| self.bind(value.clone())).collect()
    }

    fn words(&mut self, lead: Option<&Condition>) -> String {
        let column = if self.reads_texts(lead) { "s.text" } else { "t.text" };
        let holds = self.dialect.holds;
        let words: Vec<String> = self
            .filter
            .words
            .iter()
            .map(|word| word.as_str().into())
            .collect::<Vec<Value>>()
            .into_iter()
            .map(|word| format!("{holds}({column}, {}) > 0", self.bind(word)))
            .collect();
        let words = words.join(" AND ");
        if self.reads_texts(lead) {
            return words;
        }
        format!(
            "(SELECT COUNT(*) FROM call_text AS t WHERE t.org_id = $1 AND t.created_at = s.created_at \
             AND t.call_id = s.call_id AND {words}) > 0"
        )
    }

    fn bind(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("${}", self.params.len())
    }
}
