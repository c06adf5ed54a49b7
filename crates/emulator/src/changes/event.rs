//! A change of records, and the event that tells of it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use apache_avro::types::Value as Avro;
use apache_avro::writer::datum::GenericDatumWriter;
use rusqlite::types::Value as SqlValue;

use super::bitmap;
use super::compound::{ADDRESS_PARTS, NAME_PARTS};
use super::shape::{EventField, EventShape, Slot, part_kind};
use super::value::{none, nullable, some};
use crate::error::ApiError;

/// What happened to the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Create,
    Update,
    Delete,
    Undelete,
    GapCreate,
    GapUpdate,
    GapDelete,
    GapUndelete,
    /// More changed in a transaction than events tell.
    GapOverflow,
}

impl ChangeKind {
    /// The names in the order of the Avro enumeration; the last is reserved by Salesforce.
    pub(super) const SYMBOLS: [&str; 10] = [
        "CREATE",
        "UPDATE",
        "DELETE",
        "UNDELETE",
        "GAP_CREATE",
        "GAP_UPDATE",
        "GAP_DELETE",
        "GAP_UNDELETE",
        "GAP_OVERFLOW",
        "SNAPSHOT",
    ];

    /// The kind of a gap event for a change of this kind.
    pub(crate) fn gap(self) -> Self {
        match self {
            Self::Create => Self::GapCreate,
            Self::Update => Self::GapUpdate,
            Self::Delete => Self::GapDelete,
            Self::Undelete => Self::GapUndelete,
            gap => gap,
        }
    }

    fn avro(self) -> Avro {
        let place = self as u32;
        let symbol = Self::SYMBOLS.get(place as usize).copied().unwrap_or_default();
        Avro::Enum(place, symbol.to_owned())
    }
}

/// One kind of change of one record, or of several that changed in the same way.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) shape: Arc<EventShape>,
    pub(crate) kind: ChangeKind,
    /// 18 characters each.
    pub(crate) record_ids: Vec<String>,
    /// The new values; a field that did not change is not here.
    pub(crate) cells: Vec<(Slot, SqlValue)>,
    /// The id of the user who did it.
    pub(crate) user: String,
    /// Through which API, as in `changeOrigin`; empty if through none.
    pub(crate) origin: Arc<str>,
    /// UTC milliseconds.
    pub(crate) at: i64,
}

impl Change {
    /// About how many bytes it holds.
    pub(super) fn weight(&self) -> usize {
        let cell = |(_, cell): &(Slot, SqlValue)| match cell {
            SqlValue::Text(text) => 48 + text.len(),
            _ => 48,
        };
        256 + 48 * self.record_ids.len() + self.cells.iter().map(cell).sum::<usize>()
    }

    /// How much it counts towards the threshold of overflow events: an update as many as it has fields.
    pub(super) fn count(&self) -> usize {
        match self.kind {
            ChangeKind::Update => self.cells.len().max(1),
            _ => 1,
        }
    }

    /// Whether both tell the same of different records, so that one event can tell of both.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        matches!(self.kind, ChangeKind::Update | ChangeKind::Delete | ChangeKind::GapUpdate)
            && self.kind == other.kind
            && Arc::ptr_eq(&self.shape, &other.shape)
            && self.user == other.user
            && self.at / 1_000 == other.at / 1_000
            && self.cells == other.cells
    }
}

/// An event in the journal.
#[derive(Debug)]
pub(crate) struct Event {
    /// Its place in the stream; grows, with holes.
    pub(crate) number: u64,
    pub(crate) change: Change,
    /// The same for all events of a transaction.
    pub(super) transaction: Arc<str>,
    pub(super) commit: i64,
    /// 1, 2, 3, … within the transaction.
    pub(super) sequence: i32,
}

impl Event {
    /// The event's own id: the same whenever it is delivered.
    pub(crate) fn id(&self) -> String {
        format!("{}-{}", self.transaction, self.sequence)
    }

