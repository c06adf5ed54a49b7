//! All rows out of a PostgreSQL database and back, each in one transaction.

use deadpool_postgres::{Client, Transaction};
use tokio_postgres::IsolationLevel;

use super::{Answer, Postgres, failed, read, run};
use crate::backup::{BackedUp, Entry, OVER, Opener, Sealer, Table, tables};
use crate::batch::Kind;
use crate::error::{Result, StoreError};
use crate::value::{Statement, Value};

/// Rows that are read at a time, and about the bytes that are written at a time.
const ROWS: i32 = 1000;
const BYTES: usize = 1 << 20;

impl Postgres {
    /// In one transaction that sees one moment however long it takes.
    pub(crate) async fn dump(&self, mut sealer: Sealer) -> Result<Sealer> {
        let mut client: Client = self.client().await?;
        let moment = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await
            .map_err(failed)?;
        for name in tables() {
            let table = described(&moment, name).await?;
            dump_table(&moment, &table, &mut sealer).await?;
        }
        moment.commit().await.map_err(failed)?;
        Ok(sealer)
    }

    pub(crate) async fn load(&self, mut opener: Opener) -> Result<BackedUp> {
        let mut client: Client = self.client().await?;
        let transaction = client.transaction().await.map_err(failed)?;
        let mut known = Vec::new();
        for name in tables() {
            let any = format!("SELECT CAST(1 AS BIGINT) AS one FROM {name} LIMIT 1");
            if !run(&transaction, &Statement::new(any, Vec::new())).await?.is_empty() {
                return Err(StoreError::NotEmpty(name));
            }
            known.push(described(&transaction, name).await?);
        }
        let mut into: Option<Load> = None;
        while let Some(entry) = opener.pull()? {
            match entry {
                Entry::Table(name, columns) => {
                    if let Some(load) = &mut into {
                        load.flush(&transaction).await?;
                    }
                    into = Some(Load::new(&known, &name, &columns)?);
                }
                Entry::Row(values) => {
                    let load = into.as_mut();
                    let load =
                        load.ok_or_else(|| StoreError::Backup("a row of no table".into()))?;
                    load.push(values);
                    if load.json.len() > BYTES {
                        load.flush(&transaction).await?;
                    }
                }
            }
        }
        if let Some(load) = &mut into {
            load.flush(&transaction).await?;
        }
        for sql in OVER {
            run(&transaction, &Statement::new(sql, Vec::new())).await?;
        }
        transaction.commit().await.map_err(failed)?;
        Ok(opener.finish())
    }
}

async fn dump_table(moment: &Transaction<'_>, table: &Table, sealer: &mut Sealer) -> Result<()> {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| name.clone()).collect();
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    sealer.push(Entry::Table(table.name.clone(), names))?;
    let sql = format!("SELECT {} FROM {}", quoted.join(", "), table.name);
    let portal = moment.bind(&sql, &[]).await.map_err(failed)?;
    loop {
        let rows = moment.query_portal(&portal, ROWS).await.map_err(failed)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in read(Answer::Rows(rows))? {
            sealer.push(Entry::Row(row.values))?;
        }
    }
}

/// The table with its columns, in the order in which they were made.
async fn described(client: &Transaction<'_>, name: String) -> Result<Table> {
    let sql = "SELECT CAST(attname AS TEXT) AS name, CAST(format_type(atttypid, atttypmod) AS TEXT) AS type \
               FROM pg_attribute WHERE attrelid = CAST(CAST($1 AS TEXT) AS regclass) AND attnum > 0 AND NOT attisdropped \
               ORDER BY attnum";
    let mut columns = Vec::new();
    for mut row in run(client, &Statement::new(sql, vec![name.as_str().into()])).await? {
        let kind = if row.text("type")? == "bigint" { Kind::Int } else { Kind::Text };
        columns.push((row.text("name")?, kind));
    }
    Ok(Table { name, columns })
}

/// Rows on their way into one table.
struct Load {
    sql: String,
    names: Vec<String>,
    json: String,
}

impl Load {
    fn new(known: &[Table], name: &str, columns: &[String]) -> Result<Self> {
        let strange = |what: &str| StoreError::Backup(format!("it has {what} {name:?}"));
        let table = known.iter().find(|table| table.name == name);
        let table = table.ok_or_else(|| strange("a table"))?;
        let typed = columns.iter().map(|column| {
            let found = table.columns.iter().find(|(name, _)| name == column);
            found.map(|(name, kind)| match kind {
                Kind::Int => format!("\"{name}\" BIGINT"),
                Kind::Text => format!("\"{name}\" TEXT"),
            })
        });
        let typed: Option<Vec<String>> = typed.collect();
        let typed = typed.ok_or_else(|| strange("an unknown column in"))?.join(", ");
        let quoted: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let quoted = quoted.join(", ");
        let sql = format!(
            "INSERT INTO {name} ({quoted}) SELECT {quoted} \
             FROM json_to_recordset(CAST(CAST($1 AS TEXT) AS JSON)) AS j({typed})"
        );
        Ok(Self { sql, names: columns.to_vec(), json: String::new() })
    }

    fn push(&mut self, values: Vec<Value>) {
        let row: serde_json::Map<String, serde_json::Value> = self
            .names
            .iter()
            .cloned()
            .zip(values.into_iter().map(|value| match value {
                Value::Null => serde_json::Value::Null,
                Value::Int(number) => number.into(),
                Value::Text(text) => text.into(),
            }))
            .collect();
        self.json.push(if self.json.is_empty() { '[' } else { ',' });
        self.json.push_str(&serde_json::Value::Object(row).to_string());
    }

    async fn flush(&mut self, transaction: &Transaction<'_>) -> Result<()> {
        if self.json.is_empty() {
            return Ok(());
        }
        let rows = format!("{}]", std::mem::take(&mut self.json));
        run(transaction, &Statement::new(self.sql.clone(), vec![rows.into()])).await.map(drop)
    }
}
