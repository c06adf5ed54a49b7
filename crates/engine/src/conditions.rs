//! The texts of a search: lists of usual spellings, and patterns for the odd ones.

use std::collections::BTreeSet;

use salesforce::soql::{Condition, Direction, InvalidSoql, Pattern, Soql};

use crate::search::{FEW, Table, Wanted};

/// Whether odd spellings are asked for: digits in the right order with anything between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Odd {
    /// Together with the usual ones where the numbers are few, else not yet.
    IfFew,
    /// Only these.
    Only,
}

/// What a row of `table` must fulfil, any of it, to be one of `wanted`.
pub(crate) fn conditions(
    table: Table,
    phones: &BTreeSet<String>,
    wanted: &[Wanted],
    odd: Odd,
) -> Result<Vec<Condition>, InvalidSoql> {
    let mut conditions = Vec::new();
    let records: BTreeSet<&str> = wanted
        .iter()
        .filter_map(|wanted| wanted.record.as_deref())
        .filter(|id| id.starts_with(table.prefix()) && odd != Odd::Only)
        .collect();
    if !records.is_empty() {
        conditions.push(Condition::in_list("Id", records)?);
    }
    // Lists of a few numbers, so that a long query can be cut between them.
    for some in wanted.chunks(10) {
        let spellings: BTreeSet<&str> =
            some.iter().flat_map(|wanted| wanted.spellings.iter().map(String::as_str)).collect();
        if !spellings.is_empty() && odd != Odd::Only {
            for field in phones {
                conditions.push(Condition::in_list(field, spellings.iter().copied())?);
            }
        }
    }
    if odd == Odd::Only || wanted.len() <= FEW {
        let odd = wanted.iter().filter(|wanted| wanted.odd && !wanted.digits.is_empty());
        for digits in odd.map(|wanted| wanted.digits.as_str()) {
            for field in phones {
                conditions.push(like(field, digits, 0)?);
                conditions.push(like(field, digits, FULL_WIDTH)?);
            }
        }
    }
    Ok(conditions)
}

/// From an ASCII digit to the full-width one that Japanese imports bring.
const FULL_WIDTH: u32 = '０' as u32 - '0' as u32;

/// `LIKE '%5%5%5%0%1%2%3%'`.
pub(crate) fn like(field: &str, digits: &str, shift: u32) -> Result<Condition, InvalidSoql> {
    let texts: Vec<String> = digits
        .chars()
        .filter_map(|digit| char::from_u32(u32::from(digit) + shift))
        .map(String::from)
        .collect();
    let mut pattern = vec![Pattern::Anything];
    for text in &texts {
        pattern.extend([Pattern::Text(text), Pattern::Anything]);
    }
    Condition::like(field, &pattern)
}

/// The newest open record of a Contact.
pub(crate) fn open(relationship: &str, field: &str, closed: &str) -> Result<Soql, InvalidSoql> {
    Ok(Soql::select(relationship, [field])?
        .filter(Condition::eq(closed, false)?)
        .order_by("LastModifiedDate", Direction::Descending)?
        .limit(1))
}
