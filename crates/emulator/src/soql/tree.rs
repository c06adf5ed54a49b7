//! A parsed query.

use jiff::civil::Date;

/// A dotted name and its place in the query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub(crate) parts: Vec<String>,
    pub(crate) offset: usize,
}

impl Path {
    /// A name without a place, for queries that no one wrote.
    pub(crate) fn of(name: &str) -> Self {
        Self { parts: vec![name.to_owned()], offset: 0 }
    }

    /// The name as it was written.
    pub(crate) fn text(&self) -> String {
        self.parts.join(".")
    }
}

/// A function and what it is applied to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Function {
    /// In upper case.
    pub(crate) name: String,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) offset: usize,
}

/// What a function is applied to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    Operand(Operand),
    /// A coordinate, or the unit of a distance.
    Constant(String),
}

/// A field, or a function of one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Field(Path),
    Function(Function),
}

impl Operand {
    pub(crate) fn offset(&self) -> usize {
        match self {
            Self::Field(path) => path.offset,
            Self::Function(function) => function.offset,
        }
    }

    /// Whether it is `COUNT()`.
    pub(crate) fn is_bare_count(&self) -> bool {
        matches!(self, Self::Function(function) if function.name == "COUNT" && function.arguments.is_empty())
    }
}

/// Which fields `FIELDS(…)` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldSet {
    All,
    Standard,
    Custom,
}

/// `TYPEOF`: fields that depend on what a polymorphic relationship points to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TypeOf {
    pub(crate) relationship: Path,
    /// Each object and its fields.
    pub(crate) cases: Vec<(Path, Vec<Path>)>,
    /// The fields behind ELSE.
    pub(crate) otherwise: Vec<Path>,
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
    TypeOf(TypeOf),
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
    /// An amount behind the code of its currency, such as `USD5000`; the amount alone.
    Money(String),
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

/// Which subtotals GROUP BY adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subtotals {
    None,
    Rollup,
    Cube,
}

/// A query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) items: Vec<Item>,
    /// The object, or in a child query the relationship.
    pub(crate) from: Path,
    pub(crate) alias: Option<String>,
    /// Parents that FROM gives a short name, as in `FROM Contact c, c.Account a`.
    pub(crate) parents: Vec<(Path, String)>,
    /// `USING SCOPE`, in lower case.
    pub(crate) scope: Option<String>,
    pub(crate) condition: Option<Condition>,
    pub(crate) group_by: Vec<Operand>,
    pub(crate) subtotals: Subtotals,
    pub(crate) having: Option<Condition>,
    pub(crate) order_by: Vec<Order>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl Query {
    /// `SELECT Id` from an object, without any clause.
    pub(crate) fn of_ids(object: &str) -> Self {
        Self {
            items: vec![Item::Value(Operand::Field(Path::of("Id")), None)],
            from: Path::of(object),
            alias: None,
            parents: Vec::new(),
            scope: None,
            condition: None,
            group_by: Vec::new(),
            subtotals: Subtotals::None,
            having: None,
            order_by: Vec::new(),
            limit: None,
            offset: None,
        }
    }
}
