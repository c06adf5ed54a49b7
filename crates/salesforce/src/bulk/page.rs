//! One page of a bulk query: CSV as it came, turned into records one at a time, so that a page costs little more memory
//! than its text.

use std::fmt;

use serde_json::{Map, Value};

use super::unreadable;
use crate::describe::Describe;
use crate::failure::Failure;
use crate::query::Record;
use crate::reply::Reply;
use crate::soql::is_name;

/// A page of rows.
pub struct BulkPage {
    body: Vec<u8>,
    locator: Option<String>,
    /// How many rows Salesforce says that there are; no figure, no check.
    promised: Option<u64>,
}

impl BulkPage {
    /// Takes a reply as it came. A cut-off page or another text is never taken for a short page.
    pub(super) fn read(reply: Reply) -> Result<Self, Failure> {
        if reply.status != 200 {
            return Err(match reply.into_json() {
                Err(failure) => failure,
                Ok(_) => unreadable("a reply without rows"),
            });
        }
        let locator = reply.header("sforce-locator").filter(|locator| !is_none(locator));
        let locator = locator.map(str::to_owned);
        let promised = reply.header("sforce-numberofrecords").and_then(|text| text.parse().ok());
        // Salesforce quotes every cell, so that the quotes of a whole page are even in number.
        if !reply.body.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2) {
            return Err(unreadable("a page that ends within a cell"));
        }
        let page = Self { body: reply.body, locator, promised };
        page.columns()?;
        Ok(page)
    }

    /// What leads to the next page, if there is one. It stays good as long as the job does.
    #[must_use]
    pub fn locator(&self) -> Option<&str> {
        self.locator.as_deref()
    }

    /// The rows as records of `described`, in the shape in which a query gives them: an empty cell is null, `true` and
    /// `false` are booleans where the field is one, and `Account.Name` stands in an `Account`, which is null where it
    /// holds nothing. All other values stay texts. The last item is a failure where the page holds other rows than
    /// Salesforce promised: keep none of them then.
    ///
    /// # Errors
    /// When the first line names no columns.
    pub fn rows<'p>(&'p self, described: &Describe) -> Result<Rows<'p>, Failure> {
        let columns = self.columns()?.into_iter().map(|name| Column::new(&name, described));
        let mut reader = csv::Reader::from_reader(self.body.as_slice());
        // The names are read; an empty page has none, which is no failure.
        reader.byte_headers().map_err(|_| unreadable("a page without names of columns"))?;
        Ok(Rows {
            columns: columns.collect(),
            reader,
            row: csv::ByteRecord::new(),
            read: 0,
            promised: self.promised,
            over: false,
        })
    }

    fn columns(&self) -> Result<Vec<String>, Failure> {
        let mut reader = csv::Reader::from_reader(self.body.as_slice());
        let names = reader.headers().map_err(|_| unreadable("a page that is not CSV"))?;
        let empty = names.is_empty() && self.promised == Some(0);
        if !empty && (names.is_empty() || !names.iter().all(is_name)) {
            return Err(unreadable("a page that does not begin with names of fields"));
        }
        Ok(names.iter().map(str::to_owned).collect())
    }
}

impl fmt::Debug for BulkPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the rows: they are people.
        f.debug_struct("BulkPage")
            .field("bytes", &self.body.len())
            .field("locator", &self.locator)
            .field("promised", &self.promised)
            .finish()
    }
}

/// The last page has the word `null` instead of a locator.
fn is_none(locator: &str) -> bool {
    locator.is_empty() || locator == "null"
}

/// A column: where its value stands in a record.
#[derive(Debug)]
struct Column {
    /// The names from the record to the value.
    path: Vec<String>,
    boolean: bool,
}

impl Column {
    fn new(name: &str, described: &Describe) -> Self {
        let field = described.fields.get(name);
        let boolean = field.is_some_and(|field| field.kind == "boolean");
        Self { path: name.split('.').map(str::to_owned).collect(), boolean }
    }

    fn value(&self, cell: &[u8]) -> Value {
        match cell {
            b"" => Value::Null,
            b"true" if self.boolean => Value::Bool(true),
            b"false" if self.boolean => Value::Bool(false),
            text => Value::String(String::from_utf8_lossy(text).into_owned()),
        }
    }

    fn put(&self, cell: &[u8], record: &mut Record) {
        let value = self.value(cell);
        match self.path.as_slice() {
            [] => {}
            [name] => {
                record.insert(name.clone(), value);
            }
            [first, rest @ ..] => {
                let parent = record.entry(first.as_str()).or_insert(Value::Null);
                if !value.is_null() {
                    put_below(parent, rest, value);
                }
            }
        }
    }
}

/// Puts a value below a parent, making the parents between.
fn put_below(parent: &mut Value, path: &[String], value: Value) {
    if !parent.is_object() {
        *parent = Value::Object(Map::new());
    }
    let (Value::Object(parent), Some((name, rest))) = (parent, path.split_first()) else { return };
    match rest {
        [] => {
            parent.insert(name.clone(), value);
        }
        rest => put_below(parent.entry(name.as_str()).or_insert(Value::Null), rest, value),
    }
}

/// The rows of a page, one after the other. Ends after the first failure.
pub struct Rows<'p> {
    columns: Vec<Column>,
    reader: csv::Reader<&'p [u8]>,
    row: csv::ByteRecord,
    read: u64,
    promised: Option<u64>,
    over: bool,
}

impl Iterator for Rows<'_> {
    type Item = Result<Record, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        match self.reader.read_byte_record(&mut self.row) {
            Ok(true) => {}
            Ok(false) => {
                self.over = true;
                let differs = self.promised.is_some_and(|promised| promised != self.read);
                return differs
                    .then(|| Err(unreadable("a page with other rows than Salesforce counted")));
            }
            Err(_) => {
                self.over = true;
                return Some(Err(unreadable("a page with a row that lacks a cell")));
            }
        }
        self.read += 1;
        let mut record = Record::with_capacity(self.columns.len());
        for (column, cell) in self.columns.iter().zip(&self.row) {
            column.put(cell, &mut record);
        }
        Some(Ok(record))
    }
}

impl fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("read", &self.read).finish_non_exhaustive()
    }
}
