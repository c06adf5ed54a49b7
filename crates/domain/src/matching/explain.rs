//! Why a call belongs to its record, in sentences.

use super::link::name_of;
use super::{Asked, Considered, Resolution, Rule, Search, Verdict};
use crate::number::{Number, NumberKind, NumberNote};

/// The reasons of a resolution as English sentences, in the order of thinking: the number, the search,
/// the candidates, the choice.
#[must_use]
pub fn sentences(resolution: &Resolution) -> Vec<String> {
    let inquiry = &resolution.inquiry;
    let mut lines = vec![number_sentence(&inquiry.number, &inquiry.region)];
    lines.extend(inquiry.number.notes.iter().map(|note| note_sentence(*note).to_owned()));
    if let Search::Spellings(texts) = &inquiry.search {
        lines.push(format!("Searched for {} spellings: {}.", texts.len(), texts.join(", ")));
    }
    lines.extend(resolution.asked.iter().map(Asked::sentence));
    lines.extend(resolution.considered.iter().map(candidate_sentence));
    lines.extend(unlisted_sentence(resolution.unlisted));
    lines.push(choice_sentence(resolution));
    if let Some(next) = &resolution.runner_up {
        lines.push(format!(
            "Runner-up: {} {} ({}), {}.",
            name_of(next.object),
            next.name,
            next.id,
            verdict_words(next.verdict)
        ));
    }
    lines.extend(resolution.introduced.iter().flat_map(|introduced| introduced.why.clone()));
    lines.extend(resolution.notes.iter().cloned());
    lines
}

fn number_sentence(number: &Number, region: &str) -> String {
    let came = if number.raw.is_empty() {
        "The phone system gave no number".to_owned()
    } else {
        format!("The number came as “{}”", number.raw)
    };
    match (&number.e164, number.kind) {
        (Some(e164), NumberKind::Customer) => {
            format!(
                "{came} and reads as {e164} (numbers without a country code are read in {region})."
            )
        }
        (Some(e164), kind) => format!("{came} and reads as {e164}: {}.", kind_words(kind)),
        (None, kind) => format!("{came}: {}.", kind_words(kind)),
    }
}

fn kind_words(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Customer => "a number to search for",
        NumberKind::Withheld => "a withheld number, which is never searched for",
        NumberKind::Payphone => "a public telephone, which is never searched for",
        NumberKind::Unavailable => {
            "a number that the network could not pass on; there is nothing to search for"
        }
        NumberKind::Emergency => "an emergency number, which is never searched for",
        NumberKind::Special => "a service number, which is never searched for",
        NumberKind::Extension => "an extension inside the company, which is never searched for",
        NumberKind::OwnLine => "one of our own numbers, which is never searched for",
        NumberKind::Alphanumeric => "a name or an address; only phone numbers are searched for",
        NumberKind::Invalid => {
            "no phone number that could be dialled; check the region of the line or source"
        }
    }
}

fn note_sentence(note: NumberNote) -> &'static str {
    match note {
        NumberNote::AddressRemoved => "The number was taken out of a SIP, tel or e-mail address.",
        NumberNote::PrefixRemoved => "The prefix that the phone system puts in front was removed.",
        NumberNote::PrivacyPrefixRemoved => {
            "A prefix that hides or shows the caller's own number was removed."
        }
        NumberNote::InternationalPrefix => "It began with an international prefix.",
        NumberNote::PlusAdded => "The country code stood without its plus sign.",
        NumberNote::TrunkZeroRemoved => "A zero behind the country code was removed.",
        NumberNote::FirstOfSeveral => "The text held several numbers; the first was taken.",
        NumberNote::WordsRemoved => "The text held words beside the number.",
        NumberNote::NotKnownAssigned => {
            "Its length is right, but no such number is known to be assigned; it is searched for all the same."
        }
    }
}

fn candidate_sentence(considered: &Considered) -> String {
    let candidate = &considered.candidate;
    let found = match (&considered.matched_field, &considered.matched_text) {
        (Some(field), Some(text)) => format!(" holds it in {field} as “{text}”"),
        _ => " was found".to_owned(),
    };
    format!(
        "{} {} ({}){found}: {}.",
        name_of(candidate.object),
        candidate.name,
        candidate.id,
        verdict_words(considered.verdict)
    )
}

fn unlisted_sentence(unlisted: usize) -> Option<String> {
    (unlisted > 0).then(|| {
        format!(
            "{unlisted} more candidates were looked at and are not listed. A number that so many records hold is \
             mostly a switchboard's or made up: take it out of those that it does not belong to \
             (`ringledger people report` lists such numbers)."
        )
    })
}

fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Chosen => "chosen",
        Verdict::LaterObject => "not chosen because another object comes first",
        Verdict::ModifiedEarlier => "not chosen because another record was modified later",
        Verdict::Tied => "not chosen because several records of this object hold the number",
        Verdict::Overridden => "not chosen because a person named the record",
        Verdict::NumberDiffers => "left out because none of the searched fields holds the number",
        Verdict::ObjectNotSearched => "left out because the profile does not search this object",
        Verdict::SamePerson => "left out because the same person is already in the list",
        Verdict::ConvertedLead => "left out because the Lead has been converted",
    }
}

fn choice_sentence(resolution: &Resolution) -> String {
    let who = match &resolution.record {
        Some(record) => match &record.name {
            Some(name) => format!("{} {name} ({})", record.object, record.id),
            None => format!("{} {}", record.object, record.id),
        },
        None => "no record".to_owned(),
    };
    format!("The call belongs to {who}: {}.", rule_words(resolution.rule))
}

/// Record and reason in a few words, for a line of a list.
#[must_use]
pub fn summary(resolution: &Resolution) -> String {
    let why = rule_words(resolution.rule);
    match &resolution.record {
        Some(record) => {
            let name = record.name.as_deref().unwrap_or(&record.id);
            format!("{} {name}: {why}", record.object)
        }
        None => why.to_owned(),
    }
}

fn rule_words(rule: Rule) -> &'static str {
    match rule {
        Rule::Corrected => "a person named it in the console",
        Rule::Picked => "the agent picked it",
        Rule::Clicked => "click-to-call was used on it",
        Rule::Remembered => "a person has named it for this number once and for all",
        Rule::OnlyOne => "it alone holds the number",
        Rule::ObjectOrder => "its object comes first in the profile's order",
        Rule::LastModified => "it was modified last among those of its object",
        Rule::ConvertedFollowed => "the Lead with this number was converted into it",
        Rule::MergedFollowed => "the record that it belonged to before was merged into it",
        Rule::Created => "no record held the number, so it was created",
        Rule::Duplicate => "it was to be created, and Salesforce's duplicate rules named this one",
        Rule::Ambiguous => "several records hold the number, and the profile chooses none of them",
        Rule::NoneFound => "no record holds the number",
        Rule::NotSearched => "there is no number to search for",
    }
}
