// Every page of the console, in four languages, light and dark, on three widths: of the demo after its day.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { after, before, describe, test } from "node:test";

import { invite, member, PASSWORD } from "../lib/accounts.mjs";
import { beginning, stages, unowned } from "../lib/beginnings.mjs";
import { launch, open, signIn } from "../lib/chromium.mjs";
import { sentence } from "../lib/look.mjs";
import { crawl } from "../lib/pages.mjs";
import { callsOfEachKind, happened } from "../lib/happenings.mjs";
import { route, ROUTES } from "../lib/routes.mjs";
import { demo } from "../lib/service.mjs";
import { agents, owners, secondFactor, strangers } from "../lib/states.mjs";
import { said, seen, tour } from "../lib/tour.mjs";

const LANGUAGES = (process.env.RINGLEDGER_LANGUAGES ?? "en,ja,fr,id").split(",");

const none = (wrong) => assert.equal(wrong.length, 0, [...new Set(wrong)].slice(0, 200).join("\n"));

let service;
let browser;
let owner;
let pages;
let facts;

before(async () => {
  service = await demo();
  browser = await launch();
  owner = await open(browser);
  await signIn(owner.page, service);
  facts = await happened(owner.page, service.url);
  pages = [...await crawl(owner.page, service.url), ...await callsOfEachKind(owner.page, service.url)];
});

after(async () => {
  await browser?.close();
  await service?.program.stop();
});

describe("every page", { concurrency: availableParallelism() }, () => {
  for (const language of LANGUAGES) {
    test(`in ${language}: axe, widths, words, content security policy`, async () => {
      const { url } = service;
      const outside = await open(browser, { locale: language });
      const inside = await member(browser, owner.page, url, language);
      const link = await invite(owner.page, url, `new-${language}@example.com`, "auditor");
      const below = await member(browser, owner.page, url, language, "agent");
      const wrong = [
        ...await tour(outside.page, strangers(url, link), language),
        ...await tour(inside.page, pages, language),
        ...await tour(inside.page, owners(url, facts), language),
        ...await tour(inside.page, secondFactor(url, inside.email), language),
        ...await tour(below.page, agents(url), language),
      ];
      for (const session of [outside, inside, below]) {
        wrong.push(...session.complaints);
        await session.context.close();
      }
      none(wrong);
    });
  }
});

describe("a new service", () => {
  let scene;
  let first;
  const readers = new Map();

  before(async () => {
    scene = await beginning();
  });

  after(async () => {
    for (const reader of readers.values()) await reader.context.close();
    await scene?.stop();
  });

  test("before there is an owner", async () => {
    const wrong = [];
    for (const language of LANGUAGES) {
      const stranger = await open(browser, { locale: language });
      wrong.push(...await tour(stranger.page, unowned(scene), language), ...stranger.complaints);
      await stranger.context.close();
    }
    none(wrong);
    first = await open(browser);
    await first.page.goto(scene.link);
    for (const [name, value] of [["name", "Mia Example"], ["email", "mia@example.com"], ["password", PASSWORD]]) await first.page.fill(`[name=${name}]`, value);
    await Promise.all([first.page.waitForEvent("load"), first.page.click("form[action^='/setup/'] button")]);
    for (const language of LANGUAGES) readers.set(language, await member(browser, first.page, scene.url, language));
  });

  for (const stage of stages) {
    test(stage.name, async () => {
      const pages_ = await stage.begin(scene, first.page);
      const wrong = await Promise.all([...readers].map(([language, { page }]) => tour(page, pages_, language)));
      none([...wrong.flat(), ...[...readers.values()].flatMap((reader) => reader.complaints.splice(0))]);
    });
  }
});

// Routes that answer no page of their own, and why.
const NO_PAGES = {
  "/healthz": "for machines", "/livez": "for machines", "/readyz": "for machines", "/metrics": "for machines", "/status": "JSON",
  "/schemas/": "JSON", "/schemas/{name}": "JSON", "/assets/{name}": "a file", "/calls.csv": "a file", "/settings/export.toml": "a file",
  "/privacy/certificates/{id}/json": "a file", "/home/live": "a part of /", "/calls-newer": "a part of /calls",
  "/errors/{trouble}/progress": "a part of /errors/{trouble}", "/setup/phone/{source}": "a part of /setup/phone",
  "/setup": "leads to the next step", "/login/salesforce": "leads to Salesforce", "/settings/salesforce/login": "leads to Salesforce",
  "/settings/profiles/{name}": "leads to its first section",
};

test("no page that the router knows was left out", () => {
  const looked = [...seen.kinds].map((name) => name.split(/[ ?]/)[0]);
  const missing = ROUTES.filter((path) => !(path in NO_PAGES) && !looked.some((one) => one === path || route(one) === path));
  console.log(`${seen.kinds.size} kinds of page, ${seen.looks} looks`);
  assert.deepEqual(missing, []);
  assert.deepEqual(Object.keys(NO_PAGES).filter((path) => !ROUTES.includes(path)), []);
});

test("dark differs from light by colours alone", () => {
  const css = readFileSync(new URL("../../crates/web/assets/console.css", import.meta.url), "utf8");
  assert.ok(!css.includes("prefers-color-scheme"));
  const themes = [...css.matchAll(/data-theme[^{]*\{([^}]*)\}/g)].map(([, rule]) => rule.trim());
  assert.deepEqual(themes, ["color-scheme: light;", "color-scheme: dark;"]);
});

test("nothing was left in English", () => {
  const left = [];
  for (const [name, texts] of said) {
    for (const language of LANGUAGES.filter((one) => one !== "en")) {
      for (const text of texts.get(language) ?? []) {
        if (sentence(text) && texts.get("en")?.has(text)) left.push(`${name} ${language}: ${text.slice(0, 160)}`);
      }
    }
  }
  none(left);
});
