// The pages that the program can show, as its sources list them: what no test looks at is noticed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../../crates/web/src", import.meta.url));

// Profiles differ in what they say and not in what their pages are: one that comes along and one of a customer.
const PROFILES = ["default", "tokyo"];

// The paths of all routes that can be got, with their parameters in braces; the JSON API lists its own.
export const ROUTES = [...new Set(readdirSync(SOURCES, { recursive: true })
  .filter((name) => name.endsWith(".rs"))
  .flatMap((name) => [...readFileSync(join(SOURCES, name), "utf8").matchAll(/Route::get\(\s*"([^"]+)"/g)])
  .map(([, path]) => path))];

const PATTERNS = ROUTES
  .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, "([^/]+)")}$`) }))
  .sort((one, other) => one.path.split("{").length - other.path.split("{").length);

// The route that answers at this path.
export const route = (path) => PATTERNS.find(({ pattern }) => pattern.test(path))?.path;

// What tells pages of a kind apart is taken out of the address. A section, a phone system and a profile stay, because
// their pages have other inputs; nothing for profiles whose pages are like those of others.
export function kind({ pathname }) {
  const found = PATTERNS.find(({ pattern }) => pattern.test(pathname));
  if (!found) return pathname;
  const values = pathname.match(found.pattern).slice(1);
  const names = [...found.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  if (names[0] === "name" && found.path.startsWith("/settings/profiles/") && !PROFILES.includes(values[0])) return undefined;
  return names.reduce((path, name, at) => (["section", "source"].includes(name) || PROFILES.includes(values[at]) ? path.replace(`{${name}}`, values[at]) : path), found.path);
}
