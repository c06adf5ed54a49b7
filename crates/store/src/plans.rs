//! Holds the statements that work on many rows to finding each by its key: a plan that walks through a table looks
//! fast in every other test, and takes minutes in a year-old database.

use crate::batch::Batch;
use crate::list::{Bounds, CallColumn, CallFilter, Keys, OwnCalls, choices, listing, page};
use crate::people::{list, lookup, sweep};
use crate::store::Store;
use crate::value::Statement;
use crate::watch::{causes, hours};
use crate::{
    CallState, StoreOptions, complete, delivery, digest, due, once, remembered, retention, status,
    trouble,
};

#[tokio::test]
async fn each_row_is_found_by_its_key_on_sqlite() {
    let (store, _folder) = store().await;
    let all = [calls(&store), listed(&store), people(&store), turns(&store), watch(&store)];
    for (statement, key) in all.into_iter().flatten() {
        let plan = plan(&store, statement).await;
        assert!(plan.iter().any(|step| step == &format!("SEARCH {key}")), "{plan:#?}");
        for table in [
            "inbox",
            "event",
            "call",
            "person",
            "person_number",
            "n",
            "once",
            "call_text",
            "c",
            "t",
        ] {
            let walks = format!("SCAN {table}");
            assert!(!plan.contains(&walks), "{plan:#?}");
        }
    }
}

/// What works on deliveries, events and calls.
fn calls(store: &Store) -> Vec<(Statement, &'static str)> {
    let batch = Batch::new;
    let mut all = vec![
        (
            store.mark_deliveries("org", batch(digest::DELIVERIES), 0),
            "inbox USING COVERING INDEX sqlite_autoindex_inbox_1 (org_id=? AND id=?)",
        ),
        (
            store.wake_calls("org", batch(digest::CALLS), 0),
            "event USING COVERING INDEX sqlite_autoindex_event_1 (org_id=? AND call_id=? AND event_id=?)",
        ),
        (
            store.replayed_among("org", batch(digest::IDS)),
            "inbox USING COVERING INDEX inbox_again (org_id=? AND id=?)",
        ),
        (
            store.wake_losers("org", batch(digest::TOLD).into_param(), 0),
            "event USING INDEX event_inbox (org_id=? AND inbox_id=?)",
        ),
        (
            store.withdraw_events("org", batch(digest::TOLD).into_param()),
            "event USING INDEX event_inbox (org_id=? AND inbox_id=?)",
        ),
        (delivery::undigested_statement("org", 1), "inbox USING INDEX inbox_new (org_id=?)"),
        (status::oldest_statement("org", 0), "inbox USING INDEX inbox_new (org_id=?)"),
        (
            retention::page_statement("org", "", 1),
            "inbox USING INDEX sqlite_autoindex_inbox_1 (org_id=? AND id>?)",
        ),
        (
            retention::deliveries_statement("org", 0, 1),
            "inbox USING INDEX sqlite_autoindex_inbox_1 (org_id=? AND id=?)",
        ),
        (
            retention::old_calls_statement("org", 0, 1),
            "call USING INDEX call_newest (org_id=? AND created_at<?)",
        ),
        (
            status::oldest_statement("org", 0),
            "call USING COVERING INDEX call_due (org_id=? AND due_at<?)",
        ),
        (
            store.complete_statement("org", batch(complete::COLUMNS).into_param(), 0),
            "call USING INDEX sqlite_autoindex_call_1 (org_id=? AND call_id=?)",
        ),
        (
            store.intend_statement("org", batch(due::OWNED), 0),
            "call USING INDEX sqlite_autoindex_call_1 (org_id=? AND call_id=?)",
        ),
        (
            store.claim_statement("org", 0, 1, 1),
            "call USING INDEX call_due (org_id=? AND due_at<?)",
        ),
    ];
    all.extend(woken_and_deleted(store));
    all
}

/// What wakes calls, and what deletes them.
fn woken_and_deleted(store: &Store) -> Vec<(Statement, &'static str)> {
    let mut all = Vec::new();
    let by_record = "call USING INDEX call_record (org_id=? AND record_id=?)";
    all.extend(store.wake_on_statements("org", "[]".into(), 0, 0).map(|it| (it, by_record)));
    let by_key = "call USING INDEX sqlite_autoindex_call_1 (org_id=? AND call_id=?)";
    all.push((store.hold_calls("org", "[]".into()), by_key));
    for (table, key) in [
        ("call_text", "call_text USING PRIMARY KEY (org_id=? AND created_at=? AND call_id=?)"),
        ("event", "event USING COVERING INDEX sqlite_autoindex_event_1 (org_id=? AND call_id=?)"),
        ("call", "call USING COVERING INDEX sqlite_autoindex_call_1 (org_id=? AND call_id=?)"),
    ] {
        for only in [None, Some("due_at IS NULL AND lease_until = 0")] {
            let params = vec!["org".into(), "[]".into()];
            all.push((Statement::new(store.delete_sql(table, only), params), key));
        }
    }
    all
}

