// The twelve main tasks by keyboard alone: no test here touches a mouse. Whoever cannot be reached by Tab, Enter and
// the keys of the console fails.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open } from "../lib/chromium.mjs";
import { demo } from "../lib/service.mjs";

// So many presses of Tab lead through every page.
const FAR = 400;

let service;
let browser;
let page;

before(async () => {
  service = await demo();
  browser = await launch();
  ({ page } = await open(browser));
});

after(async () => {
  await browser?.close();
  await service?.program.stop();
});

const focused = (selector) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

// Presses Tab until the focus is on `selector`, and holds that one can see where it is.
async function tabTo(selector) {
  for (let presses = 0; presses < FAR; presses += 1) {
    if (await focused(selector)) {
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.notEqual(outline, "none", `the focus on ${selector} cannot be seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not lead to ${selector} on ${page.url()}`);
}

// Types into the field that has the focus, over what stands there.
async function type(text) {
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

async function press(key) {
  const here = page.url();
  await page.keyboard.press(key);
  await page.waitForURL((address) => address.href !== here);
}

// `g` and a letter leads to a place.
async function go(letter, path) {
  await page.keyboard.press("g");
  await page.keyboard.press(letter);
  await page.waitForURL((address) => address.pathname === path);
}

const said = () => page.waitForSelector("[role=status]");

test("1. sign in", async () => {
  await page.goto(`${service.url}/login`);
  await tabTo("input[name=email]");
  await type(service.email);
  await tabTo("input[name=password]");
  await type(service.password);
  await press("Enter");
  assert.equal(new URL(page.url()).pathname, "/");
});

test("2. find a call by its number", async () => {
  await go("c", "/calls");
  await page.keyboard.press("/");
  assert.ok(await focused("[data-search]"));
  const number = (await page.textContent("[data-row] [data-number]")).trim();
  await type(number);
  await press("Enter");
  const rows = await page.$$eval("[data-row] [data-number]", (all) => all.map((it) => it.textContent.trim()));
  assert.ok(rows.length > 0 && rows.every((row) => row === number), rows.join());
});

test("3. open it and read why it stands on its record", async () => {
  await page.keyboard.press("j");
  await press("Enter");
  assert.match(new URL(page.url()).pathname, /^\/calls\/./);
  assert.ok((await page.textContent("[data-reasons]")).length > 40);
});

test("4. edit the memo", async () => {
  await tabTo("textarea[name=memo]");
  await type("Wants a callback on Friday");
  await tabTo("button[data-save=memo]");
  await page.keyboard.press("Enter");
  await said();
  assert.equal((await page.inputValue("textarea[name=memo]")).trim(), "Wants a callback on Friday");
});

test("5. add a comment", async () => {
  await tabTo("textarea[name=comment]");
  await type("Sent the offer");
  await tabTo("button[data-save=comment]");
  await page.keyboard.press("Enter");
  await said();
  assert.match(await page.textContent("main"), /Sent the offer/);
});

test("6. pick another record", async () => {
  await tabTo("input[name=record_search]");
  await type("a");
  await press("Enter");
  await tabTo("button[name=record]");
  await page.keyboard.press("Enter");
  await said();
});

test("7. export calls", async () => {
  await go("c", "/calls");
  await tabTo("a[data-export], button[data-export]");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  assert.match((await download).suggestedFilename(), /\.csv$/);
});

test("8. look at an error and acknowledge it", async () => {
  await go("e", "/errors");
  await tabTo("main a[href^='/errors/']");
  await press("Enter");
  await tabTo("button[data-acknowledge]");
  await page.keyboard.press("Enter");
  await said();
});

test("9. try everything of a cause again", async () => {
  await tabTo("button[data-retry]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("progress, [role=status]");
});

test("10. change a subject after looking at what it does, and take it back", async () => {
  await go("s", "/settings");
  await tabTo("main a[href*='/settings/profile']");
  await press("Enter");
  await tabTo("main a[href*='subject']");
  await press("Enter");
  await tabTo("textarea[name^=subject], input[name^=subject]");
  await type("Call: {RECORD_NAME}");
  await tabTo("button[data-preview]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-preview-result]");
  await tabTo("button[data-save]");
  await page.keyboard.press("Enter");
  await said();
  await page.goto(`${service.url}/settings/history`);
  await tabTo("button[data-undo]");
  await page.keyboard.press("Enter");
  await said();
});

test("11. invite a colleague with a role", async () => {
  await go("u", "/users");
  await tabTo("input[name=email]");
  await type("noah@example.com");
  await tabTo("select[name=role]");
  await page.keyboard.type("Aud");
  await tabTo("button[data-invite]");
  await page.keyboard.press("Enter");
  await said();
});

test("12. hold logging and let it go on", async () => {
  await go("h", "/");
  await tabTo("button[data-pause]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("button[data-resume]");
  await tabTo("button[data-resume]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("button[data-pause]");
});
