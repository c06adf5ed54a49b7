// A phone system that speaks the generic webhook, signed as Standard Webhooks says.
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";

// A call of 46 seconds that ended a minute ago, in one event.
export function finishedCall(id, more = {}) {
  const at = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
  return {
    version: 1, type: "call.snapshot", at: at(60),
    call: {
      id, direction: "inbound", customer: { number: "+12025550147", name: "Ada Quill" }, line: { number: "+12025550100" },
      started_at: at(120), answered_at: at(106), ended_at: at(60), answered: true, ...more,
    },
  };
}

export async function send(hook, secret, event) {
  const id = randomUUID();
  const timestamp = Math.floor(Date.now() / 1000);
  const body = JSON.stringify(event);
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  const headers = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": `v1,${signature}` };
  const reply = await fetch(hook, { method: "POST", headers, body });
  assert.equal(reply.status, 200, await reply.text());
}

// Adds one in the console, as somebody who is signed in does it; returns where it sends to, and its secret.
export async function addPhoneSystem(page, url) {
  await page.goto(`${url}/setup/phone?more=1`);
  await page.getByLabel("Webhook (JSON)").check();
  await page.getByRole("button", { name: "Add and listen" }).click();
  const added = page.getByRole("region", { name: "Webhook (JSON)" });
  const value = (label) => added.getByLabel(label, { exact: true }).inputValue();
  return { hook: await value("Webhook URL"), secret: await value("Secret") };
}