/// What reads and fills the list of calls.
fn listed(store: &Store) -> Vec<(Statement, &'static str)> {
    let by_key = "call USING INDEX sqlite_autoindex_call_1 (org_id=? AND call_id=?)";
    let mut all = vec![
        (
            listing::unlisted_statement("org", 0, 1),
            "call USING INDEX call_unlisted (org_id=? AND updated_at<?)",
        ),
        (store.relist_statement("org", "[]".into()), by_key),
        (store.text_statement("org", listing::RELISTED, "[]".into(), "true"), by_key),
        (store.rows_statement("org", Batch::new(page::CALL_IDS)), by_key),
        (
            choices::choices_statement("org", CallColumn::Agent, 1),
            "call USING COVERING INDEX call_agent (org_id=? AND agent>?)",
        ),
    ];
    all.push((
        store.remembered_statement("org", Batch::new(remembered::NUMBERS)),
        "remembered USING INDEX sqlite_autoindex_remembered_1 (org_id=? AND number=?)",
    ));
    all.extend(found(store));
    all
}

/// The conditions of a list with the index that each is served by.
fn one_each() -> Vec<(CallFilter, &'static str)> {
    let all = CallFilter::default;
    let any = || vec!["any".to_owned()];
    vec![
        (CallFilter { number_keys: vec![1], ..all() }, "call_number (org_id=? AND number_key=?"),
        (CallFilter { error_codes: any(), ..all() }, "call_error (org_id=? AND error_code=?"),
        (CallFilter { agents: any(), ..all() }, "call_agent (org_id=? AND agent=?"),
        (CallFilter { lines: any(), ..all() }, "call_line (org_id=? AND line=?"),
        (
            CallFilter { states: vec![CallState::Failed], ..all() },
            "call_state (org_id=? AND state=?",
        ),
        (CallFilter { matched: any(), ..all() }, "call_matched (org_id=? AND matched=?"),
        (CallFilter { results: any(), ..all() }, "call_result (org_id=? AND result=?"),
        (CallFilter { sources: any(), ..all() }, "call_source (org_id=? AND source_id=?"),
    ]
}

/// Each condition leading and following, within bounds.
fn found(store: &Store) -> Vec<(Statement, &'static str)> {
    let bounds = Bounds {
        older_than: Some((2, "b".to_owned())),
        newer_than: Some((1, "a".to_owned())),
        ..Bounds::default()
    };
    let own = OwnCalls { agent: "a".to_owned(), owner_id: Some("b".to_owned()) };
    let own = CallFilter { own: Some(own), ..CallFilter::default() };
    let words = CallFilter { words: vec!["aiko".to_owned()], ..CallFilter::default() };
    let texts = "call_text USING PRIMARY KEY (org_id=? AND (created_at,call_id)>(?,?) AND (created_at,call_id)<(?,?))";
    let mut all = vec![(
        Keys::new(store.database.dialect(), "org", &words, &bounds).found(None, &[], 1),
        texts,
    )];
    let owner = "call USING COVERING INDEX call_owner (org_id=? AND owner_id=? AND (created_at,call_id)>(?,?) AND (created_at,call_id)<(?,?))";
    let condition = own.conditions();
    all.push((
        Keys::new(store.database.dialect(), "org", &own, &bounds).found(condition.first(), &[], 1),
        owner,
    ));
    for (filter, index) in one_each() {
        let keys = || Keys::new(store.database.dialect(), "org", &filter, &bounds);
        let condition = filter.conditions();
        let range = " AND (created_at,call_id)>(?,?) AND (created_at,call_id)<(?,?))";
        let key = " AND created_at=?)";
        let leading: &'static str = format!("call USING COVERING INDEX {index}{range}").leak();
        let following: &'static str = format!("c USING COVERING INDEX {index}{key}").leak();
        all.push((keys().boundary(condition.first(), &[]), leading));
        all.push((keys().found(condition.first(), &[], 1), leading));
        all.push((keys().counts(&condition), leading));
        all.push((keys().found(None, &condition, 1), following));
    }
    all
}

