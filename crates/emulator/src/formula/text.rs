//! Functions that make text.

use super::value::{count, number, text};
use super::{FormulaError, Value};

/// The longest text that padding makes (Salesforce help, "LPAD").
const LONGEST: usize = 4_000;

/// The functions of this family; `None` for others.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Option<Value>, FormulaError> {
    let made = match (name, arguments) {
        ("TEXT", [one]) => one.to_text(),
        ("BR", _) => "\n".to_owned(),
        ("TRIM", [one]) => text(name, one)?.trim().to_owned(),
        ("UPPER", [one, ..]) => text(name, one)?.to_uppercase(),
        ("LOWER", [one, ..]) => text(name, one)?.to_lowercase(),
        ("REVERSE", [one]) => text(name, one)?.chars().rev().collect(),
        ("LEFT", [one, length]) => {
            text(name, one)?.chars().take(characters(name, length)?).collect()
        }
        ("RIGHT", [one, length]) => {
            let whole = text(name, one)?;
            let all = whole.chars().count();
            whole.chars().skip(all.saturating_sub(characters(name, length)?)).collect()
        }
        ("MID", [one, start, length]) => {
            let skipped = characters(name, start)?.saturating_sub(1);
            text(name, one)?.chars().skip(skipped).take(characters(name, length)?).collect()
        }
        ("SUBSTITUTE", [one, old, new]) => {
            let old = text(name, old)?;
            match old.is_empty() {
                true => text(name, one)?,
                false => text(name, one)?.replace(&old, &text(name, new)?),
            }
        }
        ("LPAD" | "RPAD", [one, length, rest @ ..]) => pad(name, one, length, rest.first())?,
        ("LEN", [one]) => return Ok(Some(length(&text(name, one)?))),
        ("FIND", [part, whole, rest @ ..]) => return find(part, whole, rest.first()).map(Some),
        ("BLANKVALUE", [one, other]) => {
            return Ok(Some(if one.is_blank() { other.clone() } else { one.clone() }));
        }
        ("NULLVALUE", [one, other]) => {
            return Ok(Some(if *one == Value::Null { other.clone() } else { one.clone() }));
        }
        _ => return Ok(None),
    };
    Ok(Some(Value::Text(made)))
}

fn characters(name: &str, value: &Value) -> Result<usize, FormulaError> {
    Ok(number(name, value)?.map_or(0, count))
}

fn length(text: &str) -> Value {
    whole(text.chars().count())
}

/// A count as a number; texts are far shorter than what a double holds exactly.
fn whole(count: usize) -> Value {
    Value::Number(u32::try_from(count).map_or(f64::from(u32::MAX), f64::from))
}

fn pad(
    name: &str,
    one: &Value,
    length: &Value,
    filling: Option<&Value>,
) -> Result<String, FormulaError> {
    let given = text(name, one)?;
    let length = characters(name, length)?.min(LONGEST);
    let filling = filling.map_or_else(|| Ok(" ".to_owned()), |filling| text(name, filling))?;
    let have = given.chars().count();
    if have >= length {
        return Ok(given.chars().take(length).collect());
    }
    let more: String = filling.chars().cycle().take(length - have).collect();
    Ok(if name == "LPAD" { more + &given } else { given + &more })
}

/// The place of a part, counted from 1; 0 if it is not there.
fn find(part: &Value, whole_text: &Value, start: Option<&Value>) -> Result<Value, FormulaError> {
    let (part, text) = (text("FIND", part)?, text("FIND", whole_text)?);
    let skipped = start.map_or(Ok(1), |start| characters("FIND", start))?.saturating_sub(1);
    let rest: String = text.chars().skip(skipped).collect();
    Ok(match rest.find(&part) {
        Some(place) => whole(skipped + rest[..place].chars().count() + 1),
        None => Value::Number(0.0),
    })
}
