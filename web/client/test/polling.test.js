import assert from "node:assert/strict";
import test from "node:test";

import { POLL, STREAM, event, idOf, settled, world } from "./support/world.js";

/** @param {object} [rest] */
function page(rest = {}) {
  const { channels = ["user:me"] } = /** @type {{channels?: string[]}} */ (rest);
  return {
    ids: Object.fromEntries(channels.map((channel) => [channel, idOf(channel)])),
    events: [],
    nextCursor: "e1.userme-0",
    hasMore: false,
    channels: ["user:me"],
    rejected: [],
    resync: [],
    tenantId: "t",
    ...rest,
  };
}

/**
 * Let three attempts fail.
 *
 * @param {ReturnType<typeof world>} given
 */
async function giveUp({ network, clock }) {
  for (const wait of [5000, 5000, 0]) {
    await settled();
    network.last.fail();
    await clock.advance(wait);
  }
}

test("after three failed attempts in a row the client polls, with the same cursor", async () => {
  const given = world({ channels: ["post:a"] });
  const { client, network, open, states } = given;
  client.connect(STREAM);
  const call = await open({ "user:me": 4, "post:a": 1 });
  call.end();
  await given.clock.advance(1000);
  await giveUp(given);
  assert.deepEqual(states.slice(-2), ["failed", "polling"]);
  const { url, headers } = network.last;
  assert.equal(url.pathname, POLL);
  assert.equal(url.searchParams.get("channels"), "post:a");
  assert.equal(url.searchParams.get("after"), "e1.userme-4~posta-1");
  assert.match(headers.get("Authorization") ?? "", /^Bearer token-/);
});

test("the first attempt counts as one of the three", async () => {
  const given = world();
  given.client.connect(STREAM);
  await giveUp(given);
  assert.equal(given.client.getState(), "polling");
  assert.equal(given.network.to("/v1/stream").length, 3);
  assert.equal(given.network.last.url.searchParams.has("after"), false);
});

test("without a fallback, or without an address for it, the client stays failed", async () => {
  for (const options of [{ enablePollingFallback: false }, { pollUrl: null }]) {
    const given = world(options);
    given.client.connect(STREAM);
    await giveUp(given);
    await given.clock.advance(600_000);
    assert.equal(given.client.getState(), "failed");
    assert.equal(given.network.calls.length, 3);
    given.client.reconnect();
    await settled();
    assert.equal(given.client.getState(), "connecting");
    assert.equal(given.network.calls.length, 4);
  }
});

test("pages deliver events once and in order, every thirty seconds", async () => {
  const given = world();
  const { client, clock, network, events, told } = given;
  client.connect(STREAM);
  await giveUp(given);
  network.last.answer(
    200,
    page({
      events: [event("user:me", 5), event("user:me", 6)],
      nextCursor: "e1.userme-6",
    }),
  );
  await clock.advance(29_999);
  assert.equal(network.to(POLL).length, 1);
  assert.deepEqual(told.joined, [
    { channels: ["user:me"], added: ["user:me"], rejected: [], resumed: false },
  ]);
  await clock.advance(1);
  assert.equal(network.to(POLL).length, 2);
  assert.equal(network.last.url.searchParams.get("after"), "e1.userme-6");
  network.last.answer(
    200,
    page({
      events: [event("user:me", 6), event("user:me", 7)],
      nextCursor: "e1.userme-7",
    }),
  );
  await settled();
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [5, 6, 7],
  );
  assert.equal(told.joined.length, 1);
  assert.equal(client.getStats().polls, 2);
});

test("more pages are read at once, but not without end", async () => {
  const given = world();
  const { client, clock, network, events } = given;
  client.connect(STREAM);
  await giveUp(given);
  for (let n = 1; n <= 5; n += 1) {
    assert.equal(network.to(POLL).length, n);
    const next = { nextCursor: `e1.userme-${n}`, hasMore: true };
    network.last.answer(200, page({ events: [event("user:me", n)], ...next }));
    await settled();
  }
  assert.equal(network.to(POLL).length, 5);
  await clock.advance(30_000);
  assert.equal(network.to(POLL).length, 6);
  assert.equal(events.length, 5);
});

