import assert from "node:assert/strict";
import test from "node:test";

import { TOKENS, settled } from "./support/api-world.js";
import { Browser } from "./support/place.js";

const GIVEN = { ...TOKENS, refreshToken: null, csrfToken: "csrf-2" };
const REFRESH = "/v1/auth/refresh";
const CSRF = "/v1/auth/csrf";

/** A browser in which somebody has signed in before. */
function known() {
  const browser = new Browser();
  browser.kept.set("stunity.csrf", "csrf-1");
  return browser;
}

/** A tab of it that has found the session. */
async function signedIn(browser = known()) {
  const tab = browser.tab();
  const finding = tab.api.token();
  await settled();
  browser.network.last.answer(200, GIVEN);
  await finding;
  return { ...tab, browser, network: browser.network };
}

test("a page finds the session that its browser keeps, with one request", async () => {
  const { api, changes, network, browser, time } = await signedIn();
  assert.equal(network.calls.length, 1);
  assert.equal(network.last.url.pathname, REFRESH);
  assert.equal(network.last.text, "{}");
  assert.equal(network.last.headers.get("X-CSRF-Token"), "csrf-1");
  assert.deepEqual(await api.token(), { token: "access-1", expiresAt: time.now + 900_000 });
  assert.deepEqual(changes, [["u", false]]);
  assert.deepEqual([...browser.kept], [["stunity.csrf", "csrf-2"]]);
});

test("nobody is here where nobody signed in: nothing is asked", async () => {
  const browser = new Browser();
  const { api } = browser.tab();
  assert.equal(await api.token(), null);
  await assert.rejects(api.me(), { status: 401 });
  assert.equal(browser.network.calls.length, 0);
});

test("signing in asks for the token against forgery, and keeps no other", async () => {
  const browser = new Browser();
  const { network } = browser;
  const { api } = browser.tab();
  const entering = api.login({ email: "a@b.test", password: "p" });
  await settled();
  assert.equal(network.last.url.pathname, CSRF);
  network.last.answer(200, { csrfToken: "csrf-0" });
  await settled();
  assert.equal(network.last.url.pathname, "/v1/auth/login");
  assert.equal(network.last.headers.get("X-CSRF-Token"), "csrf-0");
  network.last.answer(200, GIVEN);
  await entering;
  assert.deepEqual([...browser.kept], [["stunity.csrf", "csrf-2"]]);
});

test("a sign-in with a second step is over when that is", async () => {
  const browser = new Browser();
  const { network } = browser;
  const { api, changes } = browser.tab();
  const entering = api.login({ email: "a@b.test", password: "p" });
  await settled();
  network.last.answer(200, { csrfToken: "csrf-0" });
  await settled();
  const step = { status: "second_step", mfaToken: "m", methods: ["totp"], passkey: null, expiresIn: 300 };
  network.last.answer(200, step);
  assert.deepEqual(await entering, step);
  assert.equal(await api.token(), null);
  const going = api.signIn("/auth/mfa/challenge", { mfaToken: "m", code: "123456" });
  await settled();
  network.last.answer(200, { csrfToken: "csrf-0" });
  await settled();
  assert.equal(network.last.url.pathname, "/v1/auth/mfa/challenge");
  network.last.answer(200, GIVEN);
  await going;
  assert.deepEqual(changes, [["u", false]]);
});

test("a cookie that changed meanwhile is asked for its own token, once", async () => {
  const browser = known();
  const { network } = browser;
  const { api } = browser.tab();
  const finding = api.token();
  await settled();
  network.last.answer(403, { code: "csrf_failed", title: "no" });
  await settled();
  assert.equal(network.last.url.pathname, CSRF);
  network.last.answer(200, { csrfToken: "csrf-9" });
  await settled();
  assert.equal(network.last.headers.get("X-CSRF-Token"), "csrf-9");
  network.last.answer(200, GIVEN);
  assert.equal((await finding)?.token, "access-1");
});

test("tabs that open at once share one renewal", async () => {
  const browser = known();
  const tabs = [browser.tab(), browser.tab(), browser.tab()];
  const finding = tabs.map(({ api }) => api.token());
  await settled();
  browser.network.last.answer(200, GIVEN);
  const found = await Promise.all(finding);
  assert.deepEqual(found.map((one) => one?.token), ["access-1", "access-1", "access-1"]);
  assert.equal(browser.network.calls.length, 1);
});

