//! The grammar of the SELECT list: fields, functions, child queries, `FIELDS()` and `TYPEOF`.

use super::function;
use super::parse::{Parser, is_keyword};
use super::token::Kind;
use super::tree::{Argument, FieldSet, Function, Item, Operand, Path, TypeOf};
use crate::error::ApiError;

/// How deep functions may nest, as in `FORMAT(convertCurrency(Amount))`.
const DEEPEST_FUNCTION: usize = 2;

impl Parser<'_, '_> {
    pub(super) fn item(&mut self) -> Result<Item, ApiError> {
        if self.at_symbol("(") {
            self.deeper()?;
            self.symbol("(")?;
            let query = self.query()?;
            self.symbol(")")?;
            self.depth -= 1;
            return Ok(Item::Children(Box::new(query)));
        }
        if self.at_word("TYPEOF") && self.ahead(1).kind == Kind::Word {
            return Ok(Item::TypeOf(self.type_of()?));
        }
        if self.at_word("FIELDS") && self.ahead(1).is_symbol("(") {
            return self.field_set();
        }
        if self.at_word("FROM") || (self.at_word("SELECT") && !self.ahead(1).is_symbol(",")) {
            return Err(self.unexpected());
        }
        let operand = self.operand()?;
        let alias = self.alias();
        Ok(Item::Value(operand, alias))
    }

    fn field_set(&mut self) -> Result<Item, ApiError> {
        let offset = self.take().offset;
        self.symbol("(")?;
        let set = match self.one_of(&["ALL", "STANDARD", "CUSTOM"])? {
            "ALL" => FieldSet::All,
            "STANDARD" => FieldSet::Standard,
            _ => FieldSet::Custom,
        };
        self.symbol(")")?;
        Ok(Item::Fields(set, offset))
    }

    fn type_of(&mut self) -> Result<TypeOf, ApiError> {
        self.word("TYPEOF")?;
        let relationship = self.path()?;
        let mut cases = Vec::new();
        while self.accept_word("WHEN") {
            let object = self.path()?;
            self.word("THEN")?;
            cases.push((object, self.list(Self::type_of_field)?));
        }
        if cases.is_empty() {
            return Err(self.unexpected());
        }
        let otherwise = match self.accept_word("ELSE") {
            true => self.list(Self::type_of_field)?,
            false => Vec::new(),
        };
        self.word("END")?;
        Ok(TypeOf { relationship, cases, otherwise })
    }

    fn type_of_field(&mut self) -> Result<Path, ApiError> {
        let closes = ["WHEN", "ELSE", "END", "THEN"].iter().any(|word| self.at_word(word));
        match closes {
            true => Err(self.unexpected()),
            false => self.path(),
        }
    }

    /// A field or a function of one.
    pub(crate) fn operand(&mut self) -> Result<Operand, ApiError> {
        self.nested_operand(0)
    }

    fn nested_operand(&mut self, depth: usize) -> Result<Operand, ApiError> {
        if !self.ahead(1).is_symbol("(") {
            let word = self.peek();
            let joins = ["AND", "OR", "NOT", "WHERE"].iter().any(|joiner| word.is_word(joiner));
            return match joins && !self.ahead(1).is_symbol(".") {
                true => Err(self.unexpected()),
                false => Ok(Operand::Field(self.path()?)),
            };
        }
        let word = self.any_word()?;
        let name = word.text.to_ascii_uppercase();
        let known = function::is_known(&name) && !is_keyword(&name);
        if !known || depth >= DEEPEST_FUNCTION {
            return Err(self.unexpected());
        }
        self.symbol("(")?;
        let arguments = match name.as_str() {
            "DISTANCE" => self.distance()?,
            "COUNT" if self.at_symbol(")") => Vec::new(),
            _ => self.list(|parser| Ok(Argument::Operand(parser.nested_operand(depth + 1)?)))?,
        };
        self.symbol(")")?;
        Ok(Operand::Function(Function { name, arguments, offset: word.offset }))
    }

    /// The arguments of DISTANCE: a field, a point, and `'mi'` or `'km'`.
    fn distance(&mut self) -> Result<Vec<Argument>, ApiError> {
        if self.ahead(1).is_symbol("(") {
            return Err(self.unexpected());
        }
        let from = Argument::Operand(Operand::Field(self.path()?));
        self.symbol(",")?;
        let mut arguments = vec![from];
        if self.at_word("GEOLOCATION") && self.ahead(1).is_symbol("(") {
            self.take();
            self.symbol("(")?;
            arguments.push(self.coordinate()?);
            self.symbol(",")?;
            arguments.push(self.coordinate()?);
            self.symbol(")")?;
        } else {
            arguments.push(Argument::Operand(Operand::Field(self.path()?)));
        }
        self.symbol(",")?;
        let unit = self.peek();
        let known = ["mi", "km"].iter().any(|known| unit.text.eq_ignore_ascii_case(known));
        if unit.kind != Kind::Text || !known {
            return Err(self.unexpected());
        }
        arguments.push(Argument::Constant(self.take().text.to_ascii_lowercase()));
        Ok(arguments)
    }

    fn coordinate(&mut self) -> Result<Argument, ApiError> {
        match self.peek().kind {
            Kind::Number => Ok(Argument::Constant(self.take().text.to_owned())),
            _ if self.at_symbol(":") => Err(self.bind()),
            _ => Err(self.unexpected()),
        }
    }
}
