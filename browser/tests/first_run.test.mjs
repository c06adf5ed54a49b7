// From an empty folder to the first Task of the org, as an administrator does it, counting clicks.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { comes, launch, open } from "../lib/chromium.mjs";
import { Mouse } from "../lib/clicks.mjs";
import { tasks } from "../lib/org.mjs";
import { finishedCall, send } from "../lib/phone_system.mjs";
import { address, folder, Program } from "../lib/service.mjs";

// Clicks, and seconds of the machine, at most.
const CLICKS = 12;
const SECONDS = 60;

// Somebody whom the emulated org knows.
const LEAH = { number: "+13125550122", name: "Leah Pierce" };

let org;
let browser;
let place;
let service;

before(async () => {
  org = new Program(["emulate", "--listen", "127.0.0.1:0"]);
  browser = await launch();
});

afterEach(async () => {
  await service?.stop();
  place?.remove();
});

after(async () => {
  await browser?.close();
  await org?.stop();
});

// Sets up a service on an empty folder, until its first Task stands in the org. Without scripts there is a link where the
// page looks again by itself, and no button that copies.
async function setUp(javaScriptEnabled) {
  const [orgUrl] = await org.said(/http:\/\/[0-9.]+:[0-9]+/);
  const before = await tasks(orgUrl);
  const { context, page, complaints } = await open(browser, { javaScriptEnabled });
  const mouse = new Mouse(page);
  const button = (name) => page.getByRole("button", { name });
  const link = (name) => page.getByRole("link", { name, exact: true });
  const unscripted = async (name) => {
    if (!javaScriptEnabled) await mouse.click(link(name));
  };
  const shown = (target) => (javaScriptEnabled ? target.waitFor() : comes(page, target));
  const copied = async (what) => {
    const field = page.getByLabel(what, { exact: true });
    if (!javaScriptEnabled) return field.inputValue();
    const row = page.locator(".field").filter({ has: field });
    await mouse.click(row.getByRole("button"));
    await row.getByText("Copied").waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);

  const started = performance.now();
  place = folder();
  service = new Program(["serve"], { cwd: place.path, env: await address() });
  const [start] = await service.said(/http:\/\/[0-9.]+:[0-9]+\/setup\/\S+/);
  await page.goto(start);
  await page.getByLabel("Your name").fill("Mia Example");
  await page.getByLabel("E-mail address").fill("mia@example.com");
  await page.getByLabel("Password").fill("correct horse battery staple");
  await mouse.click(button("Create the account"));

  await mouse.click(page.getByLabel(/^My Domain \(/));
  await page.getByRole("textbox", { name: "My Domain" }).fill(orgUrl);
  await mouse.click(page.getByLabel(/^Client credentials/));
  await page.getByLabel("Consumer key").fill("ringledger");
  await page.getByLabel("Consumer secret").fill("ringledger");
  await mouse.click(button("Save and connect"));
  await unscripted("Show the checks");
  await page.getByRole("table", { name: "Checks of the org" }).waitFor();
  await page.getByText("Nothing keeps calls from being written").waitFor();
  await mouse.click(link("Next: phone system"));

  await mouse.click(page.getByLabel("Webhook (JSON)"));
  await mouse.click(button("Add and listen"));
  const hook = await copied("Webhook URL");
  const secret = await copied("Secret");
  await send(hook, secret, finishedCall(`first-${javaScriptEnabled}`, { customer: LEAH }));
  await unscripted("Look again");
  await shown(page.getByText("First event received"));
  await mouse.click(link("Next: profile"));

  const example = page.getByRole("table", { name: "Fields of the Task" });
  assert.match(await example.textContent(), /Leah Pierce/);
  await mouse.click(button("Take this profile"));
  await page.getByText(/^Would write 1 Task, 1 matched, \d API calls?\.$/).waitFor();
  assert.equal(await tasks(orgUrl), before, "nothing is written before somebody says so");
  await mouse.click(button("Go live"));
  await page.getByRole("status").getByText("Calls are now written").waitFor();
  await shown(page.getByRole("link", { name: "1 Logged" }));
  const seconds = (performance.now() - started) / 1000;
  assert.equal(await tasks(orgUrl), before + 1);
  assert.deepEqual(complaints, []);
  await context.close();
  return { clicks: mouse.clicks, seconds };
}

test("the first Task stands in the org within twelve clicks", async () => {
  const { clicks, seconds } = await setUp(true);
  console.log(`first run: ${clicks} clicks, ${seconds.toFixed(1)} s`);
  assert.ok(clicks <= CLICKS, `${clicks} clicks`);
  assert.ok(seconds <= SECONDS, `${seconds} s`);
});

test("the setup needs no scripts", async () => {
  const { clicks, seconds } = await setUp(false);
  console.log(`first run without scripts: ${clicks} clicks, ${seconds.toFixed(1)} s`);
});
