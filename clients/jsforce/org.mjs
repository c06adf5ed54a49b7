// The org under test: how a program reaches it, and names that no other run has used.
import { randomUUID } from "node:crypto";
import jsforce from "jsforce";

export const orgUrl = need("RINGLEDGER_ORG_URL").replace(/\/$/, "");
export const version = process.env.RINGLEDGER_API_VERSION ?? "66.0";
/** The app with PKCE and client credentials, and the one for clients that know only a user name and a password. */
export const app = { clientId: "ringledger", clientSecret: "ringledger" };
export const plainApp = { clientId: "any-client", clientSecret: "any-secret" };
export const callback = "http://127.0.0.1:8080/oauth/callback";

function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name} to the address of a running "ringledger emulate"`);
  return value;
}

/** A connection that logged in by client credentials. */
export async function connect(options = {}) {
  const conn = unconnected(options);
  await conn.authorize({ grant_type: "client_credentials" });
  return conn;
}

/** A connection before its login. */
export function unconnected(options = {}) {
  return new jsforce.Connection({
    version,
    loginUrl: orgUrl,
    instanceUrl: orgUrl,
    ...options,
    oauth2: { ...app, loginUrl: orgUrl, ...options.oauth2 },
  });
}

/** A word that stands in no record yet. */
export function unique(prefix) {
  return `${prefix}${randomUUID().replaceAll("-", "").slice(0, 12)}`;
}

/**
 * Does what a person's browser does: opens the page of the authorization URL, submits its form, and follows nothing.
 * Returns the address to which the org sends the browser.
 */
export async function press(decision, authorizationUrl) {
  const page = await fetch(authorizationUrl, { redirect: "manual" });
  if (page.status !== 200) return new URL(page.headers.get("location"));
  const html = await page.text();
  const form = new URLSearchParams({ decision });
  for (const [input] of html.matchAll(/<input [^>]*>/g)) {
    const attribute = (name) => input.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? "";
    if (attribute("type") === "hidden" || input.includes(" checked")) {
      form.set(attribute("name"), unescapeHtml(attribute("value")));
    }
  }
  const action = html.match(/<form [^>]*action="([^"]*)"/)[1];
  const answer = await fetch(new URL(action, authorizationUrl), { method: "POST", body: form, redirect: "manual" });
  return new URL(answer.headers.get("location"));
}

function unescapeHtml(text) {
  return text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
