// Finds the pages of the console as a person would: from link to link.

// One page of each kind is looked at: what tells pages of a kind apart is taken out of the address.
export function kind(address) {
  const path = address.pathname.split("/").map((part) => (/[0-9:%~]/.test(part) && part !== "v1" ? "*" : part)).join("/");
  const query = [...address.searchParams.keys()].filter((name) => name === "section" || name === "tab").sort();
  return query.length ? `${path}?${query.map((name) => `${name}=${address.searchParams.get(name)}`).join("&")}` : path;
}

// Addresses by kind, beginning at `start`; downloads and documents are left out.
export async function crawl(page, start) {
  const found = new Map();
  const ahead = [new URL(start)];
  while (ahead.length) {
    const address = ahead.shift();
    if (found.has(kind(address))) continue;
    found.set(kind(address), address);
    const reply = await page.goto(address.href);
    if (!(reply?.headers()["content-type"] ?? "").startsWith("text/html")) {
      found.delete(kind(address));
      continue;
    }
    const links = await page.$$eval("a[href]:not([download])", (all) => all.map((link) => link.href));
    for (const link of links) {
      const next = new URL(link);
      next.hash = "";
      const document = /\.(csv|toml|json)$/.test(next.pathname) || next.pathname.startsWith("/api/v1/");
      if (next.origin === address.origin && !document && !found.has(kind(next))) ahead.push(next);
    }
  }
  return found;
}
