// What is wrong with a page as it stands in the browser.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// Violations that axe finds, a line each.
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return result.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
  });
  return found;
}

// Text that is cut off, lies over other text, or makes the page wider than the window.
export async function misplaced(page) {
  return page.evaluate(() => {
    const found = [];
    const root = document.scrollingElement;
    if (root.scrollWidth > root.clientWidth + 1) {
      const wide = [...document.body.querySelectorAll("*")].filter((it) => it.getBoundingClientRect().right > root.clientWidth + 1
        && !it.closest(".scroll, pre, .sr-only, .skip, textarea"));
      found.push(`wider than the window (${root.scrollWidth} > ${root.clientWidth}): ${wide.slice(0, 3).map((it) => it.outerHTML.slice(0, 120)).join(" | ")}`);
    }
    for (const it of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(it);
      const cut = style.overflowX === "hidden" && it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0;
      if (cut && !it.closest(".clip, .sr-only, svg, textarea, input, select")) found.push(`cut off: ${it.outerHTML.slice(0, 120)}`);
    }
    return found;
  });
}

// The pieces of text that are the product's own words: not what people, phone systems or Salesforce said, and no code.
export async function words(page) {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!parent || parent.closest("bdi, code, pre, kbd, samp, .mono, script, noscript, textarea, option[lang], [data-foreign], button[lang]")) continue;
      const text = walker.currentNode.textContent.trim().replace(/\s+/g, " ");
      if (text) texts.push(text);
    }
    for (const it of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
      if (it.closest("[data-foreign]")) continue;
      for (const name of ["aria-label", "title", "placeholder"]) if (it.hasAttribute(name)) texts.push(it.getAttribute(name));
    }
    return texts;
  });
}

// A message id that nobody has worded, or a place that was not filled in.
export const unworded = (text) => /^[a-z]+(-[a-z0-9]+){1,}$/.test(text) || /\{\s*\$/.test(text);

// English sentences: three words or more of plain letters.
export const sentence = (text) => /[A-Za-z]{2,}\s+[A-Za-z]{2,}\s+[A-Za-z]{2,}/.test(text);
