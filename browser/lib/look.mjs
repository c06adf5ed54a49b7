// What is wrong with a page as it stands in the browser.
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLORS = ["color-contrast", "link-in-text-block"];

// Violations that axe finds, a line each; with `colors`, of the rules about colours alone.
export async function violations(page, colors = false) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async (runOnly) => {
    const result = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return result.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
  }, colors ? { type: "rule", values: COLORS } : { type: "tag", values: TAGS });
}

// Waits for what a page fetches as soon as it is there.
export const settled = (page) => page.waitForFunction(() => [...document.querySelectorAll("[hx-trigger=load]")]
  .every((it) => it.querySelector("table, [role=status], [role=alert]")), undefined, { timeout: 60_000 });

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
    for (const it of document.querySelectorAll("svg text")) {
      const [text, picture] = [it, it.ownerSVGElement].map((one) => one.getBoundingClientRect());
      if (text.left < picture.left - 1 || text.right > picture.right + 1) found.push(`cut off: ${it.textContent}`);
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const boxes = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.textContent.trim() || !node.parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || node.parentElement.closest(".sr-only, .skip, title, desc, option, textarea")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      // What an ancestor that scrolls does not show now is not on the screen.
      const shown = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };
      for (let it = node.parentElement; it && it !== document.body; it = it.parentElement) {
        if (getComputedStyle(it).overflowX === "visible") continue;
        const frame = it.getBoundingClientRect();
        shown.left = Math.max(shown.left, frame.left);
        shown.right = Math.min(shown.right, frame.right);
        shown.top = Math.max(shown.top, frame.top);
        shown.bottom = Math.min(shown.bottom, frame.bottom);
      }
      for (const box of range.getClientRects()) {
        const [left, right] = [Math.max(box.left, shown.left), Math.min(box.right, shown.right)];
        const [top, bottom] = [Math.max(box.top, shown.top), Math.min(box.bottom, shown.bottom)];
        if (right - left > 2 && bottom - top > 2) boxes.push({ node, left, right, top, bottom });
      }
    }
    boxes.sort((one, other) => one.top - other.top);
    for (const [at, one] of boxes.entries()) {
      for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom - 4; next += 1) {
        const other = boxes[next];
        const over = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        if (one.node !== other.node && over > 2) found.push(`text over text: ${one.node.textContent.trim().slice(0, 40)} / ${other.node.textContent.trim().slice(0, 40)}`);
      }
    }
    return [...new Set(found)];
  });
}

// The pieces of text that are the product's own words: not what people, phone systems or Salesforce said, and no code.
export async function words(page) {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!parent || parent.closest("bdi, code, pre, kbd, samp, .mono, script, noscript, textarea, option[lang], button[lang], [translate=no]")) continue;
      const text = walker.currentNode.textContent.trim().replace(/\s+/g, " ");
      if (text) texts.push(text);
    }
    for (const it of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
      if (it.closest("bdi, [translate=no]")) continue;
      for (const name of ["aria-label", "title", "placeholder"]) if (it.hasAttribute(name)) texts.push(it.getAttribute(name));
    }
    return texts;
  });
}

// Messages are called after the file that words them.
const AREAS = readdirSync(new URL("../../crates/language/locales/en", import.meta.url)).map((name) => name.replace(".ftl", ""));
const ID = new RegExp(`^(${AREAS.join("|")})(-[a-z0-9]+)+$`);

// A message id that nobody has worded, or a place that was not filled in.
export const unworded = (text) => ID.test(text) || /\{\s*\$/.test(text);

// English sentences: three words or more of plain letters.
export const sentence = (text) => /[A-Za-z]{2,}\s+[A-Za-z]{2,}\s+[A-Za-z]{2,}/.test(text);
