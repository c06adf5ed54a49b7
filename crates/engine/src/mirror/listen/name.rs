//! A person's whole name from its parts, in the order in which the org writes it: learnt from the names that are there.

use salesforce::Record;
use salesforce::events::ChangeEvent;
use serde_json::Value;

use crate::candidates::text;

/// In which order a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Mary Major.
    FirstLast,
    /// Yamada Taro.
    LastFirst,
}

impl Order {
    /// The order of a row's name; `None` where it has only one part, or more than these two.
    pub(crate) fn of(row: &Record) -> Option<Self> {
        let (first, last) = (text(row, "FirstName")?, text(row, "LastName")?);
        let name = text(row, "Name")?;
        let is = |order: &Self| order.write(&first, &last) == name;
        // Where both parts are the same word, either would do.
        [Self::FirstLast, Self::LastFirst].into_iter().find(is).filter(|_| first != last)
    }

    fn write(self, first: &str, last: &str) -> String {
        match self {
            Self::FirstLast => format!("{first} {last}"),
            Self::LastFirst => format!("{last} {first}"),
        }
    }
}

/// Writes the name anew if an event changed one of its parts. `None` if it cannot be told how the org writes it.
pub(super) fn follow(
    row: &mut Record,
    before: Option<&Record>,
    event: &ChangeEvent,
    order: Option<Order>,
) -> Option<()> {
    let touched = |part: &&str| event.values.contains_key(*part);
    if !["FirstName", "LastName", "MiddleName", "Suffix"].iter().any(touched) {
        return Some(());
    }
    let further = |part: &str| event.values.get(part).is_some_and(|value| !value.is_null());
    if further("MiddleName") || further("Suffix") {
        return None;
    }
    // A part that the row does not show may stand in the old name.
    if before.is_some_and(|before| whole(before, Order::of(before)) != text(before, "Name")) {
        return None;
    }
    let order = before.and_then(Order::of).or(order);
    let name = whole(row, order)?;
    row.insert("Name".to_owned(), Value::String(name));
    Some(())
}

/// The name that follows from the parts.
fn whole(row: &Record, order: Option<Order>) -> Option<String> {
    match (text(row, "FirstName"), text(row, "LastName")) {
        (Some(first), Some(last)) if first == last => Some(format!("{first} {last}")),
        (Some(first), Some(last)) => order.map(|order| order.write(&first, &last)),
        (first, last) => last.or(first),
    }
}
