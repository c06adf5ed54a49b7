//! The Task that a profile would write for an invented call of an unknown caller.

use domain::call::fold;
use domain::event::{CallEvent, Direction, EventKind, Facts, Line, Millis};
use domain::matching;
use domain::number::NumberPlan;
use domain::owner::Directory;
use domain::profile::{Create, Profile, UnknownNumber};
use domain::task::{self, OrgFacts, Setting, SourceFacts, Verdict};
use salesforce::Record;

/// Numbers of the ranges that are kept free for fiction.
const CALLER: &str = "+12025550147";
const LINE: &str = "+12125550100";

/// How long ago the call began, in milliseconds: it is over by now.
const AGO: Millis = 3_600_000;

/// The fields of the Task, at the moment `now` (UTC milliseconds). `None` where the profile logs neither an
/// incoming nor an outgoing call.
pub(super) fn task(
    profile: &Profile,
    source: &SourceFacts,
    org: &OrgFacts,
    directory: &Directory,
    call: &str,
    now: Millis,
) -> Option<(String, Record)> {
    // The trial is about the Task, not about whether this call is worth one.
    let mut profile = profile.clone();
    profile.unknown_number = UnknownNumber::Task;
    profile.log.create = Create::Ends;
    profile.log.events.clear();
    profile.log.final_after_seconds = 0;
    let key = task::external_id(&source.id, call);
    [Direction::Inbound, Direction::Outbound].into_iter().find_map(|direction| {
        let call = fold(&events(call, direction, now))?;
        let plan = NumberPlan { region: "US".to_owned(), ..NumberPlan::default() };
        let inquiry = matching::inquire(&call, &profile.matching, &plan);
        let resolution = matching::choose(&inquiry, Vec::new(), &call, &profile.matching);
        let verdict = task::compose(&Setting {
            call: &call,
            resolution: &resolution,
            directory,
            profile: &profile,
            source,
            org,
            external_id: &key,
            now,
            first_heard: now,
            task_created_at: None,
        });
        match verdict {
            Verdict::Write(task) => Some((key.clone(), task.fields.into_iter().collect())),
            Verdict::Ignore { .. } | Verdict::Wait { .. } => None,
        }
    })
}

/// An answered call of a minute and a half.
fn events(call: &str, direction: Direction, now: Millis) -> Vec<CallEvent> {
    let began = now - AGO;
    let event = |kind, at, facts| CallEvent { call: call.to_owned(), kind, at: Some(at), facts };
    let facts = Facts {
        direction: Some(direction),
        customer_number: Some(CALLER.to_owned()),
        line: Some(Line { number: Some(LINE.to_owned()), ..Line::default() }),
        ..Facts::default()
    };
    vec![
        event(EventKind::Began, began, facts),
        event(
            EventKind::Answered,
            began + 8_000,
            Facts { answered: Some(true), ..Facts::default() },
        ),
        event(EventKind::Ended, began + 98_000, Facts::default()),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::profile::BUILTIN;
    use domain::task::FieldFacts;

    use super::super::writes;
    use super::*;

    const NOW: Millis = 1_795_000_000_000;

    #[test]
    fn every_built_in_profile_composes_a_task_of_the_fields_that_are_checked() {
        for (name, _) in BUILTIN {
            let profile = Profile::builtin(name).unwrap();
            let mut written = writes::fields(&[&profile]);
            let facts = FieldFacts { createable: true, updateable: true, ..FieldFacts::default() };
            let org = OrgFacts {
                fields: written.iter().map(|field| (field.clone(), facts.clone())).collect(),
                ..OrgFacts::default()
            };
            let source = SourceFacts { id: "main".to_owned(), ..SourceFacts::default() };
            let directory = Directory::default();
            let (key, fields) = task(&profile, &source, &org, &directory, "c-1", NOW).unwrap();
            assert_eq!(key, "main:c-1");
            let composed: BTreeSet<String> = fields.keys().cloned().collect();
            assert!(composed.is_subset(&written), "{name}: {composed:?}");
            // The rest depends on the call: nobody owns this one, nobody picked a record.
            written.retain(|field| !composed.contains(field));
            assert!(!composed.is_empty() && composed.contains("Subject"), "{name}");
        }
    }
}
