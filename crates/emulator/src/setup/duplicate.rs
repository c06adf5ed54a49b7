//! Duplicate rules: which records count as the same person or company, and what happens then.

use serde::{Deserialize, Serialize};

/// A duplicate rule with the matching rule it uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DuplicateRule {
    /// API name, such as `Standard_Contact_Duplicate_Rule`.
    pub name: String,
    /// The object whose records are compared.
    pub object: String,
    /// API name of the matching rule, such as `Standard_Contact_Match_Rule_v1_1`.
    pub matching_rule: String,
    /// Sets of fields: two records match when all fields of one set match.
    pub matches: Vec<Vec<MatchField>>,
    /// What happens to a new record that matches.
    #[serde(default)]
    pub on_create: DuplicateAction,
    /// What happens to a changed record that matches.
    #[serde(default)]
    pub on_update: DuplicateAction,
    /// What the person is told.
    #[serde(default = "message")]
    pub message: String,
    /// Whether it is in force.
    #[serde(default = "super::yes")]
    pub active: bool,
}

/// What happens to a record that matches another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateAction {
    /// It is saved.
    Allow,
    /// It is refused, unless the request says `allowSave=true`.
    #[default]
    Alert,
    /// It is refused.
    Block,
}

/// A field that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchField {
    /// The field's name.
    pub field: String,
    /// How it is compared.
    #[serde(default)]
    pub method: MatchMethod,
}

/// How the values of a field are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchMethod {
    /// The same text, without regard to case.
    #[default]
    Exact,
    /// Names: first letters of given names, few differing letters in others.
    FuzzyName,
    /// Phone numbers: the same last digits.
    FuzzyPhone,
    /// Company names: legal forms and punctuation do not count.
    FuzzyCompany,
}

fn message() -> String {
    "Use one of these records?".to_owned()
}

impl DuplicateRule {
    /// The rule for contacts that comes with every org: the same e-mail address, or the same name and phone.
    #[must_use]
    pub fn standard_contact() -> Self {
        Self::standard(
            "Contact",
            &[
                &[("Email", MatchMethod::Exact)],
                &[("Name", MatchMethod::FuzzyName), ("Phone", MatchMethod::FuzzyPhone)],
                &[("Name", MatchMethod::FuzzyName), ("MobilePhone", MatchMethod::FuzzyPhone)],
            ],
        )
    }

    /// The rule for leads that comes with every org.
    #[must_use]
    pub fn standard_lead() -> Self {
        Self::standard(
            "Lead",
            &[
                &[("Email", MatchMethod::Exact)],
                &[("Name", MatchMethod::FuzzyName), ("Phone", MatchMethod::FuzzyPhone)],
                &[("Name", MatchMethod::FuzzyName), ("Company", MatchMethod::FuzzyCompany)],
            ],
        )
    }

    /// The rule for accounts that comes with every org.
    #[must_use]
    pub fn standard_account() -> Self {
        Self::standard(
            "Account",
            &[
                &[("Name", MatchMethod::FuzzyCompany), ("Phone", MatchMethod::FuzzyPhone)],
                &[("Name", MatchMethod::FuzzyCompany), ("BillingCity", MatchMethod::Exact)],
                &[("Name", MatchMethod::FuzzyCompany), ("Website", MatchMethod::Exact)],
            ],
        )
    }

    fn standard(object: &str, sets: &[&[(&str, MatchMethod)]]) -> Self {
        let field =
            |&(field, method): &(&str, MatchMethod)| MatchField { field: field.to_owned(), method };
        Self {
            name: format!("Standard_{object}_Duplicate_Rule"),
            object: object.to_owned(),
            matching_rule: format!("Standard_{object}_Match_Rule_v1_1"),
            matches: sets.iter().map(|set| set.iter().map(field).collect()).collect(),
            on_create: DuplicateAction::Alert,
            on_update: DuplicateAction::Allow,
            message: message(),
            active: true,
        }
    }
}
