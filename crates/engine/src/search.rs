//! Asks the org for everyone who may be behind a set of numbers: as few requests as fit, whatever the
//! number of calls. What comes back are candidates; the rules of `domain` choose.

use std::collections::{BTreeMap, BTreeSet};

use domain::candidate::MatchObject;
use domain::matching::{LinkOpen, MatchRules};
use salesforce::soql::{Condition, Direction, InvalidSoql, MAX_LENGTH, Soql};

use crate::conditions::{Odd, conditions, open};
use crate::knowledge::Known;

/// Queries in one composite request (Salesforce REST API guide, "Composite").
pub(crate) const QUERIES: usize = salesforce::MAX_QUERIES;

/// Room that a query leaves for what is not the list of numbers.
const ROOM: usize = 3_000;

/// Numbers whose odd spellings are asked for together with the usual ones.
pub(crate) const FEW: usize = 20;

/// Numbers whose odd spellings fit into one request of their own.
pub(crate) const MANY_ODD: usize = 40;

/// One number (or record) to ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Texts that a phone field may hold.
    pub(crate) spellings: Vec<String>,
    /// The key of the number in a copy of the org's people.
    pub(crate) tail: Option<i64>,
    /// The number's national digits, without country code and trunk zero.
    pub(crate) digits: String,
    /// Whether spellings count that nobody could guess: the digits in order, with anything between them.
    pub(crate) odd: bool,
    /// A record that was clicked or picked, to learn its name and owner.
    pub(crate) record: Option<String>,
}

impl Wanted {
    /// Whether nobody needs to be asked.
    pub(crate) fn is_nothing(&self) -> bool {
        self.spellings.is_empty() && self.record.is_none()
    }
}

/// Which objects and fields a set of calls may look at: the union of their profiles' rules, as far as the
/// org has them and lets us read them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    phones: BTreeMap<Table, BTreeSet<String>>,
    open_cases: bool,
    open_opportunities: bool,
}

/// The tables behind the four kinds of record: a Person Account is a row of `Account`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Table {
    Contact,
    Account,
    Lead,
}

/// All of them.
const ALL: [Table; 3] = [Table::Contact, Table::Account, Table::Lead];

impl Table {
    fn of(object: MatchObject) -> Table {
        match object {
            MatchObject::Contact => Table::Contact,
            MatchObject::Account | MatchObject::PersonAccount => Table::Account,
            MatchObject::Lead => Table::Lead,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Table::Contact => "Contact",
            Table::Account => "Account",
            Table::Lead => "Lead",
        }
    }

    /// The table of this name, if records of it can be who calls.
    pub(crate) fn named(name: &str) -> Option<Table> {
        ALL.into_iter().find(|table| table.name() == name)
    }

    /// The table of the record with this id, if it can be who calls.
    pub(crate) fn of_id(id: &str) -> Option<Table> {
        ALL.into_iter().find(|table| id.starts_with(table.prefix()))
    }

    /// What the ids of its records begin with.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Table::Contact => "003",
            Table::Account => "001",
            Table::Lead => "00Q",
        }
    }
}

impl Scope {
    /// Adds what `rules` may look at.
    pub(crate) fn add(&mut self, rules: &MatchRules, known: &Known) {
        for object in &rules.objects {
            let table = Table::of(*object);
            let mut kinds = vec![*object];
            if *object == MatchObject::Account
                && !rules.objects.contains(&MatchObject::PersonAccount)
            {
                kinds.push(MatchObject::PersonAccount);
            }
            for kind in kinds {
                let fields = rules
                    .fields_of(kind)
                    .into_iter()
                    .filter(|field| known.has(table.name(), field));
                self.phones.entry(table).or_default().extend(fields.map(str::to_owned));
            }
        }
        self.phones.retain(|table, fields| known.can_read(table.name()) && !fields.is_empty());
        self.open_cases |= rules.link_open.contains(&LinkOpen::Case) && known.can_read("Case");
        self.open_opportunities |= rules.link_open.contains(&LinkOpen::Opportunity)
            && known.can_read("OpportunityContactRole");
    }

