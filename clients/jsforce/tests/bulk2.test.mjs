// Bulk API 2.0: loads and queries of any size.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect, unique } from "../org.mjs";

let conn;
before(async () => {
  conn = await connect();
  conn.bulk2.pollInterval = 100;
  conn.bulk2.pollTimeout = 60_000;
});

const wait = { pollInterval: 100, pollTimeout: 60_000 };

test("loadAndWaitForResults: insert from records", async () => {
  const name = unique("Bulk");
  const input = Array.from({ length: 300 }, (_, index) => ({ LastName: name, Title: `"quoted", no ${index}` }));
  const results = await conn.bulk2.loadAndWaitForResults({ object: "Contact", operation: "insert", input, ...wait });
  assert.equal(results.successfulResults.length, 300);
  assert.equal(results.failedResults.length, 0);
  assert.match(results.successfulResults[0].sf__Id, /^003/);
  assert.equal(results.successfulResults[0].sf__Created, "true");
  const { records } = await conn.query(`SELECT Title FROM Contact WHERE LastName = '${name}' AND Title = '"quoted", no 7'`);
  assert.equal(records.length, 1);
});

test("createJob: open, uploadData, close, poll, results", async () => {
  const name = unique("Steps");
  const job = conn.bulk2.createJob({ object: "Contact", operation: "insert" });
  const opened = await job.open();
  assert.match(opened.id, /^750/);
  assert.equal(opened.state, "Open");
  await job.uploadData(`LastName,Email\n${name},good@bulk.example.com\n,bad@bulk.example.com\n`);
  await job.close();
  await job.poll(100, 60_000);
  const info = await job.check();
  assert.equal(info.state, "JobComplete");
  assert.equal(info.numberRecordsProcessed, 2);
  assert.equal(info.numberRecordsFailed, 1);
  const failed = await job.getFailedResults();
  assert.match(failed[0].sf__Error, /^REQUIRED_FIELD_MISSING:Required fields are missing: \[LastName\]:LastName --$/);
  assert.equal(failed[0].Email, "bad@bulk.example.com");
  assert.equal((await job.getSuccessfulResults()).length, 1);
  assert.deepEqual(await job.getUnprocessedRecords(), []);
  await job.delete();
  await assert.rejects(job.check());
});

test("update, upsert and delete", async () => {
  const name = unique("Turn");
  const rows = (title) => [0, 1, 2].map((index) => ({ Source_Key__c: `${name}-${index}`, LastName: name, Title: title }));
  const first = await conn.bulk2.loadAndWaitForResults({
    object: "Contact",
    operation: "upsert",
    externalIdFieldName: "Source_Key__c",
    input: rows("new"),
    ...wait,
  });
  assert.deepEqual(first.successfulResults.map((row) => row.sf__Created), ["true", "true", "true"]);
  const again = await conn.bulk2.loadAndWaitForResults({
    object: "Contact",
    operation: "upsert",
    externalIdFieldName: "Source_Key__c",
    input: rows("again"),
    ...wait,
  });
  assert.deepEqual(again.successfulResults.map((row) => row.sf__Created), ["false", "false", "false"]);
  const ids = first.successfulResults.map((row) => row.sf__Id);
  const input = ids.map((Id) => ({ Id, Title: "#N/A" }));
  const updated = await conn.bulk2.loadAndWaitForResults({ object: "Contact", operation: "update", input, ...wait });
  assert.equal(updated.successfulResults.length, 3);
  assert.equal(await conn.sobject("Contact").count({ LastName: name, Title: null }), 3);
  const gone = await conn.bulk2.loadAndWaitForResults({ object: "Contact", operation: "delete", input: ids.map((Id) => ({ Id })), ...wait });
  assert.equal(gone.successfulResults.length, 3);
  assert.equal(await conn.sobject("Contact").count({ LastName: name }), 0);
});

test("abort: nothing is loaded", async () => {
  const name = unique("Abort");
  const job = conn.bulk2.createJob({ object: "Contact", operation: "insert" });
  await job.open();
  await job.uploadData(`LastName\n${name}\n`);
  await job.abort();
  assert.equal((await job.check()).state, "Aborted");
  assert.equal(await conn.sobject("Contact").count({ LastName: name }), 0);
});

test("query: more than 2,000 rows", async () => {
  const stream = await conn.bulk2.query("SELECT Id, Name FROM Contact", wait);
  const records = await stream.toArray();
  const { totalSize } = await conn.query("SELECT COUNT() FROM Contact");
  assert.equal(records.length, totalSize);
  assert.ok(records.length > 2000);
  assert.deepEqual(Object.keys(records[0]), ["Id", "Name"]);
});

test("query: scanAll", async () => {
  const name = unique("Scan");
  const made = await conn.sobject("Contact").create({ LastName: name });
  await conn.sobject("Contact").destroy(made.id);
  const soql = `SELECT Id FROM Contact WHERE LastName = '${name}'`;
  assert.equal((await (await conn.bulk2.query(soql, wait)).toArray()).length, 0);
  assert.equal((await (await conn.bulk2.query(soql, { ...wait, scanAll: true })).toArray()).length, 1);
});

test("query: what a bulk query cannot do", async () => {
  await assert.rejects(conn.bulk2.query("SELECT COUNT(Id) FROM Contact GROUP BY LastName", wait));
});