test("tabs whose token ends at once share one renewal, whatever their clocks say", async () => {
  const browser = known();
  const first = await signedIn(browser);
  const second = browser.tab();
  second.time.now = 5_000_000_000;
  const finding = second.api.token();
  await settled();
  browser.network.last.answer(200, { ...GIVEN, accessToken: "access-2" });
  await finding;
  await settled();
  // The first one has it as well: it was told.
  assert.equal((await first.api.token())?.token, "access-2");
  first.time.now += 860_000;
  second.time.now += 860_000;
  const asking = [first.api.token(), second.api.token()];
  await settled();
  assert.equal(browser.network.to(REFRESH).length, 3);
  browser.network.last.answer(200, { ...GIVEN, accessToken: "access-3" });
  assert.deepEqual((await Promise.all(asking)).map((one) => one?.token), ["access-3", "access-3"]);
  assert.equal(browser.network.to(REFRESH).length, 3);
});

test("a tab that asks in vain renews by itself", async () => {
  const browser = known();
  const first = browser.tab();
  const asking = first.api.token();
  const second = browser.tab();
  const waiting = second.api.token();
  await settled();
  browser.network.last.answer(503);
  await assert.rejects(asking, { status: 503 });
  while (browser.network.to(REFRESH).length < 2) await settled();
  browser.network.last.answer(200, GIVEN);
  assert.equal((await waiting)?.token, "access-1");
});

test("whoever signs out in one tab is signed out in all", async () => {
  const browser = known();
  const here = await signedIn(browser);
  const there = browser.tab();
  const finding = there.api.token();
  await settled();
  browser.network.last.answer(200, GIVEN);
  await finding;
  const leaving = here.api.logout();
  await settled();
  assert.equal(browser.network.last.url.pathname, "/v1/auth/logout");
  assert.equal(browser.network.last.headers.get("Authorization"), "Bearer access-1");
  browser.network.last.answer(204);
  await leaving;
  await settled();
  assert.deepEqual(here.changes.at(-1), [null, true]);
  assert.deepEqual(there.changes.at(-1), [null, true]);
  assert.equal(await there.api.token(), null);
  assert.equal(browser.kept.size, 0);
});

test("a sign-out that the server did not hear is made up for by the next page", async () => {
  const browser = known();
  const { api, network } = await signedIn(browser);
  const leaving = api.logout();
  await settled();
  network.last.fail();
  await leaving;
  assert.equal(await api.token(), null);
  assert.deepEqual([...browser.kept], [["stunity.leaving", "1"]]);

  const next = browser.tab();
  await settled();
  assert.equal(await next.api.token(), null);
  network.last.answer(200, { csrfToken: "csrf-2" });
  await settled();
  assert.equal(network.last.url.pathname, REFRESH);
  network.last.answer(200, { ...GIVEN, accessToken: "access-9", csrfToken: "csrf-3" });
  await settled();
  assert.equal(network.last.url.pathname, "/v1/auth/logout");
  assert.equal(network.last.headers.get("Authorization"), "Bearer access-9");
  assert.equal(network.last.headers.get("X-CSRF-Token"), "csrf-3");
  network.last.answer(204);
  await settled();
  assert.equal(browser.kept.size, 0);
  assert.equal(next.api.session, null);
});

test("another school or person in one tab is another one in all", async () => {
  const browser = known();
  const here = await signedIn(browser);
  const there = browser.tab();
  const finding = there.api.token();
  await settled();
  browser.network.last.answer(200, GIVEN);
  await finding;
  const switching = here.api.switchTenant("t2");
  await settled();
  browser.network.last.answer(200, { ...GIVEN, accessToken: "access-7", tenantId: "t2" });
  await switching;
  await settled();
  assert.equal(there.api.session?.tenantId, "t2");
  assert.equal((await there.api.token())?.token, "access-7");
  assert.deepEqual(there.changes, [["u", false], ["u", false]]);
});

test("a refused renewal ends the session everywhere, a failed one nowhere", async () => {
  const browser = known();
  const { api, changes, network } = await signedIn(browser);
  for (const status of [0, 429, 503]) {
    const asking = api.token({ force: true });
    await settled();
    if (status === 0) network.last.fail();
    else network.last.answer(status);
    await assert.rejects(asking, { status });
  }
  const asking = api.token({ force: true });
  await settled();
  network.last.answer(401, { code: "invalid_refresh_token", title: "Sign in" });
  assert.equal(await asking, null);
  assert.deepEqual(changes.at(-1), [null, false]);
  assert.equal(browser.kept.size, 0);
});

test("requests carry no cookie, those of the session alone do", async () => {
  const browser = known();
  /** @type {string[]} */
  const seen = [];
  const { fetch } = browser.network;
  browser.network.fetch = (/** @type {any} */ url, /** @type {any} */ init) => {
    seen.push(`${new URL(url, "http://app").pathname} ${init.credentials} ${init.keepalive ?? false}`);
    return fetch(url, init);
  };
  const { api, network } = await signedIn(browser);
  const asking = api.me();
  await settled();
  network.last.answer(200, {});
  await asking;
  assert.deepEqual(seen, [`${REFRESH} include true`, "/v1/users/me omit false"]);
});
