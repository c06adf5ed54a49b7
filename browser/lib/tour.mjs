// Looks at pages in one language: light and dark, on three widths.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { misplaced, settled, unworded, violations, words } from "./look.mjs";

const WIDTHS = [320, 768, 1440];
const SHOTS = process.env.RINGLEDGER_SHOTS;
if (SHOTS) mkdirSync(SHOTS, { recursive: true });

// What was said on each kind of page, by language.
export const said = new Map();
export const seen = { kinds: new Set(), looks: 0 };

// Visits each page once and looks at it six times. Returns what is wrong, a line each. Dark differs from light by the values
// of colours alone, which the test holds the style sheet to: there axe asks its rules about colours.
export async function tour(page, pages, language) {
  const wrong = [];
  for (const { kind, visit } of pages) {
    await page.setViewportSize({ width: WIDTHS[0], height: 900 });
    await visit(page);
    await settled(page);
    assert.equal(await page.getAttribute("html", "lang"), language, `${kind}: the language`);
    seen.kinds.add(kind);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const where = `${kind} ${language} ${colorScheme} ${width}`;
        for (const what of await violations(page, colorScheme === "dark")) wrong.push(`${where}: axe ${what}`);
        for (const what of await misplaced(page)) wrong.push(`${where}: ${what}`);
        seen.looks += 1;
        if (SHOTS) {
          const name = `${kind.replaceAll(/[^a-z0-9]+/gi, "_")}-${language}-${colorScheme}-${width}.png`;
          await page.screenshot({ path: join(SHOTS, name), fullPage: true });
        }
      }
    }
    const texts = await words(page);
    for (const text of texts.filter(unworded)) wrong.push(`${kind} ${language}: no words for ${text}`);
    if (!said.has(kind)) said.set(kind, new Map());
    said.get(kind).set(language, new Set(texts));
  }
  console.log([`${language}: ${pages.length} pages, ${new Set(wrong).size} offences`, ...new Set(wrong)].join("\n"));
  return wrong;
}
