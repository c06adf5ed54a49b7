//! The grammar of conditions: WHERE and HAVING.

use super::parse::Parser;
use super::token::Kind;
use super::tree::{Condition, Operand, Operator};
use crate::error::ApiError;

impl Parser<'_, '_> {
    /// Conditions joined by AND, or by OR; to mix the two, SOQL demands parentheses.
    pub(super) fn condition(&mut self) -> Result<Condition, ApiError> {
        self.deeper()?;
        let first = self.term()?;
        let joiner = ["AND", "OR"].into_iter().find(|joiner| self.at_word(joiner));
        let condition = match joiner {
            None => first,
            Some(joiner) => {
                let mut terms = vec![first];
                while self.accept_word(joiner) {
                    terms.push(self.term()?);
                }
                if self.at_word("AND") || self.at_word("OR") {
                    return Err(self.unexpected());
                }
                match joiner {
                    "AND" => Condition::All(terms),
                    _ => Condition::Any(terms),
                }
            }
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn term(&mut self) -> Result<Condition, ApiError> {
        if self.accept_word("NOT") {
            self.deeper()?;
            let negated = self.term()?;
            self.depth -= 1;
            return Ok(Condition::Not(Box::new(negated)));
        }
        if self.accept("(") {
            let inner = self.condition()?;
            self.symbol(")")?;
            return Ok(inner);
        }
        let operand = self.operand()?;
        self.comparison(operand)
    }

    fn comparison(&mut self, operand: Operand) -> Result<Condition, ApiError> {
        let since = operand.offset();
        let token = self.peek();
        let negated = self.at_word("NOT");
        if negated {
            self.take();
            if !self.at_word("IN") {
                return Err(self.unexpected());
            }
        }
        if self.accept_word("IN") {
            return self.membership(operand, negated);
        }
        if self.accept_word("INCLUDES") {
            return Ok(Condition::Includes(operand, false, self.literals(since)?));
        }
        if self.accept_word("EXCLUDES") {
            return Ok(Condition::Includes(operand, true, self.literals(since)?));
        }
        let operator = match (token.kind, token.text) {
            (Kind::Symbol, "=") => Operator::Equal,
            (Kind::Symbol, "!=" | "<>") => Operator::NotEqual,
            (Kind::Symbol, "<") => Operator::Less,
            (Kind::Symbol, "<=") => Operator::LessOrEqual,
            (Kind::Symbol, ">") => Operator::Greater,
            (Kind::Symbol, ">=") => Operator::GreaterOrEqual,
            (Kind::Word, word) if word.eq_ignore_ascii_case("LIKE") => Operator::Like,
            _ => return Err(self.unexpected()),
        };
        self.take();
        if operator == Operator::Like && self.at_word("NULL") {
            return Err(self.unexpected());
        }
        let literal = self.literal()?;
        Ok(Condition::Compare(operand, operator, literal))
    }

    fn membership(&mut self, operand: Operand, negated: bool) -> Result<Condition, ApiError> {
        if self.at_symbol("(") && self.ahead(1).is_word("SELECT") {
            self.deeper()?;
            self.symbol("(")?;
            let query = self.sub_select()?;
            self.symbol(")")?;
            self.depth -= 1;
            return Ok(Condition::InQuery(operand, negated, Box::new(query)));
        }
        let since = operand.offset();
        Ok(Condition::In(operand, negated, self.literals(since)?))
    }
}
