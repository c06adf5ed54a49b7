// Every page that an owner can reach, in four languages, light and dark, on three widths.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, open, signIn } from "../lib/chromium.mjs";
import { misplaced, sentence, unworded, violations, words } from "../lib/look.mjs";
import { crawl } from "../lib/pages.mjs";
import { demo } from "../lib/service.mjs";

const LANGUAGES = ["en", "ja", "fr", "id"];
const WIDTHS = [320, 768, 1440];
const SHOTS = process.env.RINGLEDGER_SHOTS;

let service;
let browser;
let session;
let pages;

before(async () => {
  service = await demo();
  browser = await launch();
  session = await open(browser);
  await signIn(session.page, service);
  pages = await crawl(session.page, service.url);
  const strangers = await open(browser);
  const outside = await crawl(strangers.page, `${service.url}/login`);
  await strangers.context.close();
  for (const [kind, address] of outside) if (!pages.has(kind)) pages.set(kind, Object.assign(address, { outside: true }));
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});

after(async () => {
  await browser?.close();
  await service?.program.stop();
});

// The language of the account, as a person changes it.
async function speak(language) {
  await session.page.goto(`${service.url}/me`);
  await session.page.selectOption("select[name=language]", language);
  await Promise.all([session.page.waitForLoadState("load"), session.page.locator("form:has(select[name=language]) button[type=submit]").click()]);
}

const english = new Map();

for (const language of LANGUAGES) {
  test(`every page in ${language}: axe, widths, words, content security policy`, async () => {
    await speak(language);
    const wrong = [];
    let looked = 0;
    const stranger = await open(browser, { locale: language, extraHTTPHeaders: { "Accept-Language": language } });
    for (const [kind, address] of pages) {
      const page = address.outside ? stranger.page : session.page;
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          if (width === WIDTHS[0]) await page.goto(address.href);
          const where = `${kind} ${language} ${colorScheme} ${width}`;
          for (const what of await violations(page)) wrong.push(`${where}: axe ${what}`);
          for (const what of await misplaced(page)) wrong.push(`${where}: ${what}`);
          looked += 1;
          if (SHOTS) {
            const name = `${kind.replaceAll(/[^a-z0-9]+/gi, "_")}-${language}-${colorScheme}-${width}.png`;
            await page.screenshot({ path: join(SHOTS, name), fullPage: true });
          }
        }
      }
      const said = await words(page);
      for (const text of said.filter(unworded)) wrong.push(`${kind} ${language}: no words for ${text}`);
      if (language === "en") english.set(kind, new Set(said));
      else {
        for (const text of said.filter((one) => sentence(one) && english.get(kind)?.has(one))) {
          wrong.push(`${kind} ${language}: still English: ${text.slice(0, 120)}`);
        }
      }
      assert.equal(await page.getAttribute("html", "lang"), language, kind);
    }
    await stranger.context.close();
    wrong.push(...session.complaints.splice(0), ...stranger.complaints);
    console.log(`${language}: ${pages.size} pages, ${looked} looks, ${wrong.length} offences`);
    assert.equal(wrong.length, 0, [...new Set(wrong)].slice(0, 200).join("\n"));
  });
}
