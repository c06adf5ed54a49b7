//! The grammar of a whole query: its clauses and their order.

use super::fault;
use super::parse::Parser;
use super::token::Kind;
use super::tree::{Order, Path, Query, Subtotals};
use crate::error::ApiError;

impl Parser<'_, '_> {
    /// A query from `SELECT` on, up to the first token that belongs to no clause.
    pub(super) fn query(&mut self) -> Result<Query, ApiError> {
        let mut query = self.head()?;
        self.clauses(&mut query)?;
        self.endings()?;
        Ok(query)
    }

    /// The query of a semi-join, which has no clauses behind WHERE.
    pub(super) fn sub_select(&mut self) -> Result<Query, ApiError> {
        let mut query = self.head()?;
        if self.accept_word("WHERE") {
            query.condition = Some(self.condition()?);
        }
        Ok(query)
    }

    /// From `SELECT` to `USING`.
    fn head(&mut self) -> Result<Query, ApiError> {
        let start = self.peek().offset;
        self.word("SELECT")?;
        if self.at_word("FROM") && self.ahead(1).kind == Kind::Word {
            return Err(self.unexpected_since(start));
        }
        let items = self.list(Self::item)?;
        self.word("FROM")?;
        let mut query = Query { items, ..Query::of_ids("") };
        (query.from, query.alias) = self.source()?;
        while self.accept(",") {
            if let (path, Some(alias)) = self.source()? {
                query.parents.push((path, alias));
            }
        }
        self.using(&mut query)?;
        Ok(query)
    }

    /// An entry of FROM and its alias.
    fn source(&mut self) -> Result<(Path, Option<String>), ApiError> {
        let path = self.path()?;
        if self.accept_word("AS") {
            return Ok((path, Some(self.any_word()?.text.to_owned())));
        }
        let alias = self.alias();
        Ok((path, alias))
    }

    /// `USING SCOPE`, `USING LOOKUP … BIND …` or `USING ListView = …`.
    pub(crate) fn using(&mut self, query: &mut Query) -> Result<(), ApiError> {
        if !self.accept_word("USING") {
            return Ok(());
        }
        match self.one_of(&["SCOPE", "LOOKUP", "LISTVIEW"])? {
            "SCOPE" => query.scope = Some(self.any_word()?.text.to_ascii_lowercase()),
            "LOOKUP" => {
                self.path()?;
                if self.accept_word("BIND") {
                    self.list(|parser| {
                        parser.path()?;
                        parser.symbol("=")?;
                        parser.literal()
                    })?;
                }
            }
            _ => {
                self.symbol("=")?;
                self.any_word()?;
            }
        }
        Ok(())
    }

    /// The clauses from WHERE to OFFSET; also those inside the parentheses of a SOSL object.
    pub(crate) fn clauses(&mut self, query: &mut Query) -> Result<(), ApiError> {
        if self.accept_word("WHERE") {
            query.condition = Some(self.condition()?);
        }
        while self.accept_word("WITH") {
            self.with()?;
        }
        if self.accept_words("GROUP", "BY") {
            self.group(query)?;
            if self.accept_word("HAVING") {
                query.having = Some(self.condition()?);
            }
        }
        if self.accept_words("ORDER", "BY") {
            query.order_by = self.list(Self::order)?;
        }
        if self.accept_word("LIMIT") {
            query.limit = Some(self.count()?);
        }
        if self.accept_word("OFFSET") {
            query.offset = Some(self.count()?);
        }
        Ok(())
    }

    fn group(&mut self, query: &mut Query) -> Result<(), ApiError> {
        let subtotals = match self.peek().text.to_ascii_uppercase().as_str() {
            "ROLLUP" => Subtotals::Rollup,
            "CUBE" => Subtotals::Cube,
            _ => Subtotals::None,
        };
        if subtotals == Subtotals::None || !self.ahead(1).is_symbol("(") {
            query.group_by = self.list(Self::operand)?;
            return Ok(());
        }
        query.subtotals = subtotals;
        self.take();
        self.symbol("(")?;
        query.group_by = self.list(Self::operand)?;
        self.symbol(")")
    }

    fn order(&mut self) -> Result<Order, ApiError> {
        let operand = self.operand()?;
        let descending = !self.accept_word("ASC") && self.accept_word("DESC");
        let mut nulls_last = false;
        if self.accept_word("NULLS") {
            nulls_last = self.one_of(&["FIRST", "LAST"])? == "LAST";
        }
        Ok(Order { operand, descending, nulls_last })
    }

    /// What follows `WITH`. Security modes change nothing here: a user never sees more than the org grants.
    fn with(&mut self) -> Result<(), ApiError> {
        const MODES: [&str; 6] = [
            "SECURITY_ENFORCED",
            "USER_MODE",
            "SYSTEM_MODE",
            "DATA",
            "RECORDVISIBILITYCONTEXT",
            "USERID",
        ];
        match self.one_of(&MODES)? {
            "DATA" => self.data_category(),
            "RECORDVISIBILITYCONTEXT" => {
                self.symbol("(")?;
                self.list(|parser| {
                    parser.any_word()?;
                    parser.symbol("=")?;
                    parser.literal()
                })?;
                self.symbol(")")
            }
            "USERID" => {
                self.symbol("=")?;
                self.literal().map(drop)
            }
            _ => Ok(()),
        }
    }

    /// `CATEGORY group AT category AND …`, behind `DATA`.
    pub(crate) fn data_category(&mut self) -> Result<(), ApiError> {
        self.word("CATEGORY")?;
        loop {
            self.any_word()?;
            self.one_of(&["AT", "ABOVE", "BELOW", "ABOVE_OR_BELOW"])?;
            if self.accept("(") {
                self.list(Self::any_word)?;
                self.symbol(")")?;
            } else {
                self.any_word()?;
            }
            if !self.accept_word("AND") {
                return Ok(());
            }
        }
    }

    /// `FOR …`, `UPDATE …` and `ALL ROWS`, which the API does not take.
    fn endings(&mut self) -> Result<(), ApiError> {
        while self.accept_word("FOR") {
            self.list(|parser| parser.one_of(&["VIEW", "REFERENCE", "UPDATE"]))?;
        }
        self.tracking()?;
        let offset = self.peek().offset;
        if self.accept_words("ALL", "ROWS") {
            let message = "ALL ROWS not allowed in this context";
            return Err(fault::at(self.query, offset, "MALFORMED_QUERY", message));
        }
        Ok(())
    }

    /// `UPDATE TRACKING` and `UPDATE VIEWSTAT`, which count the reading of articles.
    pub(crate) fn tracking(&mut self) -> Result<(), ApiError> {
        while self.accept_word("UPDATE") {
            self.list(|parser| parser.one_of(&["TRACKING", "VIEWSTAT"]))?;
        }
        Ok(())
    }
}

impl Parser<'_, '_> {
    /// An object of a SOSL search: its name and, in parentheses, fields and clauses.
    pub(crate) fn returning(&mut self) -> Result<Query, ApiError> {
        let from = self.path()?;
        let mut query = Query::of_ids(&from.text());
        query.from = from;
        if self.accept("(") {
            query.items = self.list(Self::item)?;
            self.using(&mut query)?;
            self.clauses(&mut query)?;
            self.symbol(")")?;
        }
        Ok(query)
    }
}
