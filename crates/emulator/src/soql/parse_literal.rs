//! The grammar of values: strings, numbers, money, dates and named ranges of days.

use super::parse::Parser;
use super::token::{Kind, Token};
use super::tree::Literal;
use super::{day_range, fault, text};
use crate::error::ApiError;
use crate::timestamp;

impl<'q> Parser<'_, 'q> {
    /// Values in parentheses; `since` is where the comparison began.
    pub(super) fn literals(&mut self, since: usize) -> Result<Vec<Literal>, ApiError> {
        if self.at_symbol(":") {
            return Err(self.bind());
        }
        self.symbol("(")?;
        if self.at_symbol(")") {
            return Err(self.unexpected_since(since));
        }
        let literals = self.list(Self::literal)?;
        self.symbol(")")?;
        Ok(literals)
    }

    pub(crate) fn literal(&mut self) -> Result<Literal, ApiError> {
        let token = self.peek();
        let literal = match token.kind {
            Kind::Text => self.text(token)?,
            Kind::Number => Literal::Number(token.text.to_owned()),
            Kind::Date => self.moment(token)?,
            Kind::Word => return self.named(),
            Kind::Symbol if token.text == ":" => return Err(self.bind()),
            Kind::Symbol | Kind::End => return Err(self.unexpected()),
        };
        self.take();
        Ok(literal)
    }

    fn text(&self, token: Token<'q>) -> Result<Literal, ApiError> {
        match text::decode(token.text) {
            Ok(_) => Ok(Literal::Text(token.text.to_owned())),
            Err(escape) => {
                let message = format!(
                    "Invalid string literal '{}'. Illegal character sequence '\\{escape}' in string literal.",
                    token.text
                );
                Err(fault::at(self.query, token.offset, "MALFORMED_QUERY", &message))
            }
        }
    }

    fn moment(&self, token: Token<'q>) -> Result<Literal, ApiError> {
        let (kind, literal) = match token.text.contains(['T', 't']) {
            true => {
                let text = token.text.to_ascii_uppercase();
                ("datetime", timestamp::parse(&bounded(&text)).map(Literal::Moment))
            }
            false => ("date", timestamp::parse_date(token.text).map(Literal::Date)),
        };
        literal.ok_or_else(|| {
            let message = format!("Invalid {kind}: {}", token.text);
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
            _ => return self.money(token),
        };
        self.take();
        Ok(literal)
    }

    /// An amount behind the code of its currency; the tokens of `USD-500.25` are `USD` and `-500.25`, those of
    /// `USD500.25` are `USD500` and `.25`.
    fn money(&mut self, token: Token<'q>) -> Result<Literal, ApiError> {
        let (code, whole) = token.text.split_at_checked(3).unwrap_or((token.text, ""));
        let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !is_code || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected());
        }
        let next = self.ahead(1);
        let adjacent = next.kind == Kind::Number && next.offset == token.offset + token.text.len();
        let rest = match adjacent && next.text.starts_with('.') != whole.is_empty() {
            true => next.text,
            false => "",
        };
        if whole.is_empty() && rest.is_empty() {
            return Err(self.unexpected());
        }
        self.take();
        if !rest.is_empty() {
            self.take();
        }
        Ok(Literal::Money(format!("{whole}{rest}")))
    }
}

/// A moment whose fraction of a second is cut to what a clock can hold.
fn bounded(text: &str) -> String {
    let Some((head, rest)) = text.split_once('.') else {
        return text.to_owned();
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, zone) = rest.split_at(digits);
    format!("{head}.{}{zone}", fraction.get(..9).unwrap_or(fraction))
}
