// What the org says of itself: objects, fields, versions, limits.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect, version } from "../org.mjs";

let conn;
before(async () => {
  conn = await connect();
});

test("describeGlobal", async () => {
  const { encoding, maxBatchSize, sobjects } = await conn.describeGlobal();
  assert.equal(encoding, "UTF-8");
  assert.equal(maxBatchSize, 200);
  const names = sobjects.map((object) => object.name);
  for (const name of ["Account", "Contact", "Lead", "Task", "Event", "User", "Case", "Opportunity"]) {
    assert.ok(names.includes(name), name);
  }
  assert.equal(sobjects.find((object) => object.name === "Task").keyPrefix, "00T");
});

test("describe: fields with their flags", async () => {
  const task = await conn.sobject("Task").describe();
  assert.equal(task.keyPrefix, "00T");
  assert.equal(task.createable, true);
  const field = (name) => task.fields.find((field) => field.name === name);
  assert.deepEqual(field("WhoId").referenceTo, ["Contact", "Lead"]);
  assert.equal(field("Description").filterable, false);
  assert.equal(field("TaskSubtype").updateable, false);
  assert.equal(field("CallType").restrictedPicklist, true);
  assert.ok(field("Status").picklistValues.some((value) => value.value === "Completed" && value.active));
  const callId = field("Ringledger_Call_Id__c");
  assert.deepEqual([callId.externalId, callId.unique, callId.length], [true, true, 255]);
});

test("describe: child relationships and record types", async () => {
  const account = await conn.describe("Account");
  assert.ok(account.childRelationships.some((child) => child.childSObject === "Contact" && child.relationshipName === "Contacts"));
  assert.ok(Array.isArray(account.recordTypeInfos));
});

test("describe$: asked once, kept", async () => {
  const fresh = await connect();
  const before = await used(fresh);
  await fresh.describe$("Contact");
  await fresh.describe$("Contact");
  assert.equal((await used(fresh)) - before, 2, "one describe and the request that counts");
});

async function used(connection) {
  await connection.request("/limits");
  return connection.limitInfo.apiUsage.used;
}

test("describe: an object that is none", async () => {
  await assert.rejects(conn.describe("Nothing__c"), {
    errorCode: "NOT_FOUND",
    message: "The requested resource does not exist",
  });
});

test("layouts, compactLayouts", async () => {
  const layouts = await conn.sobject("Task").layouts();
  assert.ok(Array.isArray(layouts.layouts));
  const compact = await conn.sobject("Account").compactLayouts();
  assert.ok(Array.isArray(compact.compactLayouts));
});

test("limits, and limitInfo after any request", async () => {
  const limits = await conn.limits();
  assert.ok(limits.DailyApiRequests.Max > 0);
  assert.ok(limits.DailyApiRequests.Remaining <= limits.DailyApiRequests.Max);
  const { used: before, limit } = conn.limitInfo.apiUsage;
  assert.equal(limit, limits.DailyApiRequests.Max);
  await conn.query("SELECT Id FROM User LIMIT 1");
  assert.ok(conn.limitInfo.apiUsage.used > before);
});

test("request: versions, the index, and an absolute address", async () => {
  const versions = await conn.request("/services/data");
  assert.ok(versions.some((row) => row.version === version && row.url === `/services/data/v${version}`));
  const index = await conn.request("/");
  for (const name of ["sobjects", "query", "limits", "composite", "identity"]) assert.ok(index[name], name);
  const absolute = await conn.request(`${conn.instanceUrl}/services/data/v${version}/limits`);
  assert.ok(absolute.DailyApiRequests);
});

test("request: record counts", async () => {
  const { sObjects } = await conn.request("/limits/recordCount?sObjects=Contact,Account");
  assert.deepEqual(sObjects.map((row) => row.name).sort(), ["Account", "Contact"]);
  assert.ok(sObjects.find((row) => row.name === "Contact").count > 2000);
});
