//! Holds the statements that work on many rows to finding each by its key: a plan that walks through a table looks
//! fast in every other test, and takes minutes in a year-old database.

use crate::batch::Batch;
use crate::people::{list, lookup, sweep};
use crate::store::Store;
use crate::value::Statement;
use crate::watch::{causes, hours};
use crate::{StoreOptions, complete, delivery, digest, due, once, status, wake};

#[tokio::test]
async fn each_row_is_found_by_its_key_on_sqlite() {
    let (store, _folder) = store().await;
    let all = [calls(&store), people(&store), turns(&store), watch(&store)];
    for (statement, key) in all.into_iter().flatten() {
        let plan = plan(&store, statement).await;
        assert!(plan.iter().any(|step| step == &format!("SEARCH {key}")), "{plan:#?}");
        for table in ["inbox", "event", "call", "person", "person_number", "n", "once"] {
            let walks = format!("SCAN {table}");
            assert!(!plan.contains(&walks), "{plan:#?}");
        }
    }
}

/// What works on deliveries, events and calls.
fn calls(store: &Store) -> Vec<(Statement, &'static str)> {
    let batch = Batch::new;
    vec![
        (
            store.mark_deliveries("org", batch(digest::DELIVERIES)),
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
            status::oldest_statement("org", 0),
            "call USING COVERING INDEX call_due (org_id=? AND due_at<?)",
        ),
        (
            store.complete_statement("org", batch(complete::COLUMNS), 0),
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
        (
            store.wake_on_statement("org", batch(wake::RECORDS), 0, 0),
            "call USING INDEX call_record (org_id=? AND record_id=?)",
        ),
    ]
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
        (
            hours::sum_statement("org", 0, 1),
            "call USING INDEX call_newest (org_id=? AND created_at>? AND created_at<?)",
        ),
    ]
}

#[tokio::test]
async fn the_newest_of_many_are_found_without_sorting() {
    let (store, _folder) = store().await;
    for statement in [lookup(), list::page_statement("org", "Lead", None, 1)] {
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
