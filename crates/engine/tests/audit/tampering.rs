//! Any edit, deletion, reordering and cut tail is found; many writers on two nodes make one chain.

use engine::audit::{Broken, verify};
use engine::{Deed, ORG};
use futures_util::future::join_all;

use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    every_change_of_every_row_is_found,
    a_row_cannot_be_changed_by_mistake,
    many_writers_make_one_chain,
    what_is_noted_elsewhere_tells_a_log_that_was_written_anew,
);

const ROWS: i64 = 20;

fn deed(number: i64) -> Deed {
    Deed {
        who: "mia".to_owned(),
        what: "calls.retry".to_owned(),
        about: format!("desk:{number}\0"),
        before: Some("failed".to_owned()),
        after: None,
        from_address: Some("192.0.2.1".to_owned()),
        request_id: Some("r".to_owned()),
    }
}

/// What an administrator of the database has to do first, and undoes afterwards.
async fn behind_our_back(place: &Place, sql: &str) {
    let (off, on) = if place.is_postgres() {
        (
            "ALTER TABLE audit DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL;",
            "ALTER TABLE audit ENABLE TRIGGER ALL; ALTER TABLE audit_head ENABLE TRIGGER ALL;",
        )
    } else {
        (
            "DROP TRIGGER IF EXISTS audit_is_not_changed; DROP TRIGGER IF EXISTS audit_is_not_deleted; \
             DROP TRIGGER IF EXISTS audit_head_is_not_deleted;",
            "",
        )
    };
    place.execute(&format!("{off} {sql}; {on}")).await;
}

async fn every_change_of_every_row_is_found(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for number in 0..ROWS {
        stage.engine.record(deed(number)).await.unwrap();
    }
    let whole = verify(&stage.store, None).await.unwrap();
    assert_eq!((whole.rows, whole.broken.clone()), (ROWS, None));
    behind_our_back(place, "CREATE TABLE kept AS SELECT * FROM audit; CREATE TABLE kept_head AS SELECT * FROM audit_head").await;
    let mut tried = 0;
    for row in 1..=ROWS {
        for (change, expected) in changes_of(row) {
            behind_our_back(place, &change).await;
            let verdict = verify(&stage.store, None).await.unwrap();
            assert_eq!(verdict.broken, Some(expected), "{change}");
            behind_our_back(place, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept").await;
            tried += 1;
        }
    }
    for (change, expected) in [
        ("DELETE FROM audit_head".to_owned(), Broken::End(ROWS)),
        ("UPDATE audit_head SET hash = 'x'".to_owned(), Broken::End(ROWS)),
    ] {
        behind_our_back(place, &change).await;
        assert_eq!(verify(&stage.store, None).await.unwrap().broken, Some(expected), "{change}");
        assert!(
            stage.engine.record(deed(0)).await.is_err() || change.contains("UPDATE"),
            "{change}"
        );
        behind_our_back(
            place,
            "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head; \
                                DELETE FROM audit; INSERT INTO audit SELECT * FROM kept",
        )
        .await;
        tried += 1;
    }
    println!("{tried} changes, all found");
    assert_eq!(verify(&stage.store, None).await.unwrap(), whole);
}

/// What somebody may do to one row, and what is found then.
fn changes_of(row: i64) -> Vec<(String, Broken)> {
    let here = format!("WHERE place = {row}");
    let mut changes: Vec<(String, Broken)> =
        ["who", "what", "about", "before", "after", "address", "request_id", "hash"]
            .iter()
            .map(|column| (format!("UPDATE audit SET {column} = 'x' {here}"), Broken::Changed(row)))
            .collect();
    changes.push((format!("UPDATE audit SET at = at + 1 {here}"), Broken::Changed(row)));
    changes.push((format!("UPDATE audit SET before = NULL {here}"), Broken::Changed(row)));
    changes.push((format!("UPDATE audit SET org_id = 'other' {here}"), gone(row)));
    changes.push((format!("DELETE FROM audit {here}"), gone(row)));
    changes.push((format!("DELETE FROM audit WHERE place >= {row}"), Broken::Cut(row)));
    if row < ROWS {
        let swap = format!(
            "UPDATE audit SET place = 1000 {here}; UPDATE audit SET place = {row} WHERE place = {}; \
             UPDATE audit SET place = {} WHERE place = 1000",
            row + 1,
            row + 1
        );
        changes.push((swap, Broken::Changed(row)));
    }
    changes
}

/// A missing row: the last one is a cut tail.
fn gone(row: i64) -> Broken {
    if row == ROWS { Broken::Cut(row) } else { Broken::Missing(row) }
}

async fn a_row_cannot_be_changed_by_mistake(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.engine.record(deed(1)).await.unwrap();
    for sql in ["UPDATE audit SET who = 'x'", "DELETE FROM audit", "DELETE FROM audit_head"] {
        let refused = place.try_execute(sql).await.unwrap_err();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    if place.is_postgres() {
        assert!(place.try_execute("TRUNCATE audit").await.unwrap_err().contains("append-only"));
    }
}

async fn many_writers_make_one_chain(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let other = stage.another_engine(&place.open(store::StoreOptions::default()).await);
    let nodes = [stage.engine.clone(), other];
    join_all((0..40).map(|number| {
        let node = nodes[usize::try_from(number % 2).unwrap()].clone();
        async move { node.record(deed(number / 4)).await.unwrap() }
    }))
    .await;
    let verdict = verify(&stage.store, None).await.unwrap();
    assert_eq!((verdict.rows, verdict.broken), (40, None));
    assert_eq!(stage.store.audit_head(ORG).await.unwrap().hash, verdict.head);
}

async fn what_is_noted_elsewhere_tells_a_log_that_was_written_anew(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for number in 0..3 {
        stage.engine.record(deed(number)).await.unwrap();
    }
    let noted = verify(&stage.store, None).await.unwrap().head;
    assert_eq!(verify(&stage.store, Some(&noted)).await.unwrap().broken, None);
    behind_our_back(place, "DELETE FROM audit; DELETE FROM audit_head").await;
    for number in 5..9 {
        stage.engine.record(deed(number)).await.unwrap();
    }
    assert_eq!(verify(&stage.store, None).await.unwrap().broken, None, "by itself it is whole");
    assert_eq!(verify(&stage.store, Some(&noted)).await.unwrap().broken, Some(Broken::Noted));
}
