// Takes the picture of the README: the page of a call of the demo whose number several people share.
//
//   RINGLEDGER_BINARY=../target/release/ringledger CHROMIUM=/usr/bin/chromium node picture.mjs ../docs/call.png
import { launch, open, signIn } from "./lib/chromium.mjs";
import { demo } from "./lib/service.mjs";

const [path = "../docs/call.png"] = process.argv.slice(2);
const service = await demo();
const browser = await launch();
const viewport = { width: 1180, height: 1180 };
const { page } = await open(browser, { viewport, locale: "en", colorScheme: "light" });
await signIn(page, service);
await page.goto(`${service.url}/calls?source=us-sales&match=matched`);
await page.locator("[data-row] a").first().click();
await page.waitForURL(/\/calls\/us-sales/);
await page.screenshot({ path });
console.log(page.url());
await browser.close();
await service.program.stop();
