//! The grammar of conditions: WHERE and HAVING.

use super::day_range;
use super::fault;
use super::parse::Parser;
use super::token::{Kind, Token};
use super::tree::{Condition, Literal, Operand, Operator};
use crate::error::ApiError;
use crate::timestamp;

impl<'q> Parser<'_, 'q> {
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
            return Ok(Condition::Includes(operand, false, self.literals()?));
        }
        if self.accept_word("EXCLUDES") {
            return Ok(Condition::Includes(operand, true, self.literals()?));
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
        let literal = self.literal()?;
        Ok(Condition::Compare(operand, operator, literal))
    }

    fn membership(&mut self, operand: Operand, negated: bool) -> Result<Condition, ApiError> {
        let after = self.ahead(1);
        if self.at_symbol("(") && after.text.eq_ignore_ascii_case("SELECT") {
            self.deeper()?;
            self.symbol("(")?;
            let query = self.query()?;
            self.symbol(")")?;
            self.depth -= 1;
            return Ok(Condition::InQuery(operand, negated, Box::new(query)));
        }
        Ok(Condition::In(operand, negated, self.literals()?))
    }

    fn literals(&mut self) -> Result<Vec<Literal>, ApiError> {
        self.symbol("(")?;
        let mut literals = vec![self.literal()?];
        while self.accept(",") {
            literals.push(self.literal()?);
        }
        self.symbol(")")?;
        Ok(literals)
    }

    fn literal(&mut self) -> Result<Literal, ApiError> {
        let token = self.peek();
        let literal = match token.kind {
            Kind::Text => Literal::Text(token.text.to_owned()),
            Kind::Number => Literal::Number(token.text.to_owned()),
            Kind::Date => self.moment(token)?,
            Kind::Word => return self.named(),
            Kind::Symbol | Kind::End => return Err(self.unexpected()),
        };
        self.take();
        Ok(literal)
    }

    fn moment(&self, token: Token<'q>) -> Result<Literal, ApiError> {
        let literal = match token.text.contains('T') {
            true => timestamp::parse(token.text).map(Literal::Moment),
            false => timestamp::parse_date(token.text).map(Literal::Date),
        };
        literal.ok_or_else(|| {
            let message = format!("Invalid date or datetime literal: '{}'", token.text);
            fault::at(self.query, token.offset, "MALFORMED_QUERY", &message)
        })
    }

    fn named(&mut self) -> Result<Literal, ApiError> {
        let token = self.peek();
        let word = token.text.to_ascii_uppercase();
        let literal = match word.as_str() {
            "NULL" => Literal::Null,
            "TRUE" => Literal::Boolean(true),
            "FALSE" => Literal::Boolean(false),
            _ if day_range::takes_number(&word) => {
                self.take();
                self.symbol(":")?;
                let number = i64::try_from(self.count()?).unwrap_or(i64::MAX);
                return Ok(Literal::Named(word, Some(number)));
            }
            _ if day_range::is_name(&word) => Literal::Named(word, None),
            _ => return Err(self.unexpected()),
        };
        self.take();
        Ok(literal)
    }
}
