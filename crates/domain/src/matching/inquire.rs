//! Which number to look for, and whether to look at all.

use super::{Inquiry, MatchRules, Search};
use crate::call::Call;
use crate::number::{self, NumberKind, NumberPlan};
use crate::spelling::spellings;

/// Reads the other side's number and lists what to search for.
///
/// Numbers without a country code are read in the country of the line that was called, else in the
/// plan's region. The line's own number counts among our own.
#[must_use]
pub fn inquire(call: &Call, rules: &MatchRules, plan: &NumberPlan) -> Inquiry {
    let line = call.facts.line.as_ref();
    let country = line.and_then(|line| line.country.as_deref()).filter(|c| !c.trim().is_empty());
    let mut plan = plan.clone();
    if let Some(country) = country {
        plan.region = country.trim().to_ascii_uppercase();
    }
    plan.own_numbers.extend(line.and_then(|line| line.number.clone()));
    let number = number::read(call.facts.customer_number.as_deref(), &plan);
    let search = match number.kind {
        NumberKind::Customer => Search::Spellings(spellings(&number, rules.spellings)),
        other => Search::Not(other),
    };
    Inquiry { number, region: plan.region, search, remembered: None }
}
