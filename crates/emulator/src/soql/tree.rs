//! A parsed query.

use jiff::civil::Date;

/// A dotted name and its place in the query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub(crate) parts: Vec<String>,
    pub(crate) offset: usize,
}

/// A field, or a function of one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Field(Path),
    /// The name in upper case, the argument (none in `COUNT()`), and the place.
    Function(String, Option<Path>, usize),
}

impl Operand {
    pub(crate) fn offset(&self) -> usize {
        match self {
            Self::Field(path) => path.offset,
            Self::Function(_, _, offset) => *offset,
        }
    }
}

/// Which fields `FIELDS(…)` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldSet {
    All,
    Standard,
    Custom,
}

/// An entry of the SELECT list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// A field or function, and its alias.
    Value(Operand, Option<String>),
    /// A child query.
    Children(Box<Query>),
    /// `FIELDS(…)` and its place.
    Fields(FieldSet, usize),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
}

impl Operator {
    /// The operator in SQL, for values that are not null.
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Like => "LIKE",
        }
    }
}

/// A value in a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    /// A string with its escapes still in it.
    Text(String),
    Number(String),
    Boolean(bool),
    Null,
    Date(Date),
    /// UTC milliseconds.
    Moment(i64),
    /// A named range of days such as `LAST_N_DAYS:7`.
    Named(String, Option<i64>),
}

/// A condition of WHERE or HAVING.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Operand, Operator, Literal),
    /// The operand, whether negated, and the values.
    In(Operand, bool, Vec<Literal>),
    /// The operand, whether negated, and the query that yields the values.
    InQuery(Operand, bool, Box<Query>),
    /// The operand, whether negated, and the values, each of which may join several by semicolons.
    Includes(Operand, bool, Vec<Literal>),
}

/// An entry of ORDER BY.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) operand: Operand,
    pub(crate) descending: bool,
    pub(crate) nulls_last: bool,
}

/// A query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) items: Vec<Item>,
    /// The object, or in a child query the relationship.
    pub(crate) from: Path,
    pub(crate) alias: Option<String>,
    /// `USING SCOPE`, in lower case.
    pub(crate) scope: Option<String>,
    pub(crate) condition: Option<Condition>,
    pub(crate) group_by: Vec<Operand>,
    pub(crate) having: Option<Condition>,
    pub(crate) order_by: Vec<Order>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl Query {
    /// `SELECT Id` from an object, without any clause.
    pub(crate) fn of_ids(object: &str) -> Self {
        let path = |name: &str| Path { parts: vec![name.to_owned()], offset: 0 };
        Self {
            items: vec![Item::Value(Operand::Field(path("Id")), None)],
            from: path(object),
            alias: None,
            scope: None,
            condition: None,
            group_by: Vec::new(),
            having: None,
            order_by: Vec::new(),
            limit: None,
            offset: None,
        }
    }
}