test("a gap inside a page stops it, and the next page asks from before the gap", async () => {
  const given = world();
  const { client, clock, network, events, open } = given;
  client.connect(STREAM);
  (await open({ "user:me": 1 })).end();
  await clock.advance(1000);
  await giveUp(given);
  network.last.answer(
    200,
    page({
      events: [event("user:me", 2), event("user:me", 4)],
      nextCursor: "e1.userme-4",
      hasMore: true,
    }),
  );
  await clock.advance(30_000);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [2],
  );
  assert.equal(network.last.url.searchParams.get("after"), "e1.userme-2");
  assert.equal(client.getStats().gaps, 1);
});

test("a page may declare a hole", async () => {
  const given = world();
  const { client, network, told } = given;
  client.connect(STREAM);
  await giveUp(given);
  const hole = {
    reason: "history_expired",
    channel: "user:me",
    missedFrom: 1,
    missedTo: 9,
    refetch: ["/v1/x"],
  };
  network.last.answer(200, page({ resync: [hole], nextCursor: "e1.userme-9" }));
  await settled();
  assert.deepEqual(told.resync, [hole]);
});

test("a page that fails is told, and the next one comes in time", async () => {
  const given = world();
  const { client, clock, network, told } = given;
  client.connect(STREAM);
  await giveUp(given);
  network.last.fail();
  await clock.advance(30_000);
  network.last.answer(500, { code: "internal" });
  await clock.advance(30_000);
  network.last.answer(200, page());
  await settled();
  assert.deepEqual(
    told.polled.map(({ ok }) => ok),
    [false, false, true],
  );
  assert.equal(client.getState(), "polling");
});

test("a page that never comes is given up, and the next one comes all the same", async () => {
  const given = world();
  const { client, clock, network, told } = given;
  client.connect(STREAM);
  await giveUp(given);
  await clock.advance(30_000);
  assert.equal(network.to(POLL)[0].aborted, true);
  assert.deepEqual(
    told.polled.map(({ ok }) => ok),
    [false],
  );
  await clock.advance(30_000);
  assert.equal(network.to(POLL).length, 2);
});

test("Retry-After of the polling twin is honoured", async () => {
  const given = world();
  const { client, clock, network } = given;
  client.connect(STREAM);
  await giveUp(given);
  network.last.answer(429, { code: "rate_limited" }, { "Retry-After": "45" });
  await clock.advance(44_999);
  assert.equal(network.to(POLL).length, 1);
  await clock.advance(1);
  assert.equal(network.to(POLL).length, 2);
});

// AT-S4-2.
test("every minute a stream is tried; when it opens, polling ends and nothing is lost", async () => {
  const given = world();
  const { client, clock, network, events, open, states } = given;
  client.connect(STREAM);
  await giveUp(given);
  network.last.answer(200, page({ events: [event("user:me", 1)], nextCursor: "e1.userme-1" }));
  await clock.advance(30_000);
  network.last.answer(200, page({ nextCursor: "e1.userme-1" }));
  await clock.advance(30_000);
  const [probe] = network.to("/v1/stream").slice(3);
  assert.equal(probe.headers.get("Last-Event-ID"), "e1.userme-1");
  assert.equal(client.getState(), "polling");
  const poll = network.to(POLL).at(-1);
  network.calls.push(probe);
  const call = await open({ "user:me": 1 }, { resumed: true });
  assert.equal(client.getState(), "connected");
  assert.equal(poll?.aborted, true);
  call.send(event("user:me", 2));
  await clock.advance(50_000);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [1, 2],
  );
  assert.equal(network.to(POLL).length, 3);
  assert.deepEqual(states.slice(-2), ["polling", "connected"]);
});

