// Why was this call not logged? In three clicks from the first page, also with scripts off.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, signIn } from "../lib/chromium.mjs";
import { demo } from "../lib/service.mjs";

const CLICKS = 3;

let service;
let browser;

before(async () => {
  service = await demo();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await service?.program.stop();
});

for (const javaScriptEnabled of [true, false]) {
  test(`why a call was not logged, scripts ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const { context, page, complaints } = await open(browser, { javaScriptEnabled });
    await signIn(page, service);
    let clicks = 0;
    const click = async (selector) => {
      clicks += 1;
      await page.locator(selector).first().click();
      await page.waitForLoadState("load");
    };
    await click("main a[href*='/calls?'][href*='ignored']");
    await click("[data-row] a");
    const why = await page.textContent("[data-remark]");
    assert.ok(why.trim().length > 20, why);
    console.log(`why it was not logged: ${clicks} clicks`);
    assert.ok(clicks <= CLICKS);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}
