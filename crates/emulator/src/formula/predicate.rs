//! Comparisons, and the functions that answer true or false.

use std::cmp::Ordering;

use regex::RegexBuilder;

use super::evaluate::operands;
use super::tree::Operator;
use super::value::{text, truth};
use super::{FormulaError, Value};

/// How large a compiled pattern may grow, in bytes: a pattern comes from whoever may change the org's setup.
const LARGEST_PATTERN: usize = 1 << 20;

/// Whether two values are the same; text is compared with its case, and an empty text equals an empty value.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Null, other) | (other, Value::Null) => other.is_blank(),
        (Value::Text(left), Value::Text(right)) => same_text(left, right),
        _ => left == right,
    }
}

/// An id is the same with 15 and with 18 characters.
fn same_text(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    left == right
        || (short.len() == 15
            && long.len() == 18
            && crate::id::normalise(short).as_deref() == Some(long))
}

/// `<`, `<=`, `>`, `>=`; an empty value is neither less nor greater.
pub(super) fn compare(
    operator: Operator,
    left: &Value,
    right: &Value,
) -> Result<Value, FormulaError> {
    let order = match (left, right) {
        (Value::Null, _) | (_, Value::Null) => return Ok(Value::Boolean(false)),
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Moment(left), Value::Moment(right)) => Some(left.cmp(right)),
        (_, wrong) => return Err(operands(operator, wrong)),
    };
    let holds = match operator {
        Operator::Less => order == Some(Ordering::Less),
        Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Operator::Greater => order == Some(Ordering::Greater),
        _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    };
    Ok(Value::Boolean(holds))
}

/// The functions of this family; `None` for others.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Option<Value>, FormulaError> {
    let holds = match (name, arguments) {
        ("NOT", [one]) => !truth(name, one)?,
        ("ISBLANK", [one]) => one.is_blank(),
        // A text field is never null (Salesforce help, "ISNULL").
        ("ISNULL", [one]) => *one == Value::Null,
        ("ISNUMBER", [one]) => text(name, one)?.trim().parse::<f64>().is_ok_and(f64::is_finite),
        ("ISPICKVAL", [field, wanted]) => text(name, field)? == text(name, wanted)?,
        ("CONTAINS", [whole, part]) => text(name, whole)?.contains(&text(name, part)?),
        ("BEGINS", [whole, part]) => text(name, whole)?.starts_with(&text(name, part)?),
        ("INCLUDES", [chosen, wanted]) => {
            let wanted = text(name, wanted)?;
            text(name, chosen)?.split(';').any(|one| one == wanted)
        }
        ("REGEX", [whole, pattern]) => matches_whole(&text(name, whole)?, &text(name, pattern)?)?,
        _ => return Ok(None),
    };
    Ok(Some(Value::Boolean(holds)))
}

/// Whether a pattern matches the whole text, as Java's `matches` does.
fn matches_whole(text: &str, pattern: &str) -> Result<bool, FormulaError> {
    let pattern = RegexBuilder::new(&format!(r"\A(?:{pattern})\z"))
        .size_limit(LARGEST_PATTERN)
        .build()
        .map_err(|error| FormulaError(format!("Invalid regular expression: {error}")))?;
    Ok(pattern.is_match(text))
}
