//! A parsed formula.

use super::Value;

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Different,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Join,
    Plus,
    Minus,
    Times,
    Divide,
    Power,
}

impl Operator {
    /// The operator of a symbol.
    pub(super) fn of(symbol: &str) -> Option<Self> {
        Some(match symbol {
            "||" => Self::Or,
            "&&" => Self::And,
            "=" | "==" => Self::Equal,
            "<>" | "!=" => Self::Different,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            "&" => Self::Join,
            "+" => Self::Plus,
            "-" => Self::Minus,
            "*" => Self::Times,
            "/" => Self::Divide,
            "^" => Self::Power,
            _ => return None,
        })
    }

    /// How tightly it binds; the larger, the tighter.
    pub(super) fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::Different => 3,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Join => 5,
            Self::Plus | Self::Minus => 6,
            Self::Times | Self::Divide => 7,
            Self::Power => 8,
        }
    }

    /// The symbol, for errors.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "=",
            Self::Different => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Join => "&",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divide => "/",
            Self::Power => "^",
        }
    }
}

/// A function of the language and how many arguments it takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) least: usize,
    pub(super) most: usize,
}

const fn function(name: &'static str, least: usize, most: usize) -> Function {
    Function { name, least, most }
}

/// As many arguments as a formula has room for.
const MANY: usize = 500;

/// Every function that can be called (Salesforce help, "Formula operators and functions").
pub(super) const FUNCTIONS: [Function; 53] = [
    function("ABS", 1, 1),
    function("ADDMONTHS", 2, 2),
    function("AND", 1, MANY),
    function("BEGINS", 2, 2),
    function("BLANKVALUE", 2, 2),
    function("BR", 0, 0),
    function("CASE", 4, MANY),
    function("CEILING", 1, 1),
    function("CONTAINS", 2, 2),
    function("DATE", 3, 3),
    function("DATETIMEVALUE", 1, 1),
    function("DATEVALUE", 1, 1),
    function("DAY", 1, 1),
    function("FIND", 2, 3),
    function("FLOOR", 1, 1),
    function("HOUR", 1, 1),
    function("IF", 3, 3),
    function("INCLUDES", 2, 2),
    function("ISBLANK", 1, 1),
    function("ISCHANGED", 1, 1),
    function("ISNEW", 0, 0),
    function("ISNULL", 1, 1),
    function("ISNUMBER", 1, 1),
    function("ISPICKVAL", 2, 2),
    function("LEFT", 2, 2),
    function("LEN", 1, 1),
    function("LOWER", 1, 2),
    function("LPAD", 2, 3),
    function("MAX", 1, MANY),
    function("MID", 3, 3),
    function("MIN", 1, MANY),
    function("MOD", 2, 2),
    function("MONTH", 1, 1),
    function("NOT", 1, 1),
    function("NOW", 0, 0),
    function("NULLVALUE", 2, 2),
    function("OR", 1, MANY),
    function("PRIORVALUE", 1, 1),
    function("REGEX", 2, 2),
    function("REVERSE", 1, 1),
    function("RIGHT", 2, 2),
    function("ROUND", 2, 2),
    function("RPAD", 2, 3),
    function("SQRT", 1, 1),
    function("SUBSTITUTE", 3, 3),
    function("TEXT", 1, 1),
    function("TODAY", 0, 0),
    function("TRIM", 1, 1),
    function("TRUNC", 1, 2),
    function("UPPER", 1, 2),
    function("VALUE", 1, 1),
    function("WEEKDAY", 1, 1),
    function("YEAR", 1, 1),
];

/// A part of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    Constant(Value),
    /// The parts of a merge field between its dots.
    Field(Vec<String>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Call(&'static Function, Vec<Expression>),
}
