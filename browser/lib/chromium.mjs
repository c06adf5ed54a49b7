// Debian's Chromium, and what must not happen on any page.
import { chromium } from "playwright-core";

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

// A machine may be slow; nothing here is measured by how long it waits.
const PATIENCE = 120_000;

// So often a page is loaded anew until something has come.
const TIMES = 500;

// A page that collects what browsers complain about: errors of scripts, violations of the content security policy.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A refused page is shown with its status, which the console repeats; that is no complaint.
    const text = message.text();
    if (message.type() === "error" && !text.startsWith("Failed to load resource")) complaints.push(text);
  });
  // A part of a page that is not there is one.
  page.on("response", (reply) => {
    if (reply.status() === 404 && !reply.request().isNavigationRequest()) complaints.push(`404: ${reply.url()}`);
  });
  return { context, page, complaints };
}

export async function signIn(page, { url, email, password }) {
  await page.goto(`${url}/login`);
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", password);
  await Promise.all([page.waitForURL((address) => !address.pathname.startsWith("/login")),
    page.click("form[action='/login'] button")]);
}

// Loads the page anew until it shows `target`: the service works meanwhile.
export async function comes(page, target) {
  for (let times = 0; times < TIMES; times += 1) {
    if (await target.count()) return;
    await page.reload();
  }
  throw new Error(`${target} has not come: ${await page.getByRole("main").textContent()}`);
}
