// The composite family, which jsforce leaves to `request`.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect, unique, version } from "../org.mjs";

let conn;
const base = `/services/data/v${version}`;
before(async () => {
  conn = await connect();
});

test("composite: references from one part to the next", async () => {
  const name = unique("Composite");
  const { compositeResponse } = await conn.requestPost("/composite", {
    allOrNone: true,
    compositeRequest: [
      { method: "POST", url: `${base}/sobjects/Account`, referenceId: "account", body: { Name: name } },
      { method: "POST", url: `${base}/sobjects/Contact`, referenceId: "contact", body: { LastName: name, AccountId: "@{account.id}" } },
      { method: "GET", url: `${base}/query?q=SELECT+Id+FROM+Contact+WHERE+AccountId='@{account.id}'`, referenceId: "found" },
      { method: "GET", url: `${base}/sobjects/Contact/@{found.records[0].Id}?fields=LastName`, referenceId: "read" },
    ],
  });
  assert.deepEqual(compositeResponse.map((part) => part.httpStatusCode), [201, 201, 200, 200]);
  assert.equal(compositeResponse[3].body.LastName, name);
  assert.match(compositeResponse[0].httpHeaders.Location, /\/sobjects\/Account\/001/);
});

test("composite: allOrNone undoes everything", async () => {
  const name = unique("Undone");
  const { compositeResponse } = await conn.requestPost("/composite", {
    allOrNone: true,
    compositeRequest: [
      { method: "POST", url: `${base}/sobjects/Account`, referenceId: "good", body: { Name: name } },
      { method: "POST", url: `${base}/sobjects/Contact`, referenceId: "bad", body: {} },
    ],
  });
  assert.deepEqual(compositeResponse.map((part) => part.body[0].errorCode), ["PROCESSING_HALTED", "REQUIRED_FIELD_MISSING"]);
  assert.equal(await conn.sobject("Account").count({ Name: name }), 0);
});

test("composite/batch: parts of their own", async () => {
  const reply = await conn.requestPost("/composite/batch", {
    batchRequests: [
      { method: "GET", url: `v${version}/limits` },
      { method: "GET", url: `v${version}/sobjects/Nothing__c` },
    ],
  });
  assert.equal(reply.hasErrors, true);
  assert.deepEqual(reply.results.map((result) => result.statusCode), [200, 404]);
});

test("composite/tree: an account with its contacts", async () => {
  const name = unique("Tree");
  const reply = await conn.requestPost("/composite/tree/Account", {
    records: [
      {
        attributes: { type: "Account", referenceId: "account" },
        Name: name,
        Contacts: {
          records: [
            { attributes: { type: "Contact", referenceId: "first" }, LastName: name },
            { attributes: { type: "Contact", referenceId: "second" }, LastName: name },
          ],
        },
      },
    ],
  });
  assert.equal(reply.hasErrors, false);
  assert.deepEqual(reply.results.map((result) => result.referenceId), ["account", "first", "second"]);
  assert.equal(await conn.sobject("Contact").count({ "Account.Name": name }), 2);
});

test("composite/tree: one wrong record and nothing stays", async () => {
  const name = unique("Tree");
  const records = [
    { attributes: { type: "Account", referenceId: "good" }, Name: name },
    { attributes: { type: "Account", referenceId: "bad" } },
  ];
  await assert.rejects(conn.requestPost("/composite/tree/Account", { records }));
  assert.equal(await conn.sobject("Account").count({ Name: name }), 0);
});

test("composite/graph: each graph on its own", async () => {
  const name = unique("Graph");
  const node = (referenceId, body) => ({ method: "POST", url: `${base}/sobjects/Account`, referenceId, body });
  const { graphs } = await conn.requestPost("/composite/graph", {
    graphs: [
      { graphId: "good", compositeRequest: [node("a", { Name: name }), node("b", { Name: name, ParentId: "@{a.id}" })] },
      { graphId: "bad", compositeRequest: [node("c", { Name: name }), node("d", {})] },
    ],
  });
  assert.deepEqual(graphs.map((graph) => [graph.graphId, graph.isSuccessful]), [["good", true], ["bad", false]]);
  assert.equal(await conn.sobject("Account").count({ Name: name }), 2);
});
