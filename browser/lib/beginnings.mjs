// A new service, from the link of its setup to the first trouble: each stage is what somebody does and what pages there
// are then.
import { post, set } from "./accounts.mjs";
import { mailbox } from "./mailbox.mjs";
import { at, links } from "./pages.mjs";
import { finishedCall, send } from "./phone_system.mjs";
import { address, folder, Program } from "./service.mjs";

export async function beginning() {
  const place = folder();
  const org = new Program(["emulate", "--listen", "127.0.0.1:0"]);
  const service = new Program(["serve"], { cwd: place.path, env: await address() });
  const mails = await mailbox();
  const [orgUrl] = await org.said(/http:\/\/[0-9.]+:[0-9]+/);
  const [link, url] = await service.said(/(http:\/\/[0-9.]+:[0-9]+)\/setup\/\S+/);
  const stop = async () => {
    await service.stop();
    await org.stop();
    mails.close();
    place.remove();
  };
  return { url, link, orgUrl, org, mails, stop };
}

const named = (stage, url, paths) => paths.map((path) => at(`${path} ${stage}`, `${url}${path}`));

// What strangers see before there is an owner.
export const unowned = ({ url, link }) => [at("/setup/{token}", link), at("/login without an owner", `${url}/login`)];

// Stages in their order. `begin` is done once, by the owner's page; it returns the pages of the stage.
export const stages = [
  {
    name: "nothing set up",
    begin: async ({ url }) => named("nothing set up", url, ["/", "/calls", "/errors", "/settings", "/settings/salesforce", "/settings/sources",
      "/settings/profiles", "/settings/history", "/setup/salesforce", "/setup/phone", "/setup/profile", "/setup/live", "/keys", "/privacy", "/remembered"]),
  },
  {
    name: "not reached",
    begin: async ({ url }, page) => {
      await salesforce(page, url, "http://127.0.0.1:9");
      return named("not reached", url, ["/setup/salesforce", "/settings/salesforce"]);
    },
  },
  {
    name: "listening",
    begin: async (scene, page) => {
      const { url } = scene;
      await salesforce(page, url, scene.orgUrl);
      await set(page, url, "/setup/phone", "/setup/phone", { kind: "generic", id: "desk", region: "US", time_zone: "America/New_York", secret: "" });
      await page.goto(`${url}/setup/phone`);
      scene.hook = await page.inputValue("main input[readonly] >> nth=0");
      scene.secret = await page.inputValue("main input[readonly] >> nth=1");
      return named("listening", url, ["/setup/salesforce", "/setup/phone", "/setup/profile", "/setup/live"]);
    },
  },
  {
    name: "heard",
    begin: async (scene) => {
      await send(scene.hook, scene.secret, finishedCall("first-1"));
      return named("heard", scene.url, ["/", "/setup/phone", "/setup/profile", "/setup/live", "/calls"]);
    },
  },
  {
    name: "in trouble",
    begin: async (scene, page) => {
      const { url, mails } = scene;
      await post(page, url, "/setup/live", {});
      await page.goto(`${url}/setup/live`);
      await set(page, url, "/settings/mail", "/settings/mail", { host: "127.0.0.1", port: String(mails.port), tls: "none", user: "", password: "",
        from: "ringledger@example.com", to: "lead@example.com", language: "en", time_zone: "America/New_York" });
      await scene.org.stop();
      await send(scene.hook, scene.secret, finishedCall("second-1"));
      const [letter] = await mails.said(/http\S+\/mail\/unsubscribe\/[A-Za-z0-9_.~=-]+/);
      const troubles = await links(page, `${url}/errors`, "main a[href^='/errors/']");
      return [
        ...named("in trouble", url, ["/", "/errors", "/settings", "/settings/mail", "/settings/salesforce", "/calls"]),
        ...troubles.map((trouble, at_) => at(`/errors/{trouble} ${at_ + 1}`, trouble)),
        at("/mail/unsubscribe/{token}", letter),
      ];
    },
  },
  {
    name: "paused",
    begin: async ({ url }, page) => {
      await post(page, url, "/settings/pause", {});
      return named("paused", url, ["/", "/settings", "/setup/live"]);
    },
  },
];

const salesforce = (page, url, org) => page.goto(url).then(() => set(page, url, "/setup/salesforce", "/setup/salesforce", {
  auth: "client_credentials", host: "domain", domain: org, login_url: org, client_id: "ringledger", client_secret: "ringledger", username: "", private_key: "" }, true));
