import assert from "node:assert/strict";
import test from "node:test";

import { TOKENS, setting, settled } from "./support/api-world.js";

test("a 401 renews the token and repeats the request once", async () => {
  const { api, network, kept } = setting();
  const asking = api.createPost({ content: "x" });
  await settled();
  network.last.answer(401, { code: "unauthenticated", title: "Sign in" });
  await settled();
  assert.equal(network.last.url.pathname, "/v1/auth/refresh");
  assert.deepEqual(JSON.parse(network.last.text ?? ""), { refreshToken: "refresh-1" });
  network.last.answer(200, { ...TOKENS, accessToken: "access-2", refreshToken: "refresh-2" });
  await settled();
  assert.equal(network.last.headers.get("Authorization"), "Bearer access-2");
  assert.equal(network.last.headers.get("Idempotency-Key"), "key-0");
  network.last.answer(201, { id: "p" });
  assert.deepEqual(await asking, { id: "p" });
  assert.equal(kept().refreshToken, "refresh-2");
  assert.equal(kept().id, "s");
});

test("a 401 to the repeated request is the answer", async () => {
  const { api, network } = setting();
  const asking = api.me();
  await settled();
  network.last.answer(401, { code: "unauthenticated", title: "Sign in" });
  await settled();
  network.last.answer(200, TOKENS);
  await settled();
  network.last.answer(401, { code: "unauthenticated", title: "Sign in" });
  await assert.rejects(asking, { status: 401 });
  assert.equal(network.calls.length, 3);
});

test("any number of requests share one renewal, also one that comes later", async () => {
  const { api, network } = setting();
  const asking = [api.me(), api.unreadCount(), api.post("p")];
  await settled();
  const [first, second, third] = network.calls;
  first.answer(401);
  second.answer(401);
  await settled();
  assert.equal(network.to("/v1/auth/refresh").length, 1);
  network.last.answer(200, { ...TOKENS, accessToken: "access-2" });
  await settled();
  third.answer(401);
  await settled();
  assert.equal(network.to("/v1/auth/refresh").length, 1);
  for (const call of network.calls.slice(4)) call.answer(200, {});
  await Promise.all(asking);
});

test("a token that ends within a minute is renewed before it is used", async () => {
  const { api, network, time } = setting();
  time.now += 840_001;
  const asking = api.me();
  await settled();
  assert.equal(network.last.url.pathname, "/v1/auth/refresh");
  network.last.answer(200, { ...TOKENS, accessToken: "access-2" });
  await settled();
  assert.equal(network.last.headers.get("Authorization"), "Bearer access-2");
  network.last.answer(200, {});
  await asking;
});

test("a refused renewal ends the session", async () => {
  const { api, network, kept } = setting();
  const asking = api.me();
  await settled();
  network.last.answer(401, { code: "unauthenticated", title: "Sign in" });
  await settled();
  network.last.answer(401, { code: "unauthenticated", title: "Sign in" });
  await assert.rejects(asking, { status: 401 });
  assert.equal(kept(), null);
  await assert.rejects(api.me(), { status: 401, code: "unauthenticated" });
  assert.equal(network.calls.length, 2);
});

test("a renewal that another tab was faster with is no end", async () => {
  const { api, network, kept, keep, time } = setting();
  const asking = api.token({ force: true });
  await settled();
  const other = { ...kept(), accessToken: "access-9", refreshToken: "refresh-9" };
  keep({ ...other, expiresAt: time.now + 900_000 });
  network.last.answer(401, { code: "unauthenticated", title: "Sign in" });
  assert.equal((await asking)?.token, "access-9");
  assert.equal(kept().refreshToken, "refresh-9");
});

test("a renewal that fails for another reason keeps the session", async () => {
  const { api, network, kept } = setting();
  for (const status of [0, 429, 503]) {
    const asking = api.token({ force: true });
    await settled();
    if (status === 0) network.last.fail();
    else network.last.answer(status);
    await assert.rejects(asking, { name: "ApiError", status });
  }
  assert.equal(kept().refreshToken, "refresh-1");
});

test("token() gives the token as a stream needs it, a new one when forced, null when signed out", async () => {
  const { api, network, time } = setting();
  assert.deepEqual(await api.token(), { token: "access-1", expiresAt: time.now + 900_000 });
  const forced = api.token({ force: true });
  await settled();
  network.last.answer(200, { ...TOKENS, accessToken: "access-2" });
  assert.equal((await forced)?.token, "access-2");
  assert.equal(await setting({ signedIn: false }).api.token(), null);
});

test("signing out ends the session whatever the server says", async () => {
  for (const status of [204, 500, 0]) {
    const { api, network, kept } = setting();
    const leaving = api.logout();
    await settled();
    assert.equal(network.last.headers.get("Authorization"), "Bearer access-1");
    if (status === 0) network.last.fail();
    else network.last.answer(status);
    await leaving;
    assert.equal(kept(), null);
  }
});

test("who signs out during a renewal stays signed out", async () => {
  const { api, network, kept, keep } = setting();
  const asking = api.token({ force: true });
  await settled();
  keep(null);
  network.last.answer(200, TOKENS);
  assert.equal(await asking, null);
  assert.equal(kept(), null);
});

test("another school is another pair of tokens of the same session", async () => {
  const { api, network, kept } = setting();
  const switching = api.switchTenant("t2");
  await settled();
  assert.deepEqual(JSON.parse(network.last.text ?? ""), { tenantId: "t2" });
  assert.equal(network.last.headers.get("Authorization"), "Bearer access-1");
  const tokens = { ...TOKENS, accessToken: "access-2", refreshToken: "refresh-2", tenantId: "t2" };
  network.last.answer(200, tokens);
  await switching;
  assert.equal(kept().tenantId, "t2");
  assert.equal(kept().accessToken, "access-2");
  assert.equal(kept().refreshToken, "refresh-2");
  assert.equal(kept().id, "s");
});

test("a pass that cannot be renewed is used until it is refused", async () => {
  const { api, network, kept, keep, time } = setting();
  keep({ ...kept(), refreshToken: "", expiresAt: null });
  time.now += 400 * 86_400_000;
  const asking = api.me();
  await settled();
  network.last.answer(401, { code: "unauthenticated", title: "Sign in" });
  await assert.rejects(asking, { status: 401 });
  assert.equal(network.calls.length, 1);
  assert.equal(kept(), null);
});
