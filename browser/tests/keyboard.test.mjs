// The twelve main tasks by keyboard alone: no test here touches a mouse or puts the focus anywhere. What Tab, Enter,
// Space, the arrows and the console's own keys do not reach fails. Each task goes on where the one before it ended.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { comes, launch, open } from "../lib/chromium.mjs";
import { Keyboard } from "../lib/keys.mjs";
import { heal, refuseTasks } from "../lib/org.mjs";
import { demo } from "../lib/service.mjs";

const TASKS = 12;
const RULE = "Calls are closed on holidays";

let service;
let browser;
let page;
let complaints;
let keys;
let done = 0;

before(async () => {
  service = await demo();
  browser = await launch();
  ({ page, complaints } = await open(browser));
  // Chromium's own question before something that cannot be taken back: Enter says yes to it.
  page.on("dialog", (dialog) => dialog.accept());
  keys = new Keyboard(page);
});

after(async () => {
  await browser?.close();
  await service?.program.stop();
  console.log(`keyboard: ${done} of ${TASKS} tasks`);
});

function task(name, deed) {
  test(name, async () => {
    await deed();
    assert.deepEqual(complaints, []);
    done += 1;
  });
}

const button = (name) => page.getByRole("button", { name });
const link = (name) => page.getByRole("main").getByRole("link", { name });
const field = (name) => page.getByLabel(name, { exact: true });
const path = () => new URL(page.url()).pathname;

// What the page says was done.
async function said(text) {
  await page.getByRole("status").getByText(text).waitFor();
}

task("1. sign in", async () => {
  await page.goto(`${service.url}/login`);
  await keys.type(field("E-mail address"), service.email);
  await keys.type(field("Password"), service.password);
  await keys.leave(() => keys.press("Enter"));
  assert.equal(path(), "/");
});

task("2. find a call by its number", async () => {
  await keys.place("c", "/calls");
  await keys.press("/");
  assert.ok(await field("Search").evaluate((it) => it === document.activeElement));
  await keys.type(field("Search"), "312 555 0122");
  await keys.leave(() => keys.press("Enter"));
  const rows = await page.locator("[data-row]").allTextContents();
  assert.ok(rows.length > 0 && rows.every((row) => row.includes("Leah Pierce")), rows.join());
});

task("3. read why it stands on its record", async () => {
  await keys.press("j");
  await keys.leave(() => keys.press("Enter"));
  assert.match(path(), /^\/calls\/./);
  const reasons = page.getByRole("region", { name: "Why this record" }).getByRole("listitem");
  assert.match((await reasons.allTextContents()).join("\n"), /Leah Pierce/);
});

task("4. edit the memo and save it", async () => {
  await keys.type(field("Memo"), "Wants a callback on Friday");
  await keys.go(button("Save memo"));
  await said("The memo is saved.");
  assert.equal(await field("Memo").inputValue(), "Wants a callback on Friday");
});

task("5. comment", async () => {
  await keys.type(field("New comment"), "Sent the offer");
  await keys.go(button("Add comment"));
  await said("The comment is saved.");
  await page.getByRole("region", { name: "Comments" }).getByText("Sent the offer").waitFor();
});

test("what is sent twice before it is answered is done once", async () => {
  let [posts, answer] = [0, null];
  const held = new Promise((resolve) => { answer = resolve; });
  await page.route("**/comment", async (route) => {
    posts += 1;
    await held;
    await route.continue();
  });
  await keys.type(field("New comment"), "Called back at noon");
  await keys.to(button("Add comment"));
  const first = page.waitForRequest("**/comment");
  await keys.press("Enter");
  await first;
  await keys.press("Enter");
  answer();
  await said("The comment is saved.");
  await page.unroute("**/comment");
  assert.equal(posts, 1);
  assert.equal(await page.getByText("Called back at noon", { exact: true }).count(), 1);
});

task("6. pick another record", async () => {
  await keys.go(link("Pick another record"));
  await keys.type(field("Name or number"), "Coleman");
  await keys.leave(() => keys.press("Enter"));
  const found = page.getByRole("radio", { name: /Coleman/ });
  await keys.to(found);
  await keys.press("Space");
  assert.ok(await found.first().isChecked());
  await keys.to(page.getByRole("checkbox", { name: /^Remember this/ }));
  await keys.press("Space");
  await keys.go(button("Move the call"));
  await said("The call goes to that record");
});

task("7. acknowledge a trouble", async () => {
  await refuseTasks(service.org, RULE);
  await keys.type(field("New comment"), "Nobody was there");
  await keys.go(button("Add comment"));
  await comes(page, button("Try again"));
  await page.getByRole("region", { name: "Why it stands like this" }).getByText(RULE).waitFor();
  await keys.place("e", "/errors");
  await comes(page, link("Calls are not logged"));
  await keys.go(link("Calls are not logged"));
  await page.getByText("A validation rule of the org refused the record.").waitFor();
  await keys.go(button("I see to it"));
  await said("Noted that you see to it.");
});

task("8. try the call again", async () => {
  await heal(service.org);
  await keys.go(page.getByRole("rowheader").getByRole("link"));
  await keys.press("r");
  assert.ok(await button("Try again").evaluate((it) => it === document.activeElement));
  await keys.go(button("Try again"));
  await said("The call is tried again.");
  await comes(page, page.locator(".badge").getByText("Logged", { exact: true }));
});

task("9. pause logging and resume it", async () => {
  await keys.place("s", "/settings");
  await keys.go(button("Pause logging"));
  await said("Logging is paused.");
  await keys.place("h", "/");
  await page.getByRole("heading", { name: "Logging is paused" }).waitFor();
  await keys.go(link("To the settings"));
  await keys.go(button("Resume logging"));
  await said("Logging goes on.");
});

const subject = () => page.locator("input[data-template]").first();
let subjectBefore;

task("10. change a subject after a preview", async () => {
  await keys.go(link("All profiles"));
  await keys.go(link("tokyo"));
  await keys.go(link("Subjects"));
  subjectBefore = await subject().inputValue();
  await keys.type(subject(), "Telephone: {RECORD_NAME}");
  await keys.go(button("Preview"));
  await page.locator(".sample pre").getByText(/^Telephone: /).first().waitFor();
  await keys.go(button("Save"));
  await said("The profile has been saved.");
  assert.equal(await subject().inputValue(), "Telephone: {RECORD_NAME}");
});

task("11. take a change back", async () => {
  await keys.go(link("Profiles"));
  await keys.go(link(/^History/));
  await keys.go(page.getByRole("rowheader").getByRole("link").first());
  await keys.go(button("Undo this change"));
  await said("The settings are as they were");
  await page.goBack();
  await keys.place("s", "/settings");
  await keys.go(link("All profiles"));
  await keys.go(link("tokyo"));
  await keys.go(link("Subjects"));
  assert.equal(await subject().inputValue(), subjectBefore);
});

task("12. invite a person and give a role", async () => {
  await keys.place("u", "/users");
  const form = page.getByRole("region", { name: "Invite somebody" });
  await keys.type(form.getByLabel("E-mail address"), "noah@example.com");
  await keys.type(form.getByLabel("Name"), "Noah Example");
  await keys.to(form.getByRole("radio").first());
  await keys.press("ArrowDown");
  await keys.press("ArrowDown");
  const chosen = form.getByRole("radio", { checked: true });
  const role = await chosen.getAttribute("value");
  await keys.go(form.getByRole("button"));
  await page.getByRole("heading", { name: "Link for one use" }).waitFor();
  await keys.go(link("Back to the users"));
  assert.equal(await page.getByLabel("Role of Noah Example").inputValue(), role);
});