    /// The event in Avro's binary encoding, without what is `hidden` from the reader.
    ///
    /// # Errors
    /// When the values do not fit the schema, which would be a mistake of ours.
    pub(crate) fn encode(&self, hidden: &HashSet<Slot>) -> Result<Vec<u8>, ApiError> {
        let shape = &self.change.shape;
        let cells: BTreeMap<Slot, &SqlValue> = self
            .change
            .cells
            .iter()
            .filter(|(slot, _)| !hidden.contains(slot))
            .map(|(slot, cell)| (*slot, cell))
            .collect();
        let mut fields = Vec::with_capacity(shape.fields.len() + 1);
        fields.push(("ChangeEventHeader".to_owned(), self.header(&cells)));
        for (index, (name, kind)) in shape.fields.iter().enumerate() {
            fields.push((name.clone(), field(kind, index + 1, &cells)));
        }
        GenericDatumWriter::builder(&shape.avro)
            .build()
            .and_then(|writer| writer.write_value_to_vec(Avro::Record(fields)))
            .map_err(ApiError::internal)
    }

    fn header(&self, cells: &BTreeMap<Slot, &SqlValue>) -> Avro {
        let change = &self.change;
        let text = |name: &str, text: &str| (name.to_owned(), Avro::String(text.to_owned()));
        let list = |name: &str, texts: Vec<String>| {
            (name.to_owned(), Avro::Array(texts.into_iter().map(Avro::String).collect()))
        };
        let (changed, nulled) = self.changed_and_nulled(cells);
        Avro::Record(vec![
            text("entityName", &change.shape.entity),
            list("recordIds", change.record_ids.clone()),
            ("changeType".to_owned(), change.kind.avro()),
            text("changeOrigin", &change.origin),
            text("transactionKey", &self.transaction),
            ("sequenceNumber".to_owned(), Avro::Int(self.sequence)),
            // In whole seconds, as every example of Salesforce's is.
            ("commitTimestamp".to_owned(), Avro::Long(change.at - change.at.rem_euclid(1_000))),
            ("commitNumber".to_owned(), Avro::Long(self.commit)),
            text("commitUser", &change.user),
            list("nulledFields", nulled),
            list("diffFields", Vec::new()),
            list("changedFields", changed),
        ])
    }

    /// Only an update says which fields changed.
    fn changed_and_nulled(&self, cells: &BTreeMap<Slot, &SqlValue>) -> (Vec<String>, Vec<String>) {
        if self.change.kind != ChangeKind::Update {
            return (Vec::new(), Vec::new());
        }
        let is_null = |(_, cell): &(&Slot, &&SqlValue)| ***cell == SqlValue::Null;
        let nulled: Vec<Slot> = cells.iter().filter(is_null).map(|(slot, _)| *slot).collect();
        (bitmap::of(cells.keys().copied()), bitmap::of(nulled))
    }
}

/// A field of the event's body; null if it did not change.
fn field(kind: &EventField, place: usize, cells: &BTreeMap<Slot, &SqlValue>) -> Avro {
    match kind {
        EventField::One(kind) => match cells.get(&Slot { place, part: None }) {
            Some(cell) => nullable(*kind, cell),
            None => none(),
        },
        EventField::PersonName => parts(place, &NAME_PARTS, cells).map_or_else(none, some),
        EventField::Address => parts(place, &ADDRESS_PARTS, cells).map_or_else(none, some),
        EventField::AccountName => match parts(place, &NAME_PARTS, cells) {
            Some(person) => Avro::Union(2, Box::new(person)),
            None => match cells.get(&Slot { place, part: None }) {
                Some(SqlValue::Text(text)) => some(Avro::String(text.clone())),
                _ => none(),
            },
        },
    }
}

/// A compound field's record, or `None` if all of its parts are null.
fn parts(place: usize, names: &[&str], cells: &BTreeMap<Slot, &SqlValue>) -> Option<Avro> {
    let mut any = false;
    let fields = names
        .iter()
        .enumerate()
        .map(|(part, name)| {
            let cell = cells.get(&Slot { place, part: Some(part) });
            any |= cell.is_some_and(|cell| **cell != SqlValue::Null);
            let value = cell.map_or_else(none, |cell| nullable(part_kind(name), cell));
            ((*name).to_owned(), value)
        })
        .collect();
    any.then_some(Avro::Record(fields))
}
