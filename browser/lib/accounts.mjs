// People who sign in: invited by an owner, each with a password and a language of their own.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

import { open } from "./chromium.mjs";

export const PASSWORD = "correct horse battery staple";

// A form as the browser sends it, without looking at its page: for what a test needs and does not look at.
export async function post(page, url, path, form, refused = false) {
  const reply = await page.request.post(`${url}${path}`, { form, headers: { origin: url } });
  assert.ok(reply.ok() || refused, `${path}: ${reply.status()} ${await reply.text()}`);
  return reply;
}

// The link by which somebody new sets a password.
export async function invite(owner, url, email, role) {
  const reply = await post(owner, url, "/users", { email, name: `${role} ${email.split("@")[0]}`, role });
  return (await reply.text()).match(/http[^"]+\/invitation\/[^"]+/)[0];
}

// Somebody new, signed in, who reads the console in `language`.
export async function member(browser, owner, url, language, role = "owner") {
  const email = `${role}-${language}@example.com`;
  const link = await invite(owner, url, email, role);
  const session = await open(browser, { locale: language });
  await session.page.goto(link);
  await session.page.fill("input[name=password]", PASSWORD);
  await session.page.click("form[action^='/invitation/'] button");
  await session.page.waitForURL((address) => !address.pathname.startsWith("/invitation"));
  await speak(session.page, url, language);
  return { ...session, email };
}

// The language of the account, as a person changes it.
export async function speak(page, url, language) {
  await page.goto(`${url}/me`);
  await page.selectOption("select[name=language]", language);
  await page.click("form:has(select[name=language]) button");
  await page.waitForSelector(`html[lang=${language}]`);
}

// The six digits of RFC 6238 at this moment.
export function code(secret, now = Date.now()) {
  const bits = [...secret.replaceAll(/[^A-Z2-7]/g, "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

// The same on top of the version of the settings that `from` shows.
export async function set(page, url, from, path, form, refused = false) {
  const text = await (await page.request.get(`${url}${from}`)).text();
  return post(page, url, path, { version: text.match(/name="version" value="(\d+)"/)[1], ...form }, refused);
}
