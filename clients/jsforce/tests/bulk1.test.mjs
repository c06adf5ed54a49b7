// Bulk API 1.0, which older loaders still speak.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect, unique } from "../org.mjs";

let conn;
before(async () => {
  conn = await connect();
  conn.bulk.pollInterval = 50;
  conn.bulk.pollTimeout = 60_000;
});

test("bulk.load: insert, and the error of a row", async () => {
  const name = unique("Old");
  const input = [{ FirstName: "Good", LastName: name }, { FirstName: "Bad", LastName: "" }];
  const rows = await conn.bulk.load("Contact", "insert", input);
  assert.deepEqual(rows.map((row) => row.success), [true, false]);
  assert.match(rows[0].id, /^003/);
  assert.match(rows[1].errors[0], /REQUIRED_FIELD_MISSING/);
  assert.equal(await conn.sobject("Contact").count({ LastName: name }), 1);
});

test("bulk.load: upsert by an external id", async () => {
  const key = unique("old-");
  const options = { extIdField: "Source_Key__c" };
  const [first] = await conn.bulk.load("Contact", "upsert", options, [{ Source_Key__c: key, LastName: "Old" }]);
  const [second] = await conn.bulk.load("Contact", "upsert", options, [{ Source_Key__c: key, LastName: "Older" }]);
  assert.equal(second.id, first.id);
  assert.equal(await conn.sobject("Contact").count({ Source_Key__c: key, LastName: "Older" }), 1);
});

test("bulk.query: more than 2,000 rows", async () => {
  const stream = await conn.bulk.query("SELECT Id, LastName FROM Contact");
  const records = await stream.toArray();
  assert.ok(records.length > 2000);
  assert.deepEqual(Object.keys(records[0]), ["Id", "LastName"]);
});
