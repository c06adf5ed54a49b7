// Many records in one request.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect, unique } from "../org.mjs";

let conn;
before(async () => {
  conn = await connect();
});

const contacts = (name, count) => Array.from({ length: count }, (_, index) => ({ LastName: name, Title: `no ${index}` }));

test("create, retrieve, update and destroy many", async () => {
  const name = unique("Many");
  const made = await conn.sobject("Contact").create(contacts(name, 200));
  assert.equal(made.length, 200);
  assert.ok(made.every((row) => row.success && row.errors.length === 0));
  const ids = made.map((row) => row.id);
  const read = await conn.sobject("Contact").retrieve(ids, { fields: ["Id", "Title"] });
  assert.deepEqual(read.map((record) => record.Title), contacts(name, 200).map((record) => record.Title));
  const changed = await conn.sobject("Contact").update(ids.map((Id) => ({ Id, Title: "changed" })));
  assert.ok(changed.every((row) => row.success));
  const gone = await conn.sobject("Contact").destroy(ids.slice(0, 100));
  assert.deepEqual(gone.map((row) => row.id), ids.slice(0, 100));
  assert.equal(await conn.sobject("Contact").count({ LastName: name, Title: "changed" }), 100);
});

test("create: more than 200, in several requests", async () => {
  const name = unique("Recursive");
  const made = await conn.sobject("Contact").create(contacts(name, 450), { allowRecursive: true });
  assert.equal(made.filter((row) => row.success).length, 450);
  assert.equal(await conn.sobject("Contact").count({ LastName: name }), 450);
});

test("create: more than 200 in one request is refused", async () => {
  await assert.rejects(conn.sobject("Contact").create(contacts(unique("Over"), 201)), {
    errorCode: "EXCEEDED_ID_LIMIT",
  });
});

test("create: some fail, the others stay", async () => {
  const name = unique("Partly");
  const [good, bad] = await conn.sobject("Contact").create([{ LastName: name }, { FirstName: name }]);
  assert.equal(good.success, true);
  assert.equal(bad.success, false);
  assert.deepEqual(bad.errors, [
    { statusCode: "REQUIRED_FIELD_MISSING", message: "Required fields are missing: [LastName]", fields: ["LastName"] },
  ]);
  assert.equal(await conn.sobject("Contact").count({ LastName: name }), 1);
});

test("create with allOrNone: one fails, nothing stays", async () => {
  const name = unique("Nothing");
  const rows = await conn.sobject("Contact").create([{ LastName: name }, { FirstName: name }], { allOrNone: true });
  assert.deepEqual(rows.map((row) => row.success), [false, false]);
  assert.equal(rows[0].errors[0].statusCode, "ALL_OR_NONE_OPERATION_ROLLED_BACK");
  assert.equal(
    rows[0].errors[0].message,
    "Record rolled back because not all records were valid and the request was using AllOrNone header",
  );
  assert.equal(rows[1].errors[0].statusCode, "REQUIRED_FIELD_MISSING");
  assert.equal(await conn.sobject("Contact").count({ LastName: name }), 0);
});

test("create: several types in one request", async () => {
  const name = unique("Types");
  const made = await conn.create(undefined, [
    { type: "Account", Name: name },
    { type: "Contact", LastName: name },
    { attributes: { type: "Lead" }, LastName: name, Company: name },
  ]);
  assert.deepEqual(made.map((row) => row.id.slice(0, 3)), ["001", "003", "00Q"]);
});

test("retrieve: one that is missing is null", async () => {
  const made = await conn.sobject("Account").create({ Name: unique("Missing") });
  const gone = await conn.sobject("Account").create({ Name: unique("Missing") });
  await conn.sobject("Account").destroy(gone.id);
  const read = await conn.sobject("Account").retrieve([gone.id, made.id], { fields: ["Id"] });
  assert.equal(read[0], null);
  assert.equal(read[1].Id, made.id);
});

test("upsert many: created and updated in one request", async () => {
  const key = unique("u");
  const record = (index, Title) => ({ Source_Key__c: `${key}-${index}`, LastName: key, Title });
  const first = await conn.sobject("Contact").upsert([record(0, "a"), record(1, "a")], "Source_Key__c");
  assert.deepEqual(first.map((row) => row.created), [true, true]);
  const second = await conn.sobject("Contact").upsert([record(1, "b"), record(2, "b")], "Source_Key__c");
  assert.deepEqual(second.map((row) => [row.success, row.created]), [[true, false], [true, true]]);
  assert.equal(second[0].id, first[1].id);
  assert.equal(await conn.sobject("Contact").count({ LastName: key }), 3);
});

test("upsert 200 Tasks by the call id, twice: the second time nothing is new", async () => {
  const key = unique("call:");
  const tasks = Array.from({ length: 200 }, (_, index) => ({
    Ringledger_Call_Id__c: `${key}-${index}`,
    Subject: "Call",
    Status: "Completed",
  }));
  const first = await conn.sobject("Task").upsert(tasks, "Ringledger_Call_Id__c");
  assert.ok(first.every((row) => row.success && row.created));
  const second = await conn.sobject("Task").upsert(tasks, "Ringledger_Call_Id__c");
  assert.ok(second.every((row) => row.success && !row.created));
  assert.deepEqual(second.map((row) => row.id), first.map((row) => row.id));
});

test("destroy many with allOrNone: one is gone already", async () => {
  const made = await conn.sobject("Contact").create(contacts(unique("Gone"), 2));
  const ids = made.map((row) => row.id);
  await conn.sobject("Contact").destroy(ids[0]);
  const rows = await conn.sobject("Contact").destroy(ids, { allOrNone: true });
  assert.deepEqual(rows.map((row) => row.success), [false, false]);
  assert.equal(rows[0].errors[0].statusCode, "ENTITY_IS_DELETED");
  assert.equal(await conn.sobject("Contact").count({ Id: ids[1] }), 1);
});
