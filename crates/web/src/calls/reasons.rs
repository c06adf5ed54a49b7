//! Why a call belongs to its record, in sentences: those who may not see personal data read them without names and numbers.

use domain::candidate::Candidate;
use domain::matching::{self, Considered, Inquiry, Record, Resolution, RunnerUp, Search};
use domain::number::Number;
use engine::CallPage;
use language::Locale;

use super::mask::{self, HIDDEN};

/// The sentences in the reader's language; none before a record was looked for.
pub(crate) fn of_record(page: &CallPage, locale: &Locale, masks: bool) -> Vec<String> {
    match &page.resolution {
        Some(resolution) if masks => matching::sentences(&masked(resolution), locale),
        _ => page.explanation.record.clone(),
    }
}

/// Each field is named here, so that a new one is hidden or shown because somebody has thought of it.
fn masked(resolution: &Resolution) -> Resolution {
    Resolution {
        inquiry: inquiry(&resolution.inquiry),
        considered: resolution.considered.iter().map(considered).collect(),
        unlisted: resolution.unlisted,
        rule: resolution.rule,
        record: resolution.record.as_ref().map(record),
        runner_up: resolution.runner_up.as_ref().map(runner_up),
        asked: resolution.asked.clone(),
        names: None,
        // Their sentences may hold what Salesforce said of somebody.
        introduced: None,
        notes: Vec::new(),
    }
}

fn inquiry(inquiry: &Inquiry) -> Inquiry {
    let Inquiry { number, region, search: _, remembered } = inquiry;
    let hidden = |text: &Option<String>| text.as_deref().map(mask::number);
    Inquiry {
        number: Number {
            raw: if number.raw.is_empty() { String::new() } else { mask::number(&number.raw) },
            kind: number.kind,
            e164: hidden(&number.e164),
            region: number.region.clone(),
            national: hidden(&number.national),
            notes: number.notes.clone(),
        },
        region: region.clone(),
        // Masked, its spellings are all alike: the sentence about them is left out.
        search: Search::Not(number.kind),
        remembered: remembered.clone(),
    }
}

fn considered(considered: &Considered) -> Considered {
    let candidate = &considered.candidate;
    Considered {
        candidate: Candidate {
            object: candidate.object,
            id: candidate.id.clone(),
            name: HIDDEN.to_owned(),
            company: None,
            account_id: None,
            person_contact_id: None,
            owner_id: None,
            last_modified: candidate.last_modified,
            phones: Vec::new(),
            converted: None,
            open_case: None,
            open_opportunity: None,
        },
        matched_field: considered.matched_field.clone(),
        matched_text: considered.matched_text.as_deref().map(mask::number),
        verdict: considered.verdict,
    }
}

fn record(record: &Record) -> Record {
    Record {
        object: record.object.clone(),
        id: record.id.clone(),
        name: record.name.as_ref().map(|_| HIDDEN.to_owned()),
        company: None,
        who_id: None,
        what_id: None,
        owner_id: None,
    }
}

fn runner_up(next: &RunnerUp) -> RunnerUp {
    RunnerUp {
        object: next.object,
        id: next.id.clone(),
        name: HIDDEN.to_owned(),
        verdict: next.verdict,
    }
}