/// What works on the copy of the people.
fn people(store: &Store) -> Vec<(Statement, &'static str)> {
    let batch = Batch::new;
    vec![
        (
            store.see_people("org", "[]".into(), 1),
            "person USING INDEX sqlite_autoindex_person_1 (org_id=? AND record_id=?)",
        ),
        (
            store.remove_old_numbers("org", "[]".into()),
            "person_number USING PRIMARY KEY (org_id=? AND tail=? AND changed_at=? AND record_id=?)",
        ),
        (
            store.insert_numbers("org", "[]".into()),
            "person USING INDEX sqlite_autoindex_person_1 (org_id=? AND record_id=?)",
        ),
        (
            store.forget_numbers("org", "[]".into(), 1),
            "person_number USING PRIMARY KEY (org_id=? AND tail=? AND changed_at=? AND record_id=?)",
        ),
        (
            store.forget_rows("org", "[]".into(), 1),
            "person USING INDEX sqlite_autoindex_person_1 (org_id=? AND record_id=?)",
        ),
        (
            sweep::unseen_statement("org", "Lead", 1),
            "person USING INDEX person_generation (org_id=? AND object=? AND generation<?)",
        ),
        (lookup(), "n USING PRIMARY KEY (org_id=? AND tail=?)"),
        (crowd(), "n USING PRIMARY KEY (org_id=? AND tail=?)"),
        (crowd(), "person USING INDEX sqlite_autoindex_person_1 (org_id=? AND record_id=?)"),
        (lookup(), "person USING INDEX sqlite_autoindex_person_1 (org_id=? AND record_id=?)"),
        (
            store.by_id_statement("org", batch(list::IDS)),
            "person USING INDEX sqlite_autoindex_person_1 (org_id=? AND record_id=?)",
        ),
        (
            list::page_statement("org", "Lead", None, 1),
            "person USING INDEX person_object (org_id=? AND object=? AND record_id>?)",
        ),
    ]
}

/// What works on things that happen once.
fn turns(store: &Store) -> Vec<(Statement, &'static str)> {
    let batch = Batch::new;
    vec![
        (
            store.look_at_turns("org", batch(once::KEYS)),
            "once USING INDEX sqlite_autoindex_once_1 (org_id=? AND key=?)",
        ),
        (
            store.intend_turns("org", batch(once::KEYS), "holder", 0),
            "once USING INDEX sqlite_autoindex_once_1 (org_id=? AND key=?)",
        ),
        (
            store.finish_turns("org", batch(once::RESULTS), "holder", 0),
            "once USING INDEX sqlite_autoindex_once_1 (org_id=? AND key=?)",
        ),
        (
            store.release_turns("org", batch(once::KEYS), "holder"),
            "once USING INDEX sqlite_autoindex_once_1 (org_id=? AND key=?)",
        ),
        (
            store.outdated_turns("org", batch(once::RESULTS)),
            "once USING INDEX sqlite_autoindex_once_1 (org_id=? AND key=?)",
        ),
        (once::sweep_turns("org", 0), "once USING INDEX once_until (org_id=? AND until<?)"),
    ]
}

/// What works for people who look at troubles and figures.
fn watch(store: &Store) -> Vec<(Statement, &'static str)> {
    vec![
        (
            causes::call_causes_statement("org"),
            "call USING COVERING INDEX call_cause (org_id=? AND cause>?)",
        ),
        (
            causes::call_causes_statement("org"),
            "newest USING COVERING INDEX call_cause (org_id=? AND cause=?)",
        ),
        (
            causes::delivery_causes_statement("org"),
            "inbox USING COVERING INDEX inbox_cause (org_id=?)",
        ),
        (
            store.stale_hours_of("org", std::iter::once("a")),
            "call USING INDEX sqlite_autoindex_call_1 (org_id=? AND call_id=?)",
        ),
        (trouble::errors_statement("org", 1), "call USING INDEX call_failed (org_id=?)"),
        (
            hours::sum_statement("org", 0, 1),
            "call USING INDEX call_newest (org_id=? AND created_at>? AND created_at<?)",
        ),
    ]
}

#[tokio::test]
async fn the_newest_of_many_are_found_without_sorting() {
    let (store, _folder) = store().await;
    let mut all = vec![lookup(), list::page_statement("org", "Lead", None, 1)];
    // One run of an index each; several runs are merged.
    let single = |statement: &Statement| !statement.sql.contains("UNION ALL");
    all.extend(found(&store).into_iter().map(|(statement, _)| statement).filter(single));
    for statement in all {
        let plan = plan(&store, statement).await;
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}

async fn store() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("a.db").display());
    (Store::open(&url, None, StoreOptions::default()).await.unwrap(), folder)
}

fn crowd() -> Statement {
    Statement::new(lookup::crowd_sql(), vec!["org".into(), 1.into(), 1.into()])
}

fn lookup() -> Statement {
    Statement::new(lookup::sql(), vec!["org".into(), 1.into(), 1.into()])
}

async fn plan(store: &Store, statement: Statement) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let rows = store.database.query(explain, statement.params).await.unwrap();
    rows.into_iter().map(|mut row| row.text("detail").unwrap()).collect()
}
