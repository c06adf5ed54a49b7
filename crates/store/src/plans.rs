//! Holds the statements that work on many rows to finding each by its key: a plan that walks through a table looks
//! fast in every other test, and takes minutes in a year-old database.

use crate::batch::Batch;
use crate::store::Store;
use crate::value::Statement;
use crate::{StoreOptions, complete, delivery, digest, due};

#[tokio::test]
async fn each_row_is_found_by_its_key_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("a.db").display());
    let store = Store::open(&url, None, StoreOptions::default()).await.unwrap();
    let batch = Batch::new;
    for (statement, key) in [
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
    ] {
        let plan = plan(&store, statement).await;
        assert!(plan.iter().any(|step| step == &format!("SEARCH {key}")), "{plan:#?}");
        for table in ["inbox", "event", "call"] {
            let walks = format!("SCAN {table}");
            assert!(!plan.contains(&walks), "{plan:#?}");
        }
    }
}

async fn plan(store: &Store, statement: Statement) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let rows = store.database.query(explain, statement.params).await.unwrap();
    rows.into_iter().map(|mut row| row.text("detail").unwrap()).collect()
}
