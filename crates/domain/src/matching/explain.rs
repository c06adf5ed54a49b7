//! Why a call belongs to its record, in sentences.

use language::{Locale, Part, Sentence};

use super::link::name_of;
use super::{Asked, Considered, Resolution, Rule, Search, Verdict};
use crate::number::{Number, NumberKind, NumberNote};

/// The reasons of a resolution for a reader, in the order of thinking: the number, the search, the candidates, the
/// choice.
#[must_use]
pub fn sentences(resolution: &Resolution, locale: &Locale) -> Vec<String> {
    reasons(resolution).iter().map(|sentence| sentence.say(locale)).collect()
}

/// The same as data.
fn reasons(resolution: &Resolution) -> Vec<Sentence> {
    let inquiry = &resolution.inquiry;
    let mut lines = vec![number_sentence(&inquiry.number, &inquiry.region)];
    lines.extend(inquiry.number.notes.iter().map(|note| note_sentence(*note)));
    if let Search::Spellings(texts) = &inquiry.search {
        let searched = Sentence::new("matching-spellings").with("count", texts.len());
        lines.push(searched.with("texts", texts.join(", ")));
    }
    lines.extend(resolution.asked.iter().map(Asked::sentence));
    lines.extend(resolution.considered.iter().map(candidate_sentence));
    if resolution.unlisted > 0 {
        lines.push(Sentence::new("matching-unlisted").with("count", resolution.unlisted));
    }
    lines.push(choice_sentence(resolution));
    if let Some(next) = &resolution.runner_up {
        let sentence = Sentence::new("matching-runner-up")
            .with("object", object_words(name_of(next.object)))
            .with("name", &next.name)
            .with("id", &next.id);
        lines.push(sentence.with("verdict", verdict_words(next.verdict)));
    }
    lines.extend(resolution.introduced.iter().flat_map(|introduced| introduced.why.clone()));
    lines.extend(resolution.notes.iter().cloned());
    lines
}

fn number_sentence(number: &Number, region: &str) -> Sentence {
    let kind = kind_words(number.kind);
    match (&number.e164, number.kind) {
        (Some(e164), NumberKind::Customer) => Sentence::new("matching-number-customer")
            .with("raw", &number.raw)
            .with("e164", e164)
            .with("region", region),
        (Some(e164), _) => Sentence::new("matching-number-and-kind")
            .with("raw", &number.raw)
            .with("e164", e164)
            .with("kind", kind),
        (None, _) if number.raw.is_empty() => {
            Sentence::new("matching-number-none").with("kind", kind)
        }
        (None, _) => {
            Sentence::new("matching-number-kind").with("raw", &number.raw).with("kind", kind)
        }
    }
}

fn kind_words(kind: NumberKind) -> Sentence {
    Sentence::new(match kind {
        NumberKind::Customer => "matching-kind-customer",
        NumberKind::Withheld => "matching-kind-withheld",
        NumberKind::Payphone => "matching-kind-payphone",
        NumberKind::Unavailable => "matching-kind-unavailable",
        NumberKind::Emergency => "matching-kind-emergency",
        NumberKind::Special => "matching-kind-special",
        NumberKind::Extension => "matching-kind-extension",
        NumberKind::OwnLine => "matching-kind-own-line",
        NumberKind::Alphanumeric => "matching-kind-alphanumeric",
        NumberKind::Invalid => "matching-kind-invalid",
    })
}

fn note_sentence(note: NumberNote) -> Sentence {
    Sentence::new(match note {
        NumberNote::AddressRemoved => "matching-note-address-removed",
        NumberNote::PrefixRemoved => "matching-note-prefix-removed",
        NumberNote::PrivacyPrefixRemoved => "matching-note-privacy-prefix-removed",
        NumberNote::InternationalPrefix => "matching-note-international-prefix",
        NumberNote::PlusAdded => "matching-note-plus-added",
        NumberNote::TrunkZeroRemoved => "matching-note-trunk-zero-removed",
        NumberNote::FirstOfSeveral => "matching-note-first-of-several",
        NumberNote::WordsRemoved => "matching-note-words-removed",
        NumberNote::NotKnownAssigned => "matching-note-not-known-assigned",
    })
}

