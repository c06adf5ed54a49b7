// Queries: pages, chains, relationships, aggregates.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import jsforce from "jsforce";
import { connect, unique } from "../org.mjs";

let conn;
let account;
const company = unique("Query");
const people = ["Ada", "Ben", "Cy"];

before(async () => {
  conn = await connect();
  account = (await conn.sobject("Account").create({ Name: company, Phone: "(415) 555-0123" })).id;
  const contacts = people.map((name, index) => ({
    FirstName: name,
    LastName: `${company}${index}`,
    AccountId: account,
    Email: `${name.toLowerCase()}@query.example.com`,
    Birthdate: `199${index}-02-03`,
  }));
  const made = await conn.sobject("Contact").create(contacts, { allOrNone: true });
  const tasks = made.map((contact, index) => ({ Subject: `${company} call`, WhoId: contact.id, CallDurationInSeconds: 10 * (index + 1) }));
  await conn.sobject("Task").create(tasks, { allOrNone: true });
});

test("query: records with attributes", async () => {
  const result = await conn.query(`SELECT Id, Name FROM Account WHERE Id = '${account}'`);
  assert.equal(result.totalSize, 1);
  assert.equal(result.done, true);
  const [record] = result.records;
  assert.deepEqual(Object.keys(record), ["attributes", "Id", "Name"]);
  assert.equal(record.attributes.type, "Account");
  assert.match(record.attributes.url, new RegExp(`^/services/data/v[0-9.]+/sobjects/Account/${account}$`));
});

test("query and queryMore: the second page", async () => {
  const first = await conn.query("SELECT Id FROM Contact ORDER BY Id");
  assert.ok(first.totalSize > 2000);
  assert.equal(first.done, false);
  assert.equal(first.records.length, 2000);
  const second = await conn.queryMore(first.nextRecordsUrl);
  assert.equal(second.done, true);
  assert.equal(first.records.length + second.records.length, first.totalSize);
  const ids = new Set([...first.records, ...second.records].map((record) => record.Id));
  assert.equal(ids.size, first.totalSize);
});

test("query: autoFetch to the end", async () => {
  const result = await conn.query("SELECT Id FROM Contact", { autoFetch: true, maxFetch: 100000 });
  assert.equal(result.done, true);
  assert.equal(result.records.length, result.totalSize);
  assert.ok(result.records.length > 2000);
});

test("query: smaller pages by Sforce-Query-Options", async () => {
  const headers = { "Sforce-Query-Options": "batchSize=500" };
  const first = await conn.query("SELECT Id FROM Contact", { headers });
  assert.equal(first.records.length, 500);
  assert.match(first.nextRecordsUrl, /-500$/);
});

test("query as a stream of events: record, fetch, end", async () => {
  const query = conn.query("SELECT Id FROM Contact");
  let seen = 0;
  query.on("record", () => (seen += 1));
  await new Promise((resolve, reject) => {
    query.on("end", resolve).on("error", reject).run({ autoFetch: true, maxFetch: 2100 });
  });
  assert.equal(seen, 2100);
});

test("query: for await over a record stream", async () => {
  let seen = 0;
  for await (const record of conn.query("SELECT Id FROM Contact LIMIT 30").stream("record")) {
    assert.match(record.Id, /^003/);
    seen += 1;
  }
  assert.equal(seen, 30);
});

test("queryMore: a locator that is none", async () => {
  await assert.rejects(conn.queryMore("01gRO0000016PIAYA2-500"), {
    errorCode: "INVALID_QUERY_LOCATOR",
    message: "invalid query locator",
  });
});

test("find: conditions, fields, limit, skip, sort", async () => {
  const found = await conn
    .sobject("Contact")
    .find({ AccountId: account, FirstName: { $in: people } }, ["Id", "FirstName"])
    .sort({ FirstName: -1 })
    .skip(1)
    .limit(2)
    .execute();
  assert.deepEqual(found.map((contact) => contact.FirstName), ["Ben", "Ada"]);
});

test("find: operators $like, $gt, $ne and a string condition", async () => {
  const byName = conn.sobject("Contact").find({ AccountId: account, LastName: { $like: `${company}%` }, FirstName: { $ne: "Ada" } });
  assert.equal((await byName).length, 2);
  const born = conn.sobject("Contact").find({ AccountId: account, Birthdate: { $gt: jsforce.SfDate.toDateLiteral(new Date(1990, 11, 31)) } });
  assert.equal((await born).length, 2);
  assert.equal((await conn.sobject("Contact").find(`AccountId = '${account}'`)).length, 3);
});