test("a probe that fails leaves the client polling, and the next one follows", async () => {
  const given = world({ probeInterval: 5000 });
  const { client, clock, network } = given;
  client.connect(STREAM);
  await giveUp(given);
  for (let n = 4; n <= 6; n += 1) {
    await clock.advance(5000);
    assert.equal(network.to("/v1/stream").length, n);
    network.to("/v1/stream")[n - 1].fail();
    await settled();
    assert.equal(client.getState(), "polling");
  }
});

test("setPollingFallback() turns polling on and off", async () => {
  const given = world({ enablePollingFallback: false });
  const { client, clock, network } = given;
  client.connect(STREAM);
  await giveUp(given);
  assert.equal(client.getState(), "failed");
  client.setPollingFallback(true);
  await settled();
  assert.equal(client.getState(), "polling");
  client.setPollingFallback(false);
  assert.equal(client.getState(), "failed");
  await clock.advance(600_000);
  assert.equal(network.to(POLL).length, 1);
  client.disconnect();
  client.setPollingFallback(true);
  client.connect(STREAM);
  await giveUp(given);
  assert.equal(client.getState(), "polling");
});

test("a page that is refused asks for a new token once, then it is over", async () => {
  const given = world();
  const { client, clock, network, asked, states } = given;
  client.connect(STREAM);
  await giveUp(given);
  network.last.answer(401, { code: "unauthenticated" });
  await settled();
  assert.deepEqual(asked.slice(-2), [false, true]);
  network.last.answer(200, page());
  await clock.advance(30_000);
  network.last.answer(401, { code: "unauthenticated" });
  await settled();
  network.last.answer(401, { code: "unauthenticated" });
  await clock.advance(600_000);
  assert.equal(states.at(-1), "failed");
  assert.equal(network.to(POLL).length, 4);
});

test("a server that waits for news is asked again at once, and a live question is seen in time", async () => {
  const given = world({ pollWait: 20 });
  const { client, clock, network, events } = given;
  client.connect(STREAM);
  await giveUp(given);
  // The first page says where the client is: there is nothing to wait for.
  assert.equal(network.last.url.searchParams.has("wait"), false);
  network.last.answer(200, page());
  await clock.advance(999);
  assert.equal(network.to(POLL).length, 1);
  await clock.advance(1);
  assert.equal(network.to(POLL).length, 2);
  assert.equal(network.last.url.searchParams.get("wait"), "20");
  // Nothing for twenty seconds; then a question, three seconds into the next wait.
  await clock.advance(20_000);
  network.last.answer(200, page());
  await clock.advance(0);
  assert.equal(network.to(POLL).length, 3);
  await clock.advance(3000);
  network.last.answer(200, page({ events: [event("user:me", 1)], nextCursor: "e1.userme-1" }));
  await settled();
  assert.equal(events.length, 1);
  await clock.advance(0);
  assert.equal(network.to(POLL).length, 4);
  assert.equal(network.last.url.searchParams.get("after"), "e1.userme-1");
});

test("polls that wait are no more than sixty in a minute, whatever happens", async () => {
  const given = world({ pollWait: 20, probeInterval: 600_000 });
  const { client, clock, network } = given;
  client.connect(STREAM);
  await giveUp(given);
  const before = network.to(POLL).length;
  for (let beat = 1; beat <= 600; beat += 1) {
    const asked = network.to(POLL).length;
    const seq = { events: [event("user:me", asked)], nextCursor: `e1.userme-${asked}` };
    network.last.answer(200, page(seq));
    await clock.advance(100);
  }
  assert.ok(network.to(POLL).length - before <= 60, String(network.to(POLL).length));
});

test("a server that does not wait is left alone for the interval", async () => {
  const given = world({ pollWait: 20 });
  const { client, clock, network } = given;
  client.connect(STREAM);
  await giveUp(given);
  network.last.answer(200, page());
  await clock.advance(1000);
  network.last.answer(200, page());
  await clock.advance(29_000);
  assert.equal(network.to(POLL).length, 2);
  await clock.advance(1000);
  assert.equal(network.to(POLL).length, 3);
});
