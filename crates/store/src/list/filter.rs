//! Which calls to list, as conditions of which each has an index that keeps the list's order.

use crate::call::CallState;
use crate::value::Value;

/// Which calls to list; the default lists all. Each list names what is wanted of its kind, and an empty one all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Only calls first heard of at this moment or later, UTC milliseconds.
    pub from: Option<i64>,
    /// Only calls first heard of before this moment, UTC milliseconds.
    pub until: Option<i64>,
    /// Where they stand.
    pub states: Vec<CallState>,
    /// What became of them: [`Listing::result`](crate::Listing::result).
    pub results: Vec<String>,
    /// What became of the search for their record: [`Listing::matched`](crate::Listing::matched).
    pub matched: Vec<String>,
    /// Who had them: [`Listing::agent`](crate::Listing::agent).
    pub agents: Vec<String>,
    /// Only the calls with these ids.
    pub call_ids: Vec<String>,
    /// Only calls of this person.
    pub own: Option<OwnCalls>,
    /// On which of our numbers: [`Listing::line`](crate::Listing::line).
    pub lines: Vec<String>,
    /// The phone systems that they came from.
    pub sources: Vec<String>,
    /// The codes of what stands in their way.
    pub error_codes: Vec<String>,
    /// Keys of the other side's number.
    pub number_keys: Vec<i64>,
    /// Texts of which all stand in what the call is found by, in lower case.
    pub words: Vec<String>,
}

/// The calls of one person: those that they had, and those whose Task is theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnCalls {
    /// As whom they had calls: [`Listing::agent`](crate::Listing::agent).
    pub agent: String,
    /// Their Salesforce user id, if it is known: [`Listing::owner_id`](crate::Listing::owner_id).
    pub owner_id: Option<String>,
}

/// A column of which one of some values is wanted. The columns come from here only, never from outside.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) column: &'static str,
    pub(crate) values: Vec<Value>,
    /// Another column that may have its value instead, where the first has another one.
    pub(crate) or: Option<(&'static str, Value)>,
}

impl CallFilter {
    /// What is wanted of each column.
    pub(crate) fn conditions(&self) -> Vec<Condition> {
        let texts = |texts: &[String]| texts.iter().map(|text| text.as_str().into()).collect();
        let states = self.states.iter().map(|state| state.as_str().into()).collect();
        let keys = self.number_keys.iter().map(|key| (*key).into()).collect();
        let all: [(&'static str, Vec<Value>); 9] = [
            ("call_id", texts(&self.call_ids)),
            ("number_key", keys),
            ("error_code", texts(&self.error_codes)),
            ("agent", texts(&self.agents)),
            ("line", texts(&self.lines)),
            ("state", states),
            ("matched", texts(&self.matched)),
            ("result", texts(&self.results)),
            ("source_id", texts(&self.sources)),
        ];
        let wanted = all.into_iter().filter(|(_, values)| !values.is_empty());
        let wanted = wanted.map(|(column, values)| Condition { column, values, or: None });
        let own = self.own.iter().map(|own| Condition {
            column: "agent",
            values: vec![own.agent.as_str().into()],
            or: own.owner_id.as_deref().map(|id| ("owner_id", id.into())),
        });
        wanted.chain(own).collect()
    }
}
