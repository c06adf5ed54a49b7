// Finds the pages of the console as a person would: from link to link.
import { kind } from "./routes.mjs";

// A page is its kind, and how one comes there.
export const at = (name, address) => ({ kind: name, visit: (page) => page.goto(String(address)) });

// One page of each kind, beginning at `start`; downloads and documents are left out.
export async function crawl(page, start) {
  const found = new Map();
  const ahead = [new URL(start)];
  while (ahead.length) {
    const address = ahead.shift();
    const name = kind(address);
    if (!name || found.has(name)) continue;
    const reply = await page.goto(address.href);
    if (!(reply?.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    found.set(name, at(name, address));
    const links = await page.$$eval("a[href]:not([download])", (all) => all.map((link) => link.href));
    for (const link of links) {
      const next = new URL(link);
      next.hash = "";
      const document = /\.(csv|toml|json)$|\/json$/.test(next.pathname) || next.pathname.startsWith("/api/v1/");
      if (next.origin === address.origin && !document) ahead.push(next);
    }
  }
  return [...found.values()];
}

// The addresses that `selector` leads to on a page.
export async function links(page, address, selector) {
  await page.goto(String(address));
  return page.$$eval(selector, (all) => all.map((link) => link.href));
}
