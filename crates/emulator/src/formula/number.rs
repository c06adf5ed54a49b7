//! Arithmetic and the functions that make numbers of numbers.

use super::tree::Operator;
use super::value::{number, text};
use super::{FormulaError, Value};

/// Combines two numbers.
pub(super) fn combine(operator: Operator, left: f64, right: f64) -> Result<Value, FormulaError> {
    let result = match operator {
        Operator::Plus => left + right,
        Operator::Minus => left - right,
        Operator::Times => left * right,
        Operator::Divide if right == 0.0 => {
            return Err(FormulaError::new("Division by zero."));
        }
        Operator::Divide => left / right,
        _ => left.powf(right),
    };
    finite(result)
}

fn finite(result: f64) -> Result<Value, FormulaError> {
    match result.is_finite() {
        true => Ok(Value::Number(result)),
        false => Err(FormulaError::new("The result is outside of the range of numbers.")),
    }
}

/// The functions of this family; `None` for others.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Option<Value>, FormulaError> {
    if !matches!(
        name,
        "ABS" | "CEILING" | "FLOOR" | "MAX" | "MIN" | "MOD" | "ROUND" | "SQRT" | "TRUNC" | "VALUE"
    ) {
        return Ok(None);
    }
    if let ("VALUE", [one]) = (name, arguments) {
        let read = text(name, one)?.trim().parse::<f64>().ok();
        return Ok(Some(read.map_or(Value::Null, Value::Number)));
    }
    let numbers: Vec<Option<f64>> =
        arguments.iter().map(|one| number(name, one)).collect::<Result<_, _>>()?;
    let Some(numbers) = numbers.into_iter().collect::<Option<Vec<f64>>>() else {
        return Ok(Some(Value::Null));
    };
    let result = match (name, numbers.as_slice()) {
        ("ABS", [one]) => one.abs(),
        // Away from zero and towards zero (Salesforce help, "CEILING" and "FLOOR").
        ("CEILING", [one]) if *one < 0.0 => one.floor(),
        ("CEILING", [one]) => one.ceil(),
        ("FLOOR" | "TRUNC", [one]) => one.trunc(),
        ("MAX", all) => all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        ("MIN", all) => all.iter().copied().fold(f64::INFINITY, f64::min),
        ("MOD", [_, divisor]) if *divisor == 0.0 => {
            return Err(FormulaError::new("Division by zero."));
        }
        ("MOD", [one, divisor]) => one - divisor * (one / divisor).floor(),
        ("ROUND", [one, places]) => scaled(*one, *places, f64::round),
        ("TRUNC", [one, places]) => scaled(*one, *places, f64::trunc),
        ("SQRT", [one]) if *one >= 0.0 => one.sqrt(),
        _ => return Err(FormulaError(format!("{name}() has no result for these numbers."))),
    };
    finite(result).map(Some)
}

/// Rounds to some places behind the point, or before it if negative.
fn scaled(number: f64, places: f64, round: fn(f64) -> f64) -> f64 {
    let factor = 10_f64.powf(places.trunc().clamp(-15.0, 15.0));
    round(number * factor) / factor
}
