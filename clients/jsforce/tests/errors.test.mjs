// What is refused, and in which words.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect, unique } from "../org.mjs";

let conn;
before(async () => {
  conn = await connect();
});

const refusals = [
  ["a field that is none, in a query", () => conn.query("SELECT Id, Nothing__c FROM Contact"), "INVALID_FIELD", /No such column 'Nothing__c' on entity 'Contact'\. If you are attempting to use a custom field/],
  ["an object that is none, in a query", () => conn.query("SELECT Id FROM Nothing__c"), "INVALID_TYPE", /sObject type 'Nothing__c' is not supported/],
  ["a query that is none", () => conn.query("SELECT FROM Contact"), "MALFORMED_QUERY", /\nERROR at Row:1:Column:\d+\nunexpected token: /],
  ["a field that cannot be filtered", () => conn.query("SELECT Id FROM Task WHERE Description = 'x'"), "INVALID_FIELD", /can not be filtered in a query call/],
  ["a field that is none, in a record", () => conn.sobject("Contact").create({ LastName: "x", Nothing__c: 1 }), "INVALID_FIELD", /No such column 'Nothing__c' on sobject of type Contact/],
  ["a required field that is missing", () => conn.sobject("Contact").create({}), "REQUIRED_FIELD_MISSING", /^Required fields are missing: \[LastName\]$/],
  ["a text that is too long", () => conn.sobject("Contact").create({ LastName: "x", FirstName: "y".repeat(41) }), "STRING_TOO_LONG", /^First Name: data value too large: y+ \(max length=40\)$/],
  ["a value that a restricted picklist has not", () => conn.sobject("Task").create({ CallType: "Sideways" }), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", /bad value for restricted picklist field: Sideways/],
  ["a record that refers to nothing", () => conn.sobject("Contact").create({ LastName: "x", AccountId: "001000000000000AAA" }), /INVALID_CROSS_REFERENCE_KEY|MALFORMED_ID|INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY/, /./],
  ["an id of the wrong object", async () => conn.sobject("Task").create({ WhoId: (await conn.sobject("Account").create({ Name: unique("Who") })).id }), "FIELD_INTEGRITY_EXCEPTION", /id value of incorrect type/],
  ["an id that is none", () => conn.sobject("Contact").retrieve("nothing"), /NOT_FOUND|MALFORMED_ID/, /./],
  ["an external id field that is none", () => conn.sobject("Contact").upsert({ Nothing__c: "x", LastName: "y" }, "Nothing__c"), "NOT_FOUND", "Provided external ID field does not exist or is not accessible: Nothing__c"],
  ["a resource that is none", () => conn.request("/nothing"), "NOT_FOUND", "The requested resource does not exist"],
];

for (const [name, attempt, errorCode, message] of refusals) {
  test(name, async () => {
    await assert.rejects(attempt, { errorCode, message });
  });
}

test("a value that must be unique", async () => {
  const key = unique("unique-");
  const first = await conn.sobject("Contact").create({ LastName: "x", Source_Key__c: key });
  await assert.rejects(conn.sobject("Contact").create({ LastName: "y", Source_Key__c: key }), (error) => {
    assert.equal(error.errorCode, "DUPLICATE_VALUE");
    assert.equal(error.name, "DUPLICATE_VALUE");
    assert.match(error.message, /duplicate value found: Source_Key__c duplicates value on record with id: 003/);
    assert.ok(error.message.includes(first.id.slice(0, 15)));
    return true;
  });
});

test("a body that is no JSON", async () => {
  const request = { method: "POST", url: "/sobjects/Contact", body: "{no", headers: { "content-type": "application/json" } };
  await assert.rejects(conn.request(request), { errorCode: "JSON_PARSER_ERROR" });
});

test("the fields of an error", async () => {
  await assert.rejects(conn.sobject("Opportunity").create({ Name: "x", StageName: "Prospecting" }), (error) => {
    assert.deepEqual(error.data.fields, ["CloseDate"]);
    return true;
  });
});
