// Why was this call not logged? In three clicks from the first page, whatever the reason, with scripts on and off.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { comes, launch, open, signIn } from "../lib/chromium.mjs";
import { Mouse } from "../lib/clicks.mjs";
import { heal, refuseTasks } from "../lib/org.mjs";
import { addPhoneSystem, finishedCall, send } from "../lib/phone_system.mjs";
import { demo } from "../lib/service.mjs";

const CLICKS = 3;

const RULE = "Calls are closed on holidays";

let service;
let browser;
let owner;
let phone;

before(async () => {
  service = await demo();
  browser = await launch();
  owner = (await open(browser)).page;
  await signIn(owner, service);
  phone = await addPhoneSystem(owner, service.url);
});

after(async () => {
  await browser?.close();
  await service?.program.stop();
});

// Tells of a call, and waits until its page says why it is not logged.
async function tell(id, name, more) {
  const event = finishedCall(id, { customer: { number: "+12025550147", name } });
  await send(phone.hook, phone.secret, { ...event, ...more, call: { ...event.call, ...more?.call } });
  await owner.goto(`${service.url}/calls/generic:${id}`);
  await comes(owner, why(owner));
}

const why = (page) => page.getByRole("region", { name: "Why it stands like this" });

// By the figure of the first page that counts the call, and its line of the list. What it finds is what one looks for.
async function find(figure, line, told, javaScriptEnabled) {
  const { context, page, complaints } = await open(browser, { javaScriptEnabled });
  await signIn(page, service);
  const mouse = new Mouse(page);
  await mouse.click(page.getByRole("link", { name: new RegExp(`^\\d+ ${figure}$`) }).first());
  // A call that is held comes into the list a moment after its own page can tell of it.
  const row = page.locator("[data-row]").filter({ hasText: line });
  await comes(page, row);
  await mouse.click(row.getByRole("link").first());
  assert.match(await why(page).innerText(), told);
  assert.deepEqual(complaints, []);
  await context.close();
  return mouse.clicks;
}

function reason(name, { arrange, figure, line, told }) {
  test(name, async () => {
    await arrange?.();
    const clicks = [];
    for (const scripts of [true, false]) clicks.push(await find(figure, line, told, scripts));
    console.log(`why a call was not logged (${name}): ${Math.max(...clicks)} clicks`);
    assert.ok(Math.max(...clicks) <= CLICKS);
  });
}

reason("its number is withheld", {
  figure: "Ignored by rule", line: "Withheld number", told: /the number is withheld, and such calls are not logged/,
});

reason("nobody has its number", {
  figure: "Ignored by rule", line: "+81355500198", told: /no record has the number, and such calls are not logged/,
});

reason("it is not over", {
  arrange: () => tell("talking", "Talking Tara", { type: "call.answered", call: { ended_at: undefined } }),
  figure: "Waiting", line: "Talking Tara", told: /the call is logged when it ends/,
});

reason("Salesforce refused it", {
  arrange: async () => {
    await refuseTasks(service.org, RULE);
    await tell("refused", "Refused Rosa");
    await heal(service.org);
  },
  figure: "Failed", line: "Refused Rosa",
  told: new RegExp(`${RULE}.*A validation rule of the org refused the record.*What to do`, "s"),
});

reason("logging is paused", {
  arrange: async () => {
    await owner.goto(`${service.url}/settings`);
    await owner.getByRole("button", { name: "Pause logging" }).click();
    await owner.getByRole("button", { name: "Resume logging" }).waitFor();
    await tell("held", "Held Hugo");
  },
  figure: "Held", line: "Held Hugo", told: /Logging was paused by a person/,
});
