//! What a phone number is: a customer's, withheld, our own, an extension, an emergency call.
//!
//! Only a customer's number is ever searched for in Salesforce. The raw text is always kept.

mod field;
mod library;
mod pieces;
mod read;
mod stored;
mod tail;
#[cfg(test)]
mod tests;
mod words;

use serde::{Deserialize, Serialize};

pub use field::{Field, Spelling, field};
pub use library::is_region;
pub(crate) use library::{Grouped, grouped};
pub use read::{is_extension_pattern, read};
pub use stored::same;
pub use tail::{tail, tails};

/// A number as it came and what it turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// The text as it came; empty where the phone system gave none.
    pub raw: String,
    /// What it is.
    pub kind: NumberKind,
    /// E.164 with `+`. Customer's and own numbers have it, and no others.
    pub e164: Option<String>,
    /// ISO 3166 country that the number belongs to; `None` for numbers of no country.
    pub region: Option<String>,
    /// The number as people of that country write it: `03-5550-0123`, `(415) 555-0123`.
    pub national: Option<String>,
    /// What was done to the text on the way.
    #[serde(default)]
    pub notes: Vec<NumberNote>,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberKind {
    /// A number outside that can be searched for.
    Customer,
    /// The caller withheld it, or the phone system gave none.
    Withheld,
    /// A public telephone.
    Payphone,
    /// The network could not pass it on.
    Unavailable,
    /// An emergency service.
    Emergency,
    /// A service or star code: directory enquiries, the weather.
    Special,
    /// A phone inside the company.
    Extension,
    /// One of our own numbers.
    OwnLine,
    /// A name or a SIP or e-mail address.
    Alphanumeric,
    /// Digits that are no phone number.
    Invalid,
}

/// What was done to a number's text to understand it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberNote {
    /// Taken out of a SIP or tel address.
    AddressRemoved,
    /// A prefix that the phone system puts in front was removed.
    PrefixRemoved,
    /// A prefix that hides or shows our own number was removed (184, 186, *67, #31#).
    PrivacyPrefixRemoved,
    /// It began with an international prefix (010, 011, 00).
    InternationalPrefix,
    /// The country code stood without its `+`.
    PlusAdded,
    /// A trunk zero was kept behind the country code (+81 03…) and was removed.
    TrunkZeroRemoved,
    /// The text held several numbers; the first is taken.
    FirstOfSeveral,
    /// The text held words beside the number.
    WordsRemoved,
    /// The length is right, but no such number is known to be assigned.
    NotKnownAssigned,
}

/// What the phone system's own numbering looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NumberPlan {
    /// ISO 3166 country of numbers without a country code. The country of the line that was called
    /// goes before it.
    pub region: String,
    /// Our own numbers, in any spelling.
    pub own_numbers: Vec<String>,
    /// Our extensions: `1001`, `20xx` (x is any digit), `3000-3999`.
    pub extensions: Vec<String>,
    /// Whether the phone system writes E.164 without `+`. A number without `+` that begins with the
    /// region's own country code is understood in any case.
    pub e164_without_plus: bool,
    /// Prefixes that the phone system puts in front of numbers (an outside line's `0`, say `9,`).
    pub strip_prefixes: Vec<String>,
}

impl Default for NumberPlan {
    fn default() -> Self {
        Self {
            region: "US".to_owned(),
            own_numbers: Vec::new(),
            extensions: Vec::new(),
            e164_without_plus: false,
            strip_prefixes: Vec::new(),
        }
    }
}

impl Number {
    /// The digits of the E.164 form without `+`; `None` where the number has none.
    #[must_use]
    pub fn digits(&self) -> Option<&str> {
        self.e164.as_deref().map(|e164| e164.trim_start_matches('+'))
    }
}
