// Pages that no link leads to: what a form answers, what a refusal looks like, and what only exists in some state.
import { code, PASSWORD, post } from "./accounts.mjs";
import { at } from "./pages.mjs";

// Presses a button of a form, as it was filled in, whatever the browser itself would object to.
async function press(page, address, button, values = {}) {
  await page.goto(address);
  for (const [selector, value] of Object.entries(values)) {
    const field = page.locator(`main ${selector}`).first();
    await (value === true ? field.check() : field.fill(value));
  }
  const pressed = page.locator(`main ${button}`).first();
  await pressed.evaluate((it) => { it.form.noValidate = true; });
  await Promise.all([page.waitForEvent("load"), pressed.click()]);
}

const after = (kind, ...how) => ({ kind, visit: (page) => press(page, ...how) });

// What strangers see; `link` is an invitation.
export const strangers = (url, link) => [
  at("/login", `${url}/login`),
  after("/login refused", `${url}/login`, "form[action='/login'] button", { "[name=email]": "nobody@example.com", "[name=password]": "not the password" }),
  at("/invitation/{token}", link),
  after("/invitation/{token} refused", link, "form[action^='/invitation/'] button", { "[name=password]": "short" }),
  at("/invitation/{token} unknown", `${url}/invitation/nothing`),
  at("/mail/unsubscribe/{token} unknown", `${url}/mail/unsubscribe/nothing`),
  at("/oauth/callback", `${url}/oauth/callback?code=none&state=none`),
  at("/setup/{token} unknown", `${url}/setup/nothing`),
  at("/api/docs", `${url}/api/docs`),
  at("404", `${url}/there/is/nothing/here`),
];

// What an owner sees besides what links lead to; `call` is the address of a call that was logged, `number` its number.
export const owners = (url, { call, number }) => [
  at("/calls nothing found", `${url}/calls?q=nobody-has-this-name&state=failed`),
  at("/calls/{id} with the Task as it stands", `${call}?task=now`),
  after("/calls/{id} with a comment", call, "form[action$='/comment'] button", { "textarea[name=comment], textarea[name=text]": "Sent the offer. ".repeat(20) }),
  at("/calls/{id} unknown", `${url}/calls/nowhere:1`),
  after("/calls/{id}/people found", `${call}/record`, "form[action$='/people'] button", { "[name=q]": "an" }),
  after("/calls/{id}/people nobody", `${call}/record`, "form[action$='/people'] button", { "[name=q]": "nobody-has-this-name" }),
  at("/errors/{trouble} unknown", `${url}/errors/nothing`),
  after("/keys made", `${url}/keys`, "form[action='/keys'] button", { "[name=name]": "Warehouse", "[name=scope]": true }),
  { kind: "/users invited", visit: (page) => page.goto(`${url}/users`).then(() => again(page)) },
  at("/keys with a key", `${url}/keys`),
  after("/users refused", `${url}/users`, "form[action='/users'] button", { "[name=email]": "demo@example.com", "[name=name]": "Somebody else" }),
  after("/me refused", `${url}/me`, "form[action='/me/password'] button", { "[name=current]": "not the password", "[name=new]": "another good password" }),
  after("/settings/mail refused", `${url}/settings/mail`, "form[action='/settings/mail'] button", { "[name=port]": "70000" }),
  after("/settings/mail tried in vain", `${url}/settings/mail`, "form[action='/settings/mail/test'] button"),
  at("/settings/salesforce/checks", `${url}/settings/salesforce/checks`),
  after("/settings/sources/{source} with a new secret", `${url}/settings/sources/osaka`, "form[action$='/rotate'] button"),
  after("/settings/sources/{source} refused", `${url}/settings/sources/osaka`, "form[action='/settings/sources/osaka'] button", { "[name=time_zone]": "Nowhere/Land" }),
  after("/settings/profiles refused", `${url}/settings/profiles`, "form[action='/settings/profiles'] button", { "[name=name]": "tokyo" }),
  after("/settings/profiles/{name}/subjects tried", `${url}/settings/profiles/tokyo/subjects`, "button[name=deed][value=look]", { "textarea[name^=subject], input[name^=subject]": "Call: {RECORD_NAME}" }),
  after("/settings/profiles/{name}/subjects refused", `${url}/settings/profiles/tokyo/subjects`, "button[name=deed][value=look]", { "textarea[name^=subject], input[name^=subject]": "Call: {NO_SUCH_FIELD}" }),
  after("/settings/profiles/{name}/comments previewed", `${url}/settings/profiles/tokyo/comments`, "button[value=preview]"),
  at("/settings/profiles/{name}/{section} unknown", `${url}/settings/profiles/nobody/timing`),
  after("/settings/import refused", `${url}/settings/import`, "form button[value=look]", { textarea: "[profile.tokyo]\ntiming = 7" }),
  after("/settings/import tried", `${url}/settings/import`, "form button[value=look]", { textarea: "[profile.tokyo]\nextends = \"miitel\"" }),
  after("/setup/salesforce refused", `${url}/setup/salesforce`, "form button:not([type=button])", { "[name=client_id]": "" }),
  after("/setup/phone refused", `${url}/setup/phone?more=1`, "form[action='/setup/phone'] button", { "[name=time_zone]": "Nowhere/Land" }),
  after("/privacy refused", `${url}/privacy`, "form[action='/privacy'] button", { "[name=number]": "12" }),
  after("/privacy counted", `${url}/privacy`, "form[action='/privacy'] button", { "[name=number]": number }),
  { kind: "/privacy/erase unsure", visit: (page) => press(page, `${url}/privacy`, "form[action='/privacy'] button", { "[name=number]": number }).then(() => pressHere(page, "form[action='/privacy/erase'] button")) },
];

// The same on the page as it stands.
async function pressHere(page, button) {
  const pressed = page.locator(`main ${button}`).first();
  await pressed.evaluate((it) => { it.form.noValidate = true; });
  await Promise.all([page.waitForEvent("load"), pressed.click()]);
}

// A link for somebody who was invited before.
async function again(page) {
  await page.locator("main details summary").first().click();
  await pressHere(page, "form[action$='/invitation'] button");
}

// The way to a second factor and through it, in this order; ends signed out.
export const secondFactor = (url, email) => {
  let secret;
  return [
    { kind: "/me/second-factor", visit: async (page) => {
      await press(page, `${url}/me`, "form[action='/me/second-factor'] button", { "form[action='/me/second-factor'] [name=current]": PASSWORD });
      secret = await page.textContent("#secret");
    } },
    { kind: "/me/second-factor refused", visit: async (page) => {
      await page.fill("[name=code]", "000000");
      await pressHere(page, "form[action='/me/second-factor/confirm'] button");
    } },
    { kind: "/me/second-factor codes", visit: async (page) => {
      await page.fill("[name=code]", code(secret));
      await pressHere(page, "form[action='/me/second-factor/confirm'] button");
    } },
    at("/me with a second factor", `${url}/me`),
    at("/users with a second factor", `${url}/users`),
    { kind: "/login/code", visit: async (page) => {
      await post(page, url, "/logout", {});
      await press(page, `${url}/login`, "form[action='/login'] button", { "[name=email]": email, "[name=password]": PASSWORD });
    } },
    { kind: "/login/code refused", visit: async (page) => {
      await page.fill("[name=code]", "000000");
      await pressHere(page, "form[action='/login/code'] button");
    } },
  ];
};

// What somebody with less rights sees.
export const agents = (url) => [at("403", `${url}/users`), at("/ of an agent", `${url}/`), at("/calls of an agent", `${url}/calls`)];

