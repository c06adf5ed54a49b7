// One record at a time: create, read, change, upsert, delete.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect, unique, version } from "../org.mjs";

let conn;
before(async () => {
  conn = await connect();
});

test("create, retrieve, update, destroy", async () => {
  const name = unique("One");
  const made = await conn.sobject("Contact").create({ LastName: name, Phone: "+14155550123" });
  assert.deepEqual(Object.keys(made), ["id", "success", "errors"]);
  assert.match(made.id, /^003\w{15}$/);
  const read = await conn.sobject("Contact").retrieve(made.id);
  assert.equal(read.LastName, name);
  assert.equal(read.attributes.url, `/services/data/v${version}/sobjects/Contact/${made.id}`);
  const changed = await conn.sobject("Contact").update({ Id: made.id, Phone: null, Title: "CFO" });
  assert.deepEqual(changed, { id: made.id, success: true, errors: [] });
  const again = await conn.sobject("Contact").retrieve(made.id, { fields: ["Phone", "Title"] });
  assert.equal(again.Phone, null);
  assert.equal(again.Title, "CFO");
  const gone = await conn.sobject("Contact").destroy(made.id);
  assert.deepEqual(gone, { id: made.id, success: true, errors: [] });
  await assert.rejects(conn.sobject("Contact").retrieve(made.id), { errorCode: /NOT_FOUND|ENTITY_IS_DELETED/ });
});

test("insert, del and delete are the same by other names", async () => {
  const made = await conn.sobject("Contact").insert({ LastName: unique("Alias") });
  assert.equal((await conn.sobject("Contact").del(made.id)).success, true);
  const next = await conn.insert("Contact", { LastName: unique("Alias") });
  assert.equal((await conn.delete("Contact", next.id)).success, true);
});

test("record(id): retrieve, update, destroy", async () => {
  const made = await conn.sobject("Account").create({ Name: unique("Reference") });
  const record = conn.sobject("Account").record(made.id);
  await record.update({ Website: "https://reference.example.com" });
  assert.equal((await record.retrieve()).Website, "https://reference.example.com");
  await record.destroy();
  await assert.rejects(record.update({ Website: "x" }), { errorCode: "ENTITY_IS_DELETED", message: "entity is deleted" });
});

test("upsert: created, then updated", async () => {
  const key = unique("key-");
  const first = await conn.sobject("Contact").upsert({ Source_Key__c: key, LastName: "Upsert" }, "Source_Key__c");
  assert.equal(first.success, true);
  assert.equal(first.created, true);
  const second = await conn.sobject("Contact").upsert({ Source_Key__c: key, Title: "Owner" }, "Source_Key__c");
  assert.equal(second.created, false);
  assert.equal(second.id, first.id);
  const read = await conn.sobject("Contact").retrieve(`Source_Key__c/${key}`);
  assert.equal(read.Title, "Owner");
});

test("upsert: an old version answers the change with nothing", async () => {
  const old = await connect({ version: "45.0" });
  const key = unique("old-");
  const first = await old.sobject("Contact").upsert({ Source_Key__c: key, LastName: "Upsert" }, "Source_Key__c");
  assert.ok(first.id);
  const second = await old.sobject("Contact").upsert({ Source_Key__c: key, Title: "Owner" }, "Source_Key__c");
  assert.deepEqual(second, { success: true, errors: [] });
});

test("upsert: a key with a space and letters of all kinds", async () => {
  const key = unique("a 日本 é+%");
  const path = `/sobjects/Contact/Source_Key__c/${encodeURIComponent(key)}`;
  const made = await conn.requestPatch(path, { LastName: "Upsert" });
  assert.equal(made.created, true);
  assert.equal(await conn.sobject("Contact").count({ Source_Key__c: key }), 1);
});

test("upsert: several records have the key", async () => {
  const key = unique("twice-");
  await conn.sobject("Contact").create([
    { LastName: "Twin", Legacy_Key__c: key },
    { LastName: "Twin", Legacy_Key__c: key },
  ]);
  const changing = conn.sobject("Contact").upsert({ Legacy_Key__c: key, Title: "x" }, "Legacy_Key__c");
  await assert.rejects(changing, (error) => {
    assert.equal(error.errorCode, "MULTIPLE_CHOICES");
    assert.equal(error.data.length, 2);
    assert.match(error.data[0], /\/sobjects\/Contact\/003/);
    return true;
  });
});

test("upsert: a parent by its external id", async () => {
  const key = unique("parent-");
  await conn.sobject("Account").create({ Name: key, Source_Key__c: key });
  const made = await conn.sobject("Contact").create({ LastName: "Child", Account: { Source_Key__c: key } });
  const { records } = await conn.query(`SELECT Account.Name FROM Contact WHERE Id = '${made.id}'`);
  assert.equal(records[0].Account.Name, key);
});

test("a Task: links, times, and what the org derives", async () => {
  const account = await conn.sobject("Account").create({ Name: unique("Task") });
  const contact = await conn.sobject("Contact").create({ LastName: "Caller", AccountId: account.id });
  const made = await conn.sobject("Task").create({
    Subject: "Call",
    WhoId: contact.id,
    Status: "Completed",
    TaskSubtype: "Call",
    CallType: "Inbound",
    CallDurationInSeconds: 61,
    ActivityDate: "2026-11-20",
  });
  const task = await conn.sobject("Task").retrieve(made.id);
  assert.equal(task.AccountId, account.id);
  assert.equal(task.IsClosed, true);
  assert.equal(task.CallDurationInSeconds, 61);
  assert.equal(task.ActivityDate, "2026-11-20");
  assert.match(task.CreatedDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
});

test("updated and deleted: what changed in a window", async () => {
  const made = await conn.sobject("Contact").create({ LastName: unique("Window") });
  const gone = await conn.sobject("Contact").create({ LastName: unique("Window") });
  await conn.sobject("Contact").destroy(gone.id);
  const start = new Date(Date.now() - 10 * 60_000);
  const end = new Date(Date.now() + 60_000);
  const updated = await conn.sobject("Contact").updated(start, end);
  assert.ok(updated.ids.includes(made.id));
  assert.ok(!Number.isNaN(Date.parse(updated.latestDateCovered.replace("+0000", "Z"))));
  const deleted = await conn.sobject("Contact").deleted(start.toISOString(), end.toISOString());
  assert.ok(deleted.deletedRecords.some((row) => row.id === gone.id && row.deletedDate));
  assert.ok(deleted.earliestDateAvailable);
});

test("recent: of all objects, and of one", async () => {
  const headers = { "Sforce-Mru": "updateMru=true" };
  const account = await conn.sobject("Account").create({ Name: unique("Recent") }, { headers });
  const contact = await conn.sobject("Contact").create({ LastName: unique("Recent") }, { headers });
  const all = await conn.recent(2);
  assert.deepEqual(all.map((item) => item.Id), [contact.id, account.id]);
  const accounts = await conn.sobject("Account").recent();
  assert.equal(accounts[0].Id, account.id);
  assert.deepEqual((await conn.recent("Contact", 1)).map((item) => item.Id), [contact.id]);
});
