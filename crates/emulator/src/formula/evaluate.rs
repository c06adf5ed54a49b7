//! Evaluates a parsed formula: operators, and the functions that need not look at all of their arguments.

use super::tree::{Expression, Operator};
use super::value::truth;
use super::{FormulaError, Scene, Value, moment, number, predicate, text};

/// Milliseconds of a day, by which moments are counted in formulas.
pub(super) const DAY_MS: f64 = 86_400_000.0;

/// The value of an expression.
pub(super) fn value(expression: &Expression, scene: &dyn Scene) -> Result<Value, FormulaError> {
    match expression {
        Expression::Constant(constant) => Ok(constant.clone()),
        Expression::Field(path) => scene.field(path),
        Expression::Not(inner) => Ok(Value::Boolean(!truth("NOT", &value(inner, scene)?)?)),
        Expression::Negative(inner) => match value(inner, scene)? {
            Value::Number(number) => Ok(Value::Number(-number)),
            Value::Null => Ok(Value::Null),
            other => Err(operands(Operator::Minus, &other)),
        },
        Expression::Binary(operator, left, right) => binary(*operator, left, right, scene),
        Expression::Call(function, arguments) => call(function.name, arguments, scene),
    }
}

fn binary(
    operator: Operator,
    left: &Expression,
    right: &Expression,
    scene: &dyn Scene,
) -> Result<Value, FormulaError> {
    let left = value(left, scene)?;
    match operator {
        Operator::And if !truth("AND", &left)? => return Ok(Value::Boolean(false)),
        Operator::Or if truth("OR", &left)? => return Ok(Value::Boolean(true)),
        _ => {}
    }
    let right = value(right, scene)?;
    match operator {
        Operator::And => Ok(Value::Boolean(truth("AND", &right)?)),
        Operator::Or => Ok(Value::Boolean(truth("OR", &right)?)),
        Operator::Equal => Ok(Value::Boolean(predicate::equal(&left, &right))),
        Operator::Different => Ok(Value::Boolean(!predicate::equal(&left, &right))),
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            predicate::compare(operator, &left, &right)
        }
        Operator::Join => Ok(Value::Text(left.to_text() + &right.to_text())),
        _ => arithmetic(operator, &left, &right),
    }
}

fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Result<Value, FormulaError> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Number(left), Value::Number(right)) => number::combine(operator, *left, *right),
        (Value::Text(left), Value::Text(right)) if operator == Operator::Plus => {
            Ok(Value::Text(format!("{left}{right}")))
        }
        (Value::Date(_) | Value::Moment(_), _) | (_, Value::Date(_) | Value::Moment(_)) => {
            moment::shift(operator, left, right)
        }
        (Value::Number(_), wrong) | (wrong, _) => Err(operands(operator, wrong)),
    }
}

/// The error of an operand of the wrong type.
pub(super) fn operands(operator: Operator, wrong: &Value) -> FormulaError {
    FormulaError(format!(
        "Incorrect parameter type for operator '{}'. Expected Number, Date, DateTime, received {}",
        operator.symbol(),
        wrong.kind()
    ))
}

fn call(name: &str, arguments: &[Expression], scene: &dyn Scene) -> Result<Value, FormulaError> {
    match (name, arguments) {
        ("AND", _) => all(arguments, scene, true),
        ("OR", _) => all(arguments, scene, false),
        ("IF", [condition, yes, no]) => {
            let holds = truth("IF", &value(condition, scene)?)?;
            value(if holds { yes } else { no }, scene)
        }
        ("CASE", [subject, rest @ ..]) => case(subject, rest, scene),
        ("ISNEW", _) => Ok(Value::Boolean(scene.is_new())),
        ("ISCHANGED", [Expression::Field(path)]) => {
            let changed = !scene.is_new() && scene.field(path)? != scene.prior(path)?;
            Ok(Value::Boolean(changed))
        }
        ("PRIORVALUE", [Expression::Field(path)]) => scene.prior(path),
        ("TODAY", _) => Ok(Value::Date(scene.today())),
        ("NOW", _) => Ok(Value::Moment(scene.now())),
        _ => {
            let values: Vec<Value> =
                arguments.iter().map(|one| value(one, scene)).collect::<Result<_, _>>()?;
            eager(name, &values)
        }
    }
}

/// The functions that look at all of their arguments.
fn eager(name: &str, arguments: &[Value]) -> Result<Value, FormulaError> {
    let families = [predicate::call, text::call, number::call, moment::call];
    for family in families {
        if let Some(value) = family(name, arguments)? {
            return Ok(value);
        }
    }
    Err(FormulaError(format!("Unknown function {name}. Check spelling.")))
}

/// AND (`wanted` is true) and OR (`wanted` is false), which stop at the first argument that decides.
fn all(arguments: &[Expression], scene: &dyn Scene, wanted: bool) -> Result<Value, FormulaError> {
    let name = if wanted { "AND" } else { "OR" };
    for argument in arguments {
        if truth(name, &value(argument, scene)?)? != wanted {
            return Ok(Value::Boolean(!wanted));
        }
    }
    Ok(Value::Boolean(wanted))
}

fn case(
    subject: &Expression,
    rest: &[Expression],
    scene: &dyn Scene,
) -> Result<Value, FormulaError> {
    let subject = value(subject, scene)?;
    let (pairs, otherwise) = rest.as_chunks::<2>();
    let [otherwise] = otherwise else {
        let message = "Incorrect number of parameters for function 'CASE()': the last must be the else result";
        return Err(FormulaError::new(message));
    };
    for [candidate, result] in pairs {
        if predicate::equal(&subject, &value(candidate, scene)?) {
            return value(result, scene);
        }
    }
    value(otherwise, scene)
}
