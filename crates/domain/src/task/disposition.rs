//! Writes the list of `CallDisposition` (F72): what a call was, in words that a report can filter by.

use super::description::units;
use crate::profile::{DispositionRules, DispositionStyle};
use crate::template::{Value, Values};

/// One value of the list, and whether it is a tag that may go when the list is too long.
struct Item {
    text: String,
    from_list: bool,
}

/// The list as text, and how many tags had to be dropped from its end to fit `limit` UTF-16 units.
/// The fixed parts stay.
pub(super) fn write(
    rules: &DispositionRules,
    values: &Values<'_>,
    limit: usize,
) -> (String, usize) {
    let mut items = items(rules, values);
    let mut dropped = 0;
    loop {
        let text = joined(&items, rules.style);
        if units(&text) <= limit {
            return (text, dropped);
        }
        match items.iter().rposition(|item| item.from_list) {
            Some(last) => {
                items.remove(last);
                dropped += 1;
            }
            None => return (text, dropped),
        }
    }
}

fn items(rules: &DispositionRules, values: &Values<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for template in &rules.items {
        let from_list = |text| Item { text, from_list: true };
        match template.only_field().map(|field| values.of(field)) {
            Some(Value::List(list)) => items.extend(list.into_iter().map(from_list)),
            _ => {
                let text = template.render(&|field| values.text_of(field));
                if !text.trim().is_empty() {
                    items.push(Item { text, from_list: false });
                }
            }
        }
    }
    items
}

fn joined(items: &[Item], style: DispositionStyle) -> String {
    let texts = items.iter().map(|item| item.text.as_str());
    match style {
        DispositionStyle::Commas => texts.collect::<Vec<_>>().join(", "),
        DispositionStyle::Brackets if items.is_empty() => String::new(),
        DispositionStyle::Brackets => {
            let quoted: Vec<String> = texts
                .map(|text| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")))
                .collect();
            format!("[{}]", quoted.join(", "))
        }
    }
}
