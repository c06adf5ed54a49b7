// Ways into the org, and out of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callback, connect, orgUrl, plainApp, press, unconnected, unique } from "../org.mjs";

/** A connection that logged in through the web flow with PKCE. */
async function byWebFlow(scope = "api refresh_token id openid") {
  const conn = unconnected({ oauth2: { redirectUri: callback, useVerifier: true } });
  const back = await press("allow", conn.oauth2.getAuthorizationUrl({ scope, state: "st ate&1" }));
  assert.equal(back.searchParams.get("state"), "st ate&1");
  const user = await conn.authorize(back.searchParams.get("code"));
  return { conn, user, code: back.searchParams.get("code") };
}

test("client credentials: authorize({grant_type})", async () => {
  const conn = unconnected();
  const user = await conn.authorize({ grant_type: "client_credentials" });
  assert.match(user.organizationId, /^00D\w{15}$/);
  assert.match(user.id, /^005\w{15}$/);
  assert.equal(conn.instanceUrl, orgUrl);
  assert.match(conn.accessToken, /^00D\w{12}![.\w]+$/);
  assert.equal((await conn.query("SELECT Id FROM User LIMIT 1")).totalSize, 1);
});

test("client credentials: a wrong secret", async () => {
  const conn = unconnected({ oauth2: { clientSecret: "wrong" } });
  await assert.rejects(conn.authorize({ grant_type: "client_credentials" }), {
    name: "invalid_client",
    message: "invalid client credentials",
  });
});

test("web flow: getAuthorizationUrl with PKCE, authorize(code), refresh token", async () => {
  const { conn, user } = await byWebFlow();
  assert.match(user.url, new RegExp(`^${orgUrl}/id/00D\\w{15}/005\\w{15}$`));
  assert.ok(conn.refreshToken);
  assert.equal((await conn.identity()).user_id, user.id);
});

test("web flow: a code works once", async () => {
  const { conn, code } = await byWebFlow();
  await assert.rejects(conn.authorize(code), { name: "invalid_grant", message: "invalid authorization code" });
});

test("web flow: a person denies", async () => {
  const conn = unconnected({ oauth2: { redirectUri: callback, useVerifier: true } });
  const back = await press("deny", conn.oauth2.getAuthorizationUrl({ state: "s" }));
  assert.equal(back.searchParams.get("error"), "access_denied");
  assert.equal(back.searchParams.get("code"), null);
});

test("web flow: another redirect_uri at the exchange", async () => {
  const conn = unconnected({ oauth2: { redirectUri: callback, useVerifier: true } });
  const back = await press("allow", conn.oauth2.getAuthorizationUrl({ scope: "api" }));
  conn.oauth2.redirectUri = "http://127.0.0.1:9/oauth/callback";
  await assert.rejects(conn.authorize(back.searchParams.get("code")), { name: "redirect_uri_mismatch" });
});

test("refresh: oauth2.refreshToken", async () => {
  const { conn } = await byWebFlow();
  const reply = await conn.oauth2.refreshToken(conn.refreshToken);
  assert.notEqual(reply.access_token, conn.accessToken);
  assert.equal(reply.refresh_token, undefined);
  assert.equal(reply.token_type, "Bearer");
  await assert.rejects(conn.oauth2.refreshToken(unique("5Aep861")), {
    name: "invalid_grant",
    message: "expired access/refresh token",
  });
});

test("refresh: a session that ended is renewed on its own, once", async () => {
  const { conn } = await byWebFlow();
  const old = conn.accessToken;
  let renewed = 0;
  conn.on("refresh", () => (renewed += 1));
  await conn.oauth2.revokeToken(old);
  assert.equal((await conn.query("SELECT Id FROM User LIMIT 1")).totalSize, 1);
  assert.equal(renewed, 1);
  assert.notEqual(conn.accessToken, old);
});

test("a session that ended, with nothing to renew it: INVALID_SESSION_ID", async () => {
  const conn = await connect();
  const other = unconnected({ oauth2: { clientId: undefined }, accessToken: conn.accessToken });
  await conn.oauth2.revokeToken(conn.accessToken);
  await assert.rejects(other.query("SELECT Id FROM User"), {
    errorCode: "INVALID_SESSION_ID",
    message: "Session expired or invalid",
  });
});

test("loginByOAuth2: user name and password, where the app allows it", async () => {
  const conn = unconnected({ oauth2: plainApp });
  const user = await conn.loginByOAuth2("morgan@clients.example.com", "any password");
  const identity = await conn.identity();
  assert.equal(identity.username, "morgan@clients.example.com");
  assert.equal(identity.user_id, user.id);
});

test("loginByOAuth2: an unknown user", async () => {
  const conn = unconnected({ oauth2: plainApp });
  await assert.rejects(conn.loginByOAuth2("nobody@clients.example.com", "x"), {
    name: "invalid_grant",
    message: "authentication failure",
  });
});

test("identity", async () => {
  const conn = await connect();
  const identity = await conn.identity();
  assert.equal(identity.asserted_user, true);
  assert.equal(identity.organization_id, conn.userInfo.organizationId);
  assert.equal(identity.urls.query, `${orgUrl}/services/data/v{version}/query/`);
  assert.equal(identity.active, true);
});

test("identity: the address found by the API's index", async () => {
  const { accessToken } = await connect();
  const conn = unconnected({ accessToken });
  assert.equal(conn.userInfo, undefined);
  assert.match((await conn.identity()).user_id, /^005/);
});

test("identity: a token that is none", async () => {
  const conn = await connect();
  const other = unconnected({ oauth2: { clientId: undefined }, accessToken: unique("00D!") });
  other.userInfo = conn.userInfo;
  await assert.rejects(other.identity(), { message: /Bad_OAuth_Token/ });
});

test("logout: the session ends", async () => {
  const conn = await connect();
  const other = unconnected({ oauth2: { clientId: undefined }, accessToken: conn.accessToken });
  await conn.logout();
  await assert.rejects(other.limits(), { errorCode: "INVALID_SESSION_ID" });
});

test("logout(true): the refresh token ends with its sessions", async () => {
  const { conn } = await byWebFlow();
  const { accessToken, refreshToken } = conn;
  await conn.logout(true);
  const other = unconnected({ oauth2: { clientId: undefined }, accessToken });
  await assert.rejects(other.limits(), { errorCode: "INVALID_SESSION_ID" });
  await assert.rejects(unconnected().oauth2.refreshToken(refreshToken), { name: "invalid_grant" });
});

test("loginBySoap: for clients that know nothing newer", async () => {
  const conn = unconnected({ oauth2: { clientId: undefined, clientSecret: undefined } });
  const user = await conn.loginBySoap("morgan@clients.example.com", "any password");
  assert.match(user.id, /^005/);
  assert.equal((await conn.query("SELECT Id FROM User LIMIT 1")).totalSize, 1);
  await assert.rejects(conn.loginBySoap("nobody@clients.example.com", "x"), { message: /INVALID_LOGIN/ });
});
