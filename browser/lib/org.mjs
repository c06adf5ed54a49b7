// The emulated org from outside, by its control endpoint: what it holds, and what goes wrong there on purpose.
import assert from "node:assert/strict";

async function ask(org, path, method, body) {
  const reply = await fetch(`${org}/__emulator__/${path}`, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  assert.ok(reply.ok, `${path}: ${reply.status} ${await reply.clone().text()}`);
  return reply.json();
}

// How many Tasks there are.
export async function tasks(org) {
  return (await ask(org, "query", "POST", { soql: "SELECT COUNT() FROM Task" })).totalSize;
}

// From now on each Task is refused as by a validation rule.
export function refuseTasks(org, message) {
  return ask(org, "faults", "PUT", { records: [{ object: "Task", code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message }] });
}

// Everything works again.
export function heal(org) {
  return ask(org, "faults", "DELETE");
}
