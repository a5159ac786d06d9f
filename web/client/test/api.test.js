import assert from "node:assert/strict";
import test from "node:test";

import { ApiClient, ApiError } from "../api.js";
import { randomUuid } from "../api/uuid.js";
import { TOKENS, setting, settled } from "./support/api-world.js";
import { Network } from "./support/network.js";

test("signing in keeps the session, with the time its token ends", async () => {
  const { api, network, kept, time } = setting({ signedIn: false });
  const login = api.login({ email: "a@b.cd", password: "secret" });
  assert.equal(network.last.url.pathname, "/v1/auth/login");
  assert.equal(network.last.headers.has("Authorization"), false);
  assert.deepEqual(JSON.parse(network.last.text ?? ""), { email: "a@b.cd", password: "secret" });
  network.last.answer(200, TOKENS);
  const session = await login;
  assert.deepEqual(session, kept());
  assert.equal(session.expiresAt, time.now + 900_000);
  assert.match(session.id, /^[0-9a-f-]{36}$/);
});

test("requests carry token, language and query; empty parts of a query are left out", async () => {
  const { api, network } = setting();
  const feed = api.feed({ mode: "latest", limit: 5, cursor: null });
  await settled();
  assert.equal(
    `${network.last.url.pathname}${network.last.url.search}`,
    "/v1/posts?mode=latest&limit=5",
  );
  assert.equal(network.last.headers.get("Authorization"), "Bearer access-1");
  assert.equal(network.last.headers.get("Accept-Language"), "km");
  const page = { data: [], pageInfo: { nextCursor: null, prevCursor: null, hasMore: false } };
  network.last.answer(200, page);
  assert.deepEqual(await feed, page);
});

test("an answer that was given without a part of the service says so, and is valid", async () => {
  /** @type {string[][]} */
  const heard = [];
  const { api, network } = setting({ degraded: (parts) => void heard.push(parts) });
  const meta = { name: "Stunity" };
  for (const headers of [{ "X-Degraded": "ratelimit, redis" }, {}]) {
    const asked = api.meta();
    network.last.answer(200, meta, /** @type {any} */ (headers));
    assert.deepEqual(await asked, meta);
  }
  const refused = api.me();
  await settled();
  network.last.answer(403, { code: "forbidden", title: "No" }, { "X-Degraded": "redis" });
  await assert.rejects(refused, { code: "forbidden" });
  assert.deepEqual(heard, [["ratelimit", "redis"], ["redis"]]);
});

test("every route is asked with its method and path", async () => {
  const { api, network } = setting();
  const routes = {
    "GET /v1/meta": () => api.meta(),
    "GET /v1/users/me": () => api.me(),
    "POST /v1/posts": () => api.createPost({ content: "x" }),
    "GET /v1/posts/p": () => api.post("p"),
    "PUT /v1/posts/p": () => api.updatePost("p", { content: "x" }),
    "DELETE /v1/posts/p": () => api.deletePost("p"),
    "POST /v1/posts/p/like": () => api.like("p", true),
    "DELETE /v1/posts/p/like": () => api.like("p", false),
    "GET /v1/posts/p/comments": () => api.comments("p"),
    "POST /v1/posts/p/comment": () => api.createComment("p", { content: "x" }),
    "POST /v1/users/u/follow": () => api.follow("u", true),
    "DELETE /v1/users/u/follow": () => api.follow("u", false),
    "GET /v1/users/u/followers": () => api.followers("u"),
    "GET /v1/users/u/following": () => api.following("u"),
    "GET /v1/notifications": () => api.notifications(),
    "PUT /v1/notifications/n/read": () => api.readNotification("n"),
    "PUT /v1/notifications/read-all": () => api.readAllNotifications(),
    "GET /v1/notifications/unread-count": () => api.unreadCount(),
    "POST /v1/realtime/token": () => api.streamToken(),
    "GET /v1/admin/realtime/metrics": () => api.realtimeMetrics(),
    "POST /v1/auth/register": () => api.register(/** @type {any} */ ({ email: "x" })),
  };
  for (const [route, ask] of Object.entries(routes)) {
    const asking = ask();
    await settled();
    assert.equal(`${network.last.method} ${network.last.url.pathname}`, route);
    network.last.answer(200, {});
    await asking;
  }
});