fn candidate_sentence(considered: &Considered) -> Sentence {
    let candidate = &considered.candidate;
    let sentence = match (&considered.matched_field, &considered.matched_text) {
        (Some(field), Some(text)) => {
            Sentence::new("matching-candidate-holds").with("field", field).with("text", text)
        }
        _ => Sentence::new("matching-candidate-found"),
    };
    sentence
        .with("object", object_words(name_of(candidate.object)))
        .with("name", &candidate.name)
        .with("id", &candidate.id)
        .with("verdict", verdict_words(considered.verdict))
}

fn verdict_words(verdict: Verdict) -> Sentence {
    Sentence::new(match verdict {
        Verdict::Chosen => "matching-verdict-chosen",
        Verdict::LaterObject => "matching-verdict-later-object",
        Verdict::ModifiedEarlier => "matching-verdict-modified-earlier",
        Verdict::Tied => "matching-verdict-tied",
        Verdict::Overridden => "matching-verdict-overridden",
        Verdict::NumberDiffers => "matching-verdict-number-differs",
        Verdict::ObjectNotSearched => "matching-verdict-object-not-searched",
        Verdict::SamePerson => "matching-verdict-same-person",
        Verdict::ConvertedLead => "matching-verdict-converted-lead",
    })
}

fn choice_sentence(resolution: &Resolution) -> Sentence {
    let sentence = match &resolution.record {
        Some(record) => {
            let sentence = match &record.name {
                Some(name) => Sentence::new("matching-choice-named").with("name", name),
                None => Sentence::new("matching-choice-unnamed"),
            };
            sentence.with("object", object_words(&record.object)).with("id", &record.id)
        }
        None => Sentence::new("matching-choice-none"),
    };
    sentence.with("rule", rule_words(resolution.rule))
}

/// Record and reason in a few words, for a line of a list.
#[must_use]
pub fn summary(resolution: &Resolution, locale: &Locale) -> String {
    let why = rule_words(resolution.rule);
    let words = match &resolution.record {
        Some(record) => Sentence::new("matching-summary")
            .with("object", object_words(&record.object))
            .with("name", record.name.as_ref().unwrap_or(&record.id))
            .with("rule", why),
        None => why,
    };
    words.say(locale)
}

/// An object of Salesforce as its readers call it, by its API name; one that is not known keeps that name.
#[must_use]
pub fn object_words(name: &str) -> Part {
    let id = match name {
        "Contact" => "matching-object-contact",
        "Account" => "matching-object-account",
        "PersonAccount" => "matching-object-personaccount",
        "Lead" => "matching-object-lead",
        "Case" => "matching-object-case",
        "Opportunity" => "matching-object-opportunity",
        "Campaign" => "matching-object-campaign",
        "Contract" => "matching-object-contract",
        "Order" => "matching-object-order",
        "record" => "matching-object-record",
        other => return Part::from(other),
    };
    Part::from(Sentence::new(id))
}

fn rule_words(rule: Rule) -> Sentence {
    Sentence::new(match rule {
        Rule::Corrected => "matching-rule-corrected",
        Rule::Picked => "matching-rule-picked",
        Rule::Clicked => "matching-rule-clicked",
        Rule::Remembered => "matching-rule-remembered",
        Rule::OnlyOne => "matching-rule-only-one",
        Rule::ObjectOrder => "matching-rule-object-order",
        Rule::LastModified => "matching-rule-last-modified",
        Rule::ConvertedFollowed => "matching-rule-converted-followed",
        Rule::MergedFollowed => "matching-rule-merged-followed",
        Rule::Created => "matching-rule-created",
        Rule::Duplicate => "matching-rule-duplicate",
        Rule::Ambiguous => "matching-rule-ambiguous",
        Rule::NoneFound => "matching-rule-none-found",
        Rule::NotSearched => "matching-rule-not-searched",
    })
}
