//! Both chains of migrations end in the same tables, and a database that is not ours is left alone.

use std::collections::{BTreeMap, BTreeSet};

use store::{Store, StoreError, StoreOptions};

use crate::place::{Place, connect};
use crate::samples::{NOW, ORG, call};

on_both_databases!(
    a_newer_database_is_refused,
    a_changed_migration_is_refused,
    opening_again_changes_nothing,
    several_can_open_a_new_database_at_once,
);

async fn a_newer_database_is_refused(place: &Place) {
    drop(place.open().await);
    place.execute("INSERT INTO schema_version VALUES (9000, 'future', 'abc')").await;
    let error = Store::open(&place.url, None, StoreOptions::default()).await.unwrap_err();
    let StoreError::NewerDatabase { found, known } = error else { panic!("{error}") };
    assert_eq!(found, 9000);
    assert!(known < 9000);
    assert!(error.to_string().contains("9000"), "{error}");
}

async fn a_changed_migration_is_refused(place: &Place) {
    drop(place.open().await);
    place.execute("UPDATE schema_version SET checksum = 'abc' WHERE version = 1").await;
    let error = Store::open(&place.url, None, StoreOptions::default()).await.unwrap_err();
    assert_eq!(error, StoreError::ChangedMigration { version: 1 });
}

async fn opening_again_changes_nothing(place: &Place) {
    let first = place.open().await;
    call(&first, "a", NOW).await;
    let second = place.open().await;
    assert_eq!(second.status(ORG, NOW).await.unwrap(), first.status(ORG, NOW).await.unwrap());
}

async fn several_can_open_a_new_database_at_once(place: &Place) {
    let (a, b, c) = tokio::join!(place.open(), place.open(), place.open());
    for store in [a, b, c] {
        store.add_api_calls(ORG, 1).await.unwrap();
    }
    assert_eq!(place.open().await.status(ORG, NOW).await.unwrap().api_calls, 3);
}

#[tokio::test]
async fn a_url_that_names_no_database_is_refused() {
    for url in ["", "sqlite://", "mysql://localhost/calls"] {
        let error = Store::open(url, None, StoreOptions::default()).await.unwrap_err();
        assert_eq!(error.code(), "store_bad_url", "{url}");
    }
}

#[tokio::test]
async fn a_postgresql_that_does_not_run_is_unavailable() {
    // Port 1 is reserved and nobody listens there.
    let url = "postgres://nobody@127.0.0.1:1/calls";
    let error = Store::open(url, None, StoreOptions::default()).await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable", "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_postgresql_database_that_does_not_exist_is_told() {
    let place = Place::postgres().await;
    let error = Store::open(&format!("{}x", place.url), None, StoreOptions::default()).await;
    assert_eq!(error.unwrap_err().code(), "store_refused");
    place.remove().await;
}

/// A table: its columns with type and "must have a value", and its indexes with columns, "unique" and "partial".
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: Vec<(String, String, bool)>,
    indexes: BTreeSet<(Vec<String>, bool, bool)>,
}

type Schema = BTreeMap<String, Table>;

#[tokio::test]
async fn both_databases_have_the_same_tables() {
    let (sqlite, postgres) = (Place::sqlite(), Place::postgres().await);
    sqlite.open().await;
    postgres.open().await;
    let expected = sqlite_schema(&sqlite);
    assert!(expected.len() >= 6, "{expected:?}");
    assert_eq!(postgres_schema(&postgres.url).await, expected);
    for (name, table) in &expected {
        assert!(!table.indexes.is_empty(), "{name} has no key");
        for (column, kind, _) in &table.columns {
            assert!(kind == "bigint" || kind == "text", "{name}.{column} is {kind}");
        }
        for (columns, ..) in table.indexes.iter().filter(|_| name != "schema_version") {
            assert_eq!(columns[0], "org_id", "an index of {name}");
        }
    }
    postgres.remove().await;
}

fn sqlite_schema(place: &Place) -> Schema {
    let file = place.file();
    let mut schema = Schema::new();
    let mut columns = file
        .prepare(
            "SELECT m.name, c.name, lower(c.type), c.\"notnull\" FROM sqlite_schema m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' ORDER BY m.name, c.cid",
        )
        .unwrap();
    let mut rows = columns.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let column = (row.get(1).unwrap(), row.get(2).unwrap(), row.get(3).unwrap());
        schema.entry(row.get(0).unwrap()).or_default().columns.push(column);
    }
    let mut indexes = file
        .prepare(
            "SELECT m.name, i.\"unique\", i.partial, \
                 (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) \
             FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table'",
        )
        .unwrap();
    let mut rows = indexes.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let columns: String = row.get(3).unwrap();
        let columns = columns.split(',').map(str::to_owned).collect();
        let index = (columns, row.get(1).unwrap(), row.get(2).unwrap());
        schema.entry(row.get(0).unwrap()).or_default().indexes.insert(index);
    }
    schema
}

async fn postgres_schema(url: &str) -> Schema {
    let client = connect(url).await;
    let mut schema = Schema::new();
    let columns = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO' \
                   FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";
    for row in client.query(columns, &[]).await.unwrap() {
        let column = (row.get(1), row.get(2), row.get(3));
        schema.entry(row.get(0)).or_default().columns.push(column);
    }
    let indexes = "SELECT t.relname::text, i.indisunique, i.indpred IS NOT NULL, \
                       ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(attnum, place) \
                             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum ORDER BY k.place) \
                   FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid \
                   WHERE t.relnamespace = 'public'::regnamespace";
    for row in client.query(indexes, &[]).await.unwrap() {
        let index = (row.get(3), row.get(1), row.get(2));
        schema.entry(row.get(0)).or_default().indexes.insert(index);
    }
    schema
}
