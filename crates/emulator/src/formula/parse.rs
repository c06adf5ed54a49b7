//! Parses formulas: operators by how tightly they bind, functions with their number of arguments.

use super::token::{Token, tokens};
use super::tree::{Expression, FUNCTIONS, Function, Operator};
use super::{FormulaError, Value};

/// The longest formula, in characters (Salesforce help, "Formula field limits and restrictions").
const LONGEST: usize = 3_900;

/// How deep parentheses and functions may nest.
const DEEPEST: usize = 40;

/// How many operators and functions a formula may hold, so that its evaluation cannot exhaust the stack.
const MOST_OPERATIONS: usize = 500;

/// Parses a whole formula.
pub(super) fn formula(text: &str) -> Result<Expression, FormulaError> {
    if text.chars().count() > LONGEST {
        return Err(FormulaError(format!(
            "Formula is too long ({} characters). Maximum length is 3,900 characters.",
            text.chars().count()
        )));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, place: 0, depth: 0, operations: 0 };
    let expression = parser.expression(0)?;
    match parser.next() {
        None => Ok(expression),
        Some(token) => Err(found(token)),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    place: usize,
    depth: usize,
    operations: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.place)
    }

    fn next(&mut self) -> Option<&'t Token> {
        let token = self.peek()?;
        self.place += 1;
        Some(token)
    }

    fn takes(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(next)) if next == symbol);
        self.place += usize::from(found);
        found
    }

    fn close(&mut self) -> Result<(), FormulaError> {
        match self.takes(")") {
            true => Ok(()),
            false => Err(FormulaError::new("Syntax error. Missing ')'")),
        }
    }

    fn count(&mut self) -> Result<(), FormulaError> {
        self.operations += 1;
        match self.operations > MOST_OPERATIONS {
            true => Err(FormulaError(format!(
                "Formula is too complex: it has more than {MOST_OPERATIONS} operators and functions."
            ))),
            false => Ok(()),
        }
    }

    /// An expression whose operators bind more tightly than `strength`.
    fn expression(&mut self, strength: u8) -> Result<Expression, FormulaError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(FormulaError(format!(
                "Formula is too complex: it nests deeper than {DEEPEST} levels."
            )));
        }
        let mut left = self.operand()?;
        while let Some(Token::Symbol(symbol)) = self.peek() {
            let Some(operator) = Operator::of(symbol).filter(|next| next.strength() > strength)
            else {
                break;
            };
            self.place += 1;
            self.count()?;
            let right = self.expression(operator.strength())?;
            left = Expression::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expression, FormulaError> {
        let Some(token) = self.next() else {
            return Err(FormulaError::new("Syntax error. Found end of formula"));
        };
        match token {
            Token::Text(text) => Ok(Expression::Constant(Value::Text(text.clone()))),
            Token::Number(number) => Ok(Expression::Constant(Value::Number(*number))),
            Token::Word(word) if self.takes("(") => self.call(word),
            Token::Word(word) => constant_or_field(word),
            Token::Symbol(symbol) => match symbol.as_str() {
                "(" => {
                    let inner = self.expression(0)?;
                    self.close()?;
                    Ok(inner)
                }
                "!" => Ok(Expression::Not(Box::new(self.tight()?))),
                "-" => Ok(Expression::Negative(Box::new(self.tight()?))),
                "+" => self.tight(),
                _ => Err(found(token)),
            },
        }
    }

    /// What a sign or `!` stands before.
    fn tight(&mut self) -> Result<Expression, FormulaError> {
        self.count()?;
        self.expression(Operator::Power.strength())
    }

    fn call(&mut self, name: &str) -> Result<Expression, FormulaError> {
        self.count()?;
        let known = FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name));
        let Some(function) = known else {
            return Err(FormulaError(format!("Unknown function {name}. Check spelling.")));
        };
        let mut arguments = Vec::new();
        if !self.takes(")") {
            loop {
                arguments.push(self.expression(0)?);
                if !self.takes(",") {
                    break;
                }
            }
            self.close()?;
        }
        check_arguments(function, &arguments)?;
        Ok(Expression::Call(function, arguments))
    }
}

fn check_arguments(function: &Function, arguments: &[Expression]) -> Result<(), FormulaError> {
    let number = arguments.len();
    if number < function.least || number > function.most {
        let expected = if number < function.least { function.least } else { function.most };
        return Err(FormulaError(format!(
            "Incorrect number of parameters for function '{}()'. Expected {expected}, received {number}",
            function.name
        )));
    }
    let wants_field =
        matches!(function.name, "ISCHANGED" | "PRIORVALUE" | "ISPICKVAL" | "INCLUDES");
    let prior = |expression: &Expression| matches!(expression, Expression::Call(function, _) if function.name == "PRIORVALUE");
    match arguments.first() {
        Some(Expression::Field(_)) => Ok(()),
        Some(first) if wants_field && !prior(first) => Err(FormulaError(format!(
            "Incorrect argument type for function '{}()': the first must be a field.",
            function.name
        ))),
        _ => Ok(()),
    }
}

fn constant_or_field(word: &str) -> Result<Expression, FormulaError> {
    match word.to_ascii_uppercase().as_str() {
        "TRUE" => return Ok(Expression::Constant(Value::Boolean(true))),
        "FALSE" => return Ok(Expression::Constant(Value::Boolean(false))),
        "NULL" => return Ok(Expression::Constant(Value::Null)),
        _ => {}
    }
    let parts: Vec<String> = word.split('.').map(str::to_owned).collect();
    match parts.iter().any(String::is_empty) {
        true => Err(FormulaError(format!("Field {word} does not exist. Check spelling."))),
        false => Ok(Expression::Field(parts)),
    }
}

fn found(token: &Token) -> FormulaError {
    FormulaError(format!("Syntax error. Found '{}'", token.shown()))
}
