// From an empty folder to the first Task of the org, as an administrator does it, counting clicks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open } from "../lib/chromium.mjs";
import { finishedCall, send } from "../lib/phone_system.mjs";
import { address, folder, Program } from "../lib/service.mjs";

// Clicks, and seconds of the machine, at most.
const CLICKS = 12;
const SECONDS = 60;

let place;
let org;
let service;
let browser;

before(async () => {
  place = folder();
  org = new Program(["emulate", "--listen", "127.0.0.1:0"]);
  service = new Program(["serve"], { cwd: place.path, env: await address() });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await service?.stop();
  await org?.stop();
  place?.remove();
});

// Tasks in the org, counted from outside by SOQL.
async function tasks(url) {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "ringledger", client_secret: "ringledger" });
  const token = await (await fetch(`${url}/services/oauth2/token`, { method: "POST", body: form })).json();
  const query = encodeURIComponent("SELECT COUNT() FROM Task");
  const reply = await fetch(`${url}/services/data/v66.0/query?q=${query}`, { headers: { authorization: `Bearer ${token.access_token}` } });
  return (await reply.json()).totalSize;
}

test("the first Task stands in the org within twelve clicks", async () => {
  const [orgUrl] = await org.said(/http:\/\/[0-9.]+:[0-9]+/);
  const [link] = await service.said(/http:\/\/[0-9.]+:[0-9]+\/setup\/\S+/);
  const started = performance.now();
  const { page, complaints } = await open(browser);
  let clicks = 0;
  const click = async (target) => {
    clicks += 1;
    await page.locator(target).first().click();
    await page.waitForLoadState("load");
  };
  const before = await tasks(orgUrl);
  await page.goto(link);

  await page.fill("input[name=name]", "Mia Example");
  await page.fill("input[name=email]", "mia@example.com");
  await page.fill("input[name=password]", "correct horse battery staple");
  await click("main button[data-next]");

  await page.check("input[name=auth][value=client_credentials]");
  clicks += 1;
  await page.fill("input[name=login_url]", orgUrl);
  await page.fill("input[name=client_id]", "ringledger");
  await page.fill("input[name=client_secret]", "ringledger");
  await click("main button[data-next]");
  await page.waitForSelector("[data-doctor=done]");
  await click("main [data-next]");

  await page.selectOption("select[name=kind]", "generic");
  clicks += 1;
  await click("main button[data-next]");
  const hook = await page.inputValue("#hook-url");
  const secret = await page.inputValue("#hook-secret");
  await send(hook, secret, finishedCall("first-1"));
  await page.waitForSelector("[data-heard=yes]");
  await click("main [data-next]");

  await click("main button[data-next]");
  await page.waitForSelector("[data-would-write]");
  assert.equal(await tasks(orgUrl), before, "nothing is written before somebody says so");
  await click("main button[data-next]");
  await page.waitForSelector("[data-task-id]");
  assert.equal(await tasks(orgUrl), before + 1);

  const seconds = (performance.now() - started) / 1000;
  console.log(`first run: ${clicks} clicks, ${seconds.toFixed(1)} s`);
  assert.ok(clicks <= CLICKS, `${clicks} clicks`);
  assert.ok(seconds <= SECONDS, `${seconds} s`);
  assert.deepEqual(complaints, []);
});
