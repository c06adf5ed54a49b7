//! One record and its contact: what the merge makes of them.

use domain::contact::{Facts, Field, Merge, MergeRules, Said, Side, canonical, merge, text};
use domain::event::Millis;
use domain::number::NumberPlan;
use sources::BookContact;
use store::{ContactHistoryRow, ContactLink, ContactRow};

use super::book::Book;
use super::copy;
use super::people::{Columns, Person};
use super::problem::Problem;

/// A record that takes part, and what is to be done about it.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) person: Person,
    pub(crate) link: ContactLink,
    /// The contact; none where it is to be made.
    pub(crate) contact: Option<BookContact>,
    /// What the contact says in the form that is compared.
    pub(crate) theirs: Facts,
    pub(crate) merge: Merge,
    /// Whether the two were synced before.
    pub(crate) known: bool,
    /// Why a part of it is not written.
    pub(crate) problem: Option<Problem>,
}

/// Takes out what is no number; whether there was none of that.
fn keep_numbers(merge: &mut Merge) -> bool {
    let mut whole = true;
    for written in [&mut merge.to_phone, &mut merge.to_salesforce] {
        // In the form that is compared only numbers begin with a plus: see `canonical`.
        written.retain(|field, text| {
            let keep = *field != Field::Phone || text.starts_with('+');
            whole &= keep;
            keep
        });
    }
    whole
}

impl Pair {
    /// A record and the contact that it is.
    pub(crate) fn of(
        book: &Book,
        columns: &Columns,
        person: Person,
        mut link: ContactLink,
        row: &ContactRow,
    ) -> Self {
        let plan = &book.system.numbers;
        let contact = copy::read(row);
        link.contact_id = Some(row.contact_id.clone());
        let mut before = base(&link, plan);
        let known_as: Vec<&Facts> = [Some(&person.facts), before.as_ref().map(|before| &before.0)]
            .into_iter()
            .flatten()
            .collect();
        let theirs = copy::facts(&contact, &known_as, plan);
        forgive_echo(&link, &mut before, &theirs, plan);
        let fields = columns.shared(book);
        let mut merge = merge(
            &Said {
                now: &person.facts,
                before: before.as_ref().map(|b| &b.0),
                at: person.changed_at,
            },
            &Said { now: &theirs, before: before.as_ref().map(|b| &b.1), at: row.changed_at },
            &MergeRules { fields: &fields, import_only: book.rules.import_only(person.target) },
        );
        let whole = keep_numbers(&mut merge);
        let invalid = (!whole).then(Problem::invalid_number);
        let known = before.is_some();
        Self { person, link, contact: Some(contact), theirs, merge, known, problem: invalid }
    }

    /// A record whose contact is to be made in the phone system.
    pub(crate) fn to_make(
        book: &Book,
        columns: &Columns,
        person: Person,
        link: ContactLink,
    ) -> Self {
        let fields = columns.shared(book);
        let said = person.facts.iter().filter(|(field, _)| fields.contains(field));
        let to_phone = said.map(|(field, text)| (*field, text.clone())).collect();
        let merge = Merge { to_phone, ..Merge::default() };
        let (theirs, known, problem) = (Facts::new(), false, None);
        Self { person, link, contact: None, theirs, merge, known, problem }
    }

    /// Whether there is nothing to write on either side.
    pub(crate) fn is_quiet(&self) -> bool {
        self.merge.to_phone.is_empty() && self.merge.to_salesforce.is_empty()
    }

    /// Whether a field is emptied on a side.
    pub(crate) fn empties(&self) -> bool {
        let mut written = self.merge.to_phone.values().chain(self.merge.to_salesforce.values());
        self.known && written.any(String::is_empty)
    }

    /// What the record says once it is written.
    pub(crate) fn ours_after(&self) -> Facts {
        let mut facts = self.person.facts.clone();
        facts.extend(self.merge.to_salesforce.clone());
        facts.retain(|_, text| !text.is_empty());
        facts
    }

    /// The link once both sides are written and the contact says `theirs`.
    pub(crate) fn link_after(&self, theirs: String, now: Millis) -> ContactLink {
        let mut link = ContactLink {
            ours: serde_json::to_string(&self.ours_after()).ok(),
            theirs: Some(theirs),
            intent: None,
            problem_code: None,
            problem_text: None,
            synced_at: now,
            ..self.link.clone()
        };
        if let Some(problem) = self.problem.clone() {
            problem.note(&mut link);
        }
        link
    }

    /// The same link with a problem: what both said before stays the base, so that it is tried again.
    pub(crate) fn link_with(&self, problem: Problem, now: Millis) -> ContactLink {
        let mut link = ContactLink { intent: None, synced_at: now, ..self.link.clone() };
        problem.note(&mut link);
        link
    }

    /// Every text that the writes replace.
    pub(crate) fn history(&self, at: Millis) -> Vec<ContactHistoryRow> {
        let writes = [
            (Side::Salesforce, "salesforce", &self.merge.to_salesforce, &self.person.facts),
            (Side::Phone, "phone", &self.merge.to_phone, &self.theirs),
        ];
        let mut rows = Vec::new();
        for (side, written_to, written, before) in writes {
            for (field, kept) in written {
                let replaced = text(before, *field);
                let lost = |lost: &domain::contact::Lost| lost.field == *field && lost.side == side;
                if !replaced.is_empty() {
                    rows.push(ContactHistoryRow {
                        at,
                        record_id: self.person.id.clone(),
                        field: field.name().to_owned(),
                        written_to: written_to.to_owned(),
                        replaced: replaced.to_owned(),
                        kept: kept.clone(),
                        conflict: self.merge.lost.iter().any(lost),
                    });
                }
            }
        }
        rows
    }

    /// The fields that are written, for a person.
    pub(crate) fn in_words(&self) -> String {
        let side = |written: &Facts, to: &str| {
            let names: Vec<&str> = written.keys().copied().map(Field::name).collect();
            (!names.is_empty()).then(|| format!("{} to {to}", names.join(", ")))
        };
        let sides = [
            side(&self.merge.to_phone, "the phone system"),
            side(&self.merge.to_salesforce, "Salesforce"),
        ];
        sides.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

/// What both said at the last sync.
fn base(link: &ContactLink, plan: &NumberPlan) -> Option<(Facts, Facts)> {
    let ours: Facts = serde_json::from_str(link.ours.as_deref()?).ok()?;
    let theirs = copy::contact(link.theirs.as_deref()?, 0);
    let theirs = copy::facts(&theirs, &[&ours], plan);
    Some((ours, theirs))
}

/// A write whose reply was lost may have arrived, perhaps in the phone system's own spelling: what stands there now in
/// those fields is ours and no change of anybody.
fn forgive_echo(
    link: &ContactLink,
    before: &mut Option<(Facts, Facts)>,
    theirs: &Facts,
    plan: &NumberPlan,
) {
    let intent =
        link.intent.as_deref().and_then(|intent| serde_json::from_str::<Facts>(intent).ok());
    let (Some(intent), Some((ours_before, theirs_before))) = (intent, before.as_mut()) else {
        return;
    };
    for (field, meant) in intent {
        let now = text(theirs, field);
        if now != text(theirs_before, field) {
            theirs_before.insert(field, now.to_owned());
            ours_before.insert(field, canonical(field, &meant, plan));
        }
    }
}