    /// The objects that may be looked at, with the phone fields of each.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&'static str, &BTreeSet<String>)> {
        self.phones.iter().map(|(table, phones)| (table.name(), phones))
    }

    /// Splits `wanted` into requests of at most [`QUERIES`] queries, each within Salesforce's length limit.
    pub(crate) fn requests(
        &self,
        wanted: &[Wanted],
        known: &Known,
        odd: Odd,
    ) -> Result<Vec<Vec<(Table, Soql)>>, InvalidSoql> {
        let mut requests = Vec::new();
        let mut rest = wanted;
        while !rest.is_empty() {
            let mut count = self.fitting(rest, odd);
            let mut queries = self.queries(&rest[..count], known, odd)?;
            // The estimate does not know where lists are cut.
            while queries.len() > QUERIES && count > 1 {
                count /= 2;
                queries = self.queries(&rest[..count], known, odd)?;
            }
            if !queries.is_empty() {
                requests.push(queries);
            }
            rest = &rest[count..];
        }
        Ok(requests)
    }

    /// How many of `wanted` fit into one request, at least one.
    fn fitting(&self, wanted: &[Wanted], odd: Odd) -> usize {
        let mut lengths = vec![0; self.phones.len()];
        for (count, one) in wanted.iter().enumerate() {
            let list: usize = one.spellings.iter().map(|text| text.chars().count() + 3).sum();
            let patterns = if one.odd && (odd == Odd::Only || wanted.len() <= FEW) {
                one.digits.len() * 10 + 60
            } else {
                0
            };
            for (length, fields) in lengths.iter_mut().zip(self.phones.values()) {
                *length += fields.len() * (list * usize::from(odd != Odd::Only) + patterns);
            }
            let queries: usize =
                lengths.iter().map(|length| length.div_ceil(MAX_LENGTH - 2 * ROOM).max(1)).sum();
            if count > 0 && queries > QUERIES {
                return count;
            }
        }
        wanted.len()
    }

    /// The queries for all of `wanted`; a table whose conditions would be too long for one query has several.
    fn queries(
        &self,
        wanted: &[Wanted],
        known: &Known,
        odd: Odd,
    ) -> Result<Vec<(Table, Soql)>, InvalidSoql> {
        let mut queries = Vec::new();
        for (table, fields) in &self.phones {
            let mut group: Vec<Condition> = Vec::new();
            let mut length = 0;
            for condition in conditions(*table, fields, wanted, odd)? {
                let longer = condition.to_string().chars().count() + 4;
                if !group.is_empty() && length + longer > MAX_LENGTH - ROOM {
                    queries.push((
                        *table,
                        self.query(*table, fields, std::mem::take(&mut group), known)?,
                    ));
                    length = 0;
                }
                length += longer;
                group.push(condition);
            }
            if !group.is_empty() {
                queries.push((*table, self.query(*table, fields, group, known)?));
            }
        }
        Ok(queries)
    }

    fn query(
        &self,
        table: Table,
        phones: &BTreeSet<String>,
        conditions: Vec<Condition>,
        known: &Known,
    ) -> Result<Soql, InvalidSoql> {
        let mut fields: Vec<&str> = vec!["Id", "Name", "OwnerId", "LastModifiedDate"];
        fields.extend(phones.iter().map(String::as_str));
        let mut filter = Condition::any(conditions)?;
        let person_accounts = known.has("Account", "IsPersonAccount");
        match table {
            Table::Contact => {
                // Who may not read Accounts may not name one either.
                if known.can_read("Account") {
                    fields.extend(["AccountId", "Account.Name"]);
                }
                if person_accounts && known.has("Contact", "IsPersonAccount") {
                    // The hidden Contact of a Person Account is the same person: found at the Account step.
                    filter = Condition::all([Condition::eq("IsPersonAccount", false)?, filter])?;
                }
            }
            Table::Account if person_accounts => {
                fields.extend(["IsPersonAccount", "PersonContactId"]);
            }
            Table::Account => {}
            Table::Lead => {
                fields.extend([
                    "Company",
                    "IsConverted",
                    "ConvertedContactId",
                    "ConvertedAccountId",
                ]);
            }
        }
        let mut soql = Soql::select(table.name(), fields)?;
        if table == Table::Contact {
            soql = self.with_open_records(soql)?;
        }
        soql.filter(filter).order_by("LastModifiedDate", Direction::Descending)
    }
    /// Whether open records of Contacts are wanted.
    pub(crate) fn wants_open_records(&self) -> bool {
        self.open_cases || self.open_opportunities
    }

    /// A query of Contacts, with the newest open record of each kind that is wanted.
    pub(crate) fn with_open_records(&self, mut contacts: Soql) -> Result<Soql, InvalidSoql> {
        if self.open_cases {
            contacts = contacts.with_children(&open("Cases", "Id", "IsClosed")?);
        }
        if self.open_opportunities {
            let roles = open("OpportunityContactRoles", "OpportunityId", "Opportunity.IsClosed")?;
            contacts = contacts.with_children(&roles);
        }
        Ok(contacts)
    }
}
