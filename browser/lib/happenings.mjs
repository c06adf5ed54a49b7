// What happens in the demo before its pages are looked at, and which of its calls are.
import { post } from "./accounts.mjs";
import { at, links } from "./pages.mjs";

// What the demo's day does not bring along: a change of the settings, an erasure, a remembered record, an agent.
export async function happened(page, url) {
  const [call, other] = await links(page, `${url}/calls?state=logged`, "[data-row] a");
  await page.goto(call);
  const number = await numberOf(page, call);
  await page.goto(`${call}/record`);
  await page.fill("[name=q]", "an");
  await Promise.all([page.waitForEvent("load"), page.click("form[action$='/people'] button")]);
  await post(page, url, `${new URL(call).pathname}/record`, { record: await page.getAttribute("[name=record]", "value"), remember: "yes" });
  const erased = await numberOf(page, other);
  await post(page, url, "/privacy/erase", { number: erased, again: erased });
  await page.goto(`${url}/settings/profiles/tokyo/general`);
  await page.fill("[name=note]", "Shorter");
  await Promise.all([page.waitForEvent("load"), page.click("button[name=deed][value=save]")]);
  return { call, number };
}

async function numberOf(page, call) {
  await page.goto(call);
  return (await page.textContent("main")).match(/\+\d[\d -]{7,}/)[0];
}

// A call behind each of the law's figures, besides the first that the links lead to.
export async function callsOfEachKind(page, url) {
  const found = [];
  for (const list of new Set(await links(page, url, "main dl a[href^='/calls?']"))) {
    const [call] = await links(page, list, "[data-row] a");
    const name = decodeURIComponent(new URL(list).search);
    found.push(at(`/calls${name}`, list));
    if (call) found.push(at(`/calls/{id} of ${name}`, call));
  }
  return found;
}