test("find: a date time as a condition", async () => {
  const hourAgo = jsforce.SfDate.toDateTimeLiteral(new Date(Date.now() - 3600_000));
  const found = await conn.sobject("Contact").find({ AccountId: account, CreatedDate: { $gte: hourAgo } }, "Id, CreatedDate");
  assert.equal(found.length, 3);
  assert.ok(!Number.isNaN(jsforce.SfDate.parseDate(found[0].CreatedDate).getTime()));
});

test("find: date literals of SfDate", async () => {
  const found = await conn.sobject("Contact").find({ AccountId: account, CreatedDate: { $gte: jsforce.SfDate.YESTERDAY } });
  assert.equal(found.length, 3);
});

test("findOne", async () => {
  const one = await conn.sobject("Account").findOne({ Id: account });
  assert.equal(one.Name, company);
  assert.equal(await conn.sobject("Account").findOne({ Name: unique("none") }), null);
});

test("count", async () => {
  assert.equal(await conn.sobject("Contact").count({ AccountId: account }), 3);
});

test("select: all fields, then chosen ones", async () => {
  const [all] = await conn.sobject("Account").select("*").where({ Id: account });
  assert.equal(all.Phone, "(415) 555-0123");
  assert.ok("SystemModstamp" in all);
});

test("include: a child query", async () => {
  const [record] = await conn
    .sobject("Account")
    .select("Id, Name")
    .where({ Id: account })
    .include("Contacts")
    .select("FirstName, LastName")
    .orderby("FirstName", "ASC")
    .end()
    .execute();
  assert.equal(record.Contacts.totalSize, 3);
  assert.deepEqual(record.Contacts.records.map((contact) => contact.FirstName), people);
});

test("query: parents, Who and Owner", async () => {
  const { records } = await conn.query(
    `SELECT Id, Who.Name, Who.Type, Owner.Name, Account.Name FROM Task WHERE Account.Name = '${company}' ORDER BY CallDurationInSeconds`,
  );
  assert.equal(records.length, 3);
  assert.equal(records[0].Who.Type, "Contact");
  assert.equal(records[0].Who.attributes.type, "Name");
  assert.match(records[0].Who.attributes.url, /\/sobjects\/Contact\/003/);
  assert.equal(records[0].Account.Name, company);
  assert.ok(records[0].Owner.Name);
});

test("query: a relationship that is null", async () => {
  const made = await conn.sobject("Contact").create({ LastName: unique("Alone") });
  const { records } = await conn.query(`SELECT Id, Account.Name, (SELECT Id FROM Tasks) FROM Contact WHERE Id = '${made.id}'`);
  assert.equal(records[0].Account, null);
  assert.equal(records[0].Tasks, null);
});

test("query: aggregates", async () => {
  const { records } = await conn.query(
    `SELECT COUNT(Id), SUM(CallDurationInSeconds) seconds FROM Task WHERE AccountId = '${account}'`,
  );
  assert.deepEqual(records, [{ attributes: { type: "AggregateResult" }, expr0: 3, seconds: 60 }]);
  const count = await conn.query(`SELECT COUNT() FROM Task WHERE AccountId = '${account}'`);
  assert.deepEqual(count, { totalSize: 3, done: true, records: [] });
});

test("query: group by and having", async () => {
  const { records } = await conn.query(
    `SELECT FirstName, COUNT(Id) many FROM Contact WHERE AccountId = '${account}' GROUP BY FirstName HAVING COUNT(Id) > 0 ORDER BY FirstName`,
  );
  assert.deepEqual(records.map((row) => [row.FirstName, row.many]), people.map((name) => [name, 1]));
});

test("query: scanAll sees what was deleted", async () => {
  const made = await conn.sobject("Contact").create({ LastName: unique("Gone"), AccountId: account });
  await conn.sobject("Contact").destroy(made.id);
  const soql = `SELECT Id, IsDeleted FROM Contact WHERE Id = '${made.id}'`;
  assert.equal((await conn.query(soql)).totalSize, 0);
  const all = await conn.query(soql, { scanAll: true });
  assert.equal(all.records[0].IsDeleted, true);
});

test("query.destroy and query.update through a chain", async () => {
  const name = unique("Chain");
  await conn.sobject("Contact").create([{ LastName: name }, { LastName: name }], { allOrNone: true });
  const updated = await conn.sobject("Contact").find({ LastName: name }).update({ Title: "Dr. ${LastName}" }, "Contact");
  assert.equal(updated.filter((row) => row.success).length, 2);
  const [one] = await conn.sobject("Contact").find({ LastName: name });
  assert.equal(one.Title, `Dr. ${name}`);
  const gone = await conn.sobject("Contact").find({ LastName: name }).destroy("Contact");
  assert.equal(gone.filter((row) => row.success).length, 2);
  assert.equal(await conn.sobject("Contact").count({ LastName: name }), 0);
});
