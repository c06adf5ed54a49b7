//! Tables of who changed what, and what comes of it.

use proptest::prelude::*;

use super::*;

const ALL: &[Field] = &Field::ALL;

fn facts(text: &str) -> Facts {
    [(Field::Email, text)]
        .into_iter()
        .filter(|(_, t)| !t.is_empty())
        .map(|(f, t)| (f, t.to_owned()))
        .collect()
}

/// What Salesforce and the phone system said at the last sync and say now, and when; to Salesforce, to the phone
/// system, and who lost.
type Row = (
    Option<(&'static str, &'static str)>,
    (&'static str, i64),
    (&'static str, i64),
    [Option<&'static str>; 2],
    Option<Side>,
);

#[test]
fn who_changed_a_field_decides_and_the_last_of_two_wins() {
    let both = Some(("a", "a"));
    let rows: &[Row] = &[
        (both, ("a", 1), ("a", 2), [None, None], None),
        (both, ("b", 1), ("a", 2), [None, Some("b")], None),
        (both, ("a", 1), ("b", 2), [Some("b"), None], None),
        (both, ("b", 1), ("b", 2), [None, None], None),
        (both, ("b", 1), ("c", 2), [Some("c"), None], Some(Side::Salesforce)),
        (both, ("b", 2), ("c", 1), [None, Some("b")], Some(Side::Phone)),
        (both, ("b", 2), ("c", 2), [None, Some("b")], Some(Side::Phone)),
        (both, ("", 1), ("a", 2), [None, Some("")], None),
        (both, ("a", 1), ("", 2), [Some(""), None], None),
        (both, ("", 2), ("c", 1), [None, Some("")], Some(Side::Phone)),
        (None, ("a", 1), ("", 2), [None, Some("a")], None),
        (None, ("", 1), ("a", 2), [Some("a"), None], None),
        (None, ("a", 1), ("b", 2), [Some("b"), None], Some(Side::Salesforce)),
        (None, ("a", 2), ("b", 1), [None, Some("a")], Some(Side::Phone)),
        // The phone system cannot hold what Salesforce says, and stored something like it.
        (Some(("a☎", "a")), ("a☎", 1), ("a", 2), [None, None], None),
        (Some(("a☎", "a")), ("b☎", 3), ("a", 2), [None, Some("b☎")], None),
    ];
    for (before, ours, theirs, wanted, loser) in rows {
        let before = before.map(|(ours, theirs)| (facts(ours), facts(theirs)));
        let (now_ours, now_theirs) = (facts(ours.0), facts(theirs.0));
        let merged = merge(
            &Said { now: &now_ours, before: before.as_ref().map(|b| &b.0), at: ours.1 },
            &Said { now: &now_theirs, before: before.as_ref().map(|b| &b.1), at: theirs.1 },
            &MergeRules { fields: ALL, import_only: &[] },
        );
        let written = [&merged.to_salesforce, &merged.to_phone]
            .map(|to| to.get(&Field::Email).map(String::as_str));
        assert_eq!(written, *wanted, "{before:?} {ours:?} {theirs:?}");
        assert_eq!(
            merged.lost.first().map(|lost| lost.side),
            *loser,
            "{before:?} {ours:?} {theirs:?}"
        );
    }
}

#[test]
fn f128_import_only_fields_never_go_to_salesforce() {
    let (a, b, none) = (facts("a"), facts("b"), Facts::new());
    let rules = MergeRules { fields: ALL, import_only: &[Field::Email] };
    let run = |before: Option<&Facts>, ours, theirs| {
        merge(&Said { now: ours, before, at: 1 }, &Said { now: theirs, before, at: 2 }, &rules)
    };
    assert_eq!(run(Some(&a), &a, &b), Merge::default());
    assert_eq!(run(None, &none, &b), Merge::default());
    let later = facts("c");
    let conflict = run(Some(&a), &later, &b);
    assert_eq!((conflict.to_salesforce.len(), conflict.to_phone), (0, later));
    assert_eq!(conflict.lost[0].text, "b");
}

#[test]
fn the_number_and_the_family_name_are_never_emptied() {
    for field in [Field::Phone, Field::LastName, Field::Company] {
        let was = Facts::from([(field, "x".to_owned())]);
        let merged = merge(
            &Said { now: &was, before: Some(&was), at: 1 },
            &Said { now: &Facts::new(), before: Some(&was), at: 2 },
            &MergeRules { fields: ALL, import_only: &[] },
        );
        assert!(merged.to_salesforce.is_empty());
        assert_eq!(merged.not_emptied, [field]);
    }
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let word = prop::sample::select(vec!["", "a", "b", "c"]);
    prop::collection::vec(word, Field::ALL.len()).prop_map(|words| {
        let pairs = Field::ALL.into_iter().zip(words).filter(|(_, word)| !word.is_empty());
        pairs.map(|(field, word)| (field, word.to_owned())).collect()
    })
}

fn with(facts: &Facts, writes: &Facts) -> Facts {
    let mut facts = facts.clone();
    facts.extend(writes.clone());
    facts.retain(|_, text| !text.is_empty());
    facts
}

proptest! {
    /// Whatever happened on both sides, one sync is enough: the next has nothing to do.
    #[test]
    fn a_second_sync_has_nothing_to_do(
        before in prop::option::of((any_facts(), any_facts())),
        ours in any_facts(), theirs in any_facts(), at in 0..3i64,
        import in prop::sample::subsequence(ALL.to_vec(), 0..=2),
    ) {
        let rules = MergeRules { fields: ALL, import_only: &import };
        let first = merge(
            &Said { now: &ours, before: before.as_ref().map(|b| &b.0), at },
            &Said { now: &theirs, before: before.as_ref().map(|b| &b.1), at: 1 },
            &rules,
        );
        for field in &import {
            prop_assert!(!first.to_salesforce.contains_key(field));
        }
        let (ours, theirs) = (with(&ours, &first.to_salesforce), with(&theirs, &first.to_phone));
        let again = merge(
            &Said { now: &ours, before: Some(&ours), at },
            &Said { now: &theirs, before: Some(&theirs), at: 1 },
            &rules,
        );
        prop_assert_eq!(again, Merge::default());
    }

    /// Cut off between the two sides' writes, a sync ends the same: the side that was written says so itself.
    #[test]
    fn a_sync_that_was_cut_off_between_both_sides_ends_the_same(
        before in (any_facts(), any_facts()), ours in any_facts(), theirs in any_facts(), at in 0..3i64,
    ) {
        let rules = MergeRules { fields: ALL, import_only: &[] };
        let said = |ours: &Facts, at| {
            merge(
                &Said { now: ours, before: Some(&before.0), at },
                &Said { now: &theirs, before: Some(&before.1), at: 1 },
                &rules,
            )
        };
        let whole = said(&ours, at);
        let written = with(&ours, &whole.to_salesforce);
        // Our own write is the record's last change now.
        let rest = said(&written, 9);
        prop_assert_eq!(with(&written, &rest.to_salesforce), with(&ours, &whole.to_salesforce));
        prop_assert_eq!(with(&theirs, &rest.to_phone), with(&theirs, &whole.to_phone));
    }
}
