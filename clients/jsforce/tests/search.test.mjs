// Searches. The org's index lags by nothing here, unless a fault says otherwise.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect, unique } from "../org.mjs";

let conn;
let contact;
let lead;
const name = unique("Zebulon");
// Ten digits that no other run uses, in a range that is kept for fiction: 555-01xx in an area code of our own choice.
const digits = `${Math.floor(200 + Math.random() * 700)}55501${String(Math.floor(Math.random() * 100)).padStart(2, "0")}`;

before(async () => {
  conn = await connect();
  contact = (await conn.sobject("Contact").create({ FirstName: "Fay", LastName: name, Phone: `+1${digits}` })).id;
  lead = (await conn.sobject("Lead").create({ LastName: name, Company: "Search", MobilePhone: `+1${digits}` })).id;
});

test("search: FIND a name RETURNING two objects", async () => {
  const { searchRecords } = await conn.search(`FIND {${name}} IN NAME FIELDS RETURNING Contact(Id, LastName), Lead(Id)`);
  assert.deepEqual(searchRecords.map((record) => record.Id).sort(), [contact, lead].sort());
  const found = searchRecords.find((record) => record.Id === contact);
  assert.deepEqual(Object.keys(found), ["attributes", "Id", "LastName"]);
});

test("search: FIND a number in all phone fields", async () => {
  const { searchRecords } = await conn.search(
    `FIND {${digits}} IN PHONE FIELDS RETURNING Contact(Id, Phone WHERE LastName = '${name}'), Lead(Id WHERE IsConverted = false)`,
  );
  const ids = searchRecords.map((record) => record.Id);
  assert.ok(ids.includes(contact) && ids.includes(lead));
});

test("search: nothing is found", async () => {
  const { searchRecords } = await conn.search(`FIND {${unique("nobody")}} RETURNING Contact(Id)`);
  assert.deepEqual(searchRecords, []);
});

test("search: without braces", async () => {
  await assert.rejects(conn.search("FIND nobody"), {
    errorCode: "MALFORMED_SEARCH",
    message: /No search term found. The search term must be enclosed in braces./,
  });
});

test("parameterizedSearch by GET", async () => {
  const { searchRecords } = await conn.request(
    `/parameterizedSearch?q=${name}&in=NAME&sobject=Contact&Contact.fields=Id,LastName&Contact.limit=5`,
  );
  assert.deepEqual(searchRecords.map((record) => record.Id), [contact]);
});

test("parameterizedSearch by POST", async () => {
  const { searchRecords } = await conn.requestPost("/parameterizedSearch", {
    q: digits,
    in: "PHONE",
    fields: ["Id"],
    sobjects: [
      { name: "Contact", fields: ["Id", "Phone"], where: `LastName = '${name}'`, limit: 10 },
      { name: "Lead", where: `LastName = '${name}'` },
    ],
    overallLimit: 100,
    defaultLimit: 10,
  });
  assert.deepEqual(searchRecords.map((record) => record.attributes.type).sort(), ["Contact", "Lead"]);
});