test("creations carry a key; the caller may repeat one with its own", async () => {
  const { api, network } = setting();
  const first = api.createPost({ content: "x" });
  await settled();
  assert.equal(network.last.headers.get("Idempotency-Key"), "key-0");
  network.last.answer(201, { id: "p" });
  await first;
  const again = api.createComment("p", { content: "x" }, { key: "mine" });
  await settled();
  assert.equal(network.last.headers.get("Idempotency-Key"), "mine");
  network.last.answer(201, {});
  await again;
  const like = api.like("p", true);
  await settled();
  assert.equal(network.last.headers.has("Idempotency-Key"), false);
  network.last.answer(200, {});
  await like;
});

test("an answer without content is null", async () => {
  const { api, network } = setting();
  const asking = api.deletePost("p");
  await settled();
  network.last.answer(204);
  assert.equal(await asking, null);
});

test("a problem becomes an ApiError with all that it says", async () => {
  const { api, network } = setting();
  const asking = api.createPost({ content: "" });
  await settled();
  const errors = [{ field: "content", code: "string_too_short", message: "too short" }];
  network.last.answer(422, {
    type: "about:blank",
    title: "The request is not valid",
    status: 422,
    detail: "content",
    code: "validation_failed",
    requestId: "r",
    errors,
  });
  await assert.rejects(asking, (/** @type {ApiError} */ error) => {
    assert.ok(error instanceof ApiError);
    const { status, code, title, detail, requestId, temporary } = error;
    assert.deepEqual(
      { status, code, title, detail, requestId, temporary },
      {
        status: 422,
        code: "validation_failed",
        title: "The request is not valid",
        detail: "content",
        requestId: "r",
        temporary: false,
      },
    );
    assert.deepEqual(error.errors, errors);
    return true;
  });
});

test("an answer that is no problem is an ApiError all the same", async () => {
  const { api, network } = setting();
  const asking = api.me();
  await settled();
  network.last.answer(502, undefined, { "Retry-After": "3" });
  await assert.rejects(asking, { name: "ApiError", status: 502, code: "unexpected_answer" });
  const error = await asking.catch((/** @type {any} */ given) => given);
  assert.equal(error.retryAfter, 3);
  assert.equal(error.temporary, true);
});

test("no answer is an ApiError of status 0, and an abort is an abort", async () => {
  const { api, network } = setting();
  const asking = api.me();
  await settled();
  network.last.fail();
  await assert.rejects(asking, { name: "ApiError", status: 0, code: "network" });
  const controller = new AbortController();
  const aborted = api.me({ signal: controller.signal });
  await settled();
  controller.abort();
  await assert.rejects(aborted, { name: "AbortError" });
});

test("an answer that breaks off is an ApiError of status 0", async () => {
  const { api, network } = setting();
  const asking = api.me();
  await settled();
  network.last.open().write("{");
  network.last.end();
  await assert.rejects(asking, { name: "ApiError", status: 0, code: "network" });
});

test("a request that takes too long is given up", async () => {
  const network = new Network();
  const sessions = { get: () => null, set: () => {} };
  const api = new ApiClient({ sessions, fetch: network.fetch, timeout: 5 });
  const held = setInterval(() => {}, 50);
  await assert.rejects(api.meta(), { code: "network" });
  clearInterval(held);
});

test("random UUIDs are version 4 and differ", () => {
  const ids = Array.from({ length: 100 }, randomUuid);
  assert.equal(new Set(ids).size, 100);
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const id of ids) assert.match(id, form);
});

test("a request of a typed client is sent with token and language, and once more after a 401", async () => {
  const { api, network } = setting();
  const request = new Request("http://app.test/v1/posts", { method: "POST", body: "{}" });
  const answer = api.fetch(request);
  await settled();
  assert.equal(network.last.headers.get("Authorization"), "Bearer access-1");
  assert.equal(network.last.headers.get("Accept-Language"), "km");
  network.last.answer(401, {});
  await settled();
  assert.equal(network.last.url.pathname, "/v1/auth/refresh");
  network.last.answer(200, { ...TOKENS, accessToken: "access-2" });
  await settled();
  assert.equal(network.last.url.pathname, "/v1/posts");
  assert.equal(network.last.headers.get("Authorization"), "Bearer access-2");
  network.last.answer(404, { code: "not_found" });
  assert.equal((await answer).status, 404);
});
