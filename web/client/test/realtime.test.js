import assert from "node:assert/strict";
import test from "node:test";

import { STREAM, connected, envelope, event, settled, world } from "./support/world.js";

test("a client is disconnected until it is told to connect", () => {
  const { client } = world();
  assert.equal(client.getState(), "disconnected");
  assert.equal(client.isConnected(), false);
  assert.equal(client.getStats().delivered, 0);
  client.disconnect();
  client.reconnect();
  assert.equal(client.getState(), "disconnected");
});

test("connect() asks with a token and without a cursor, and waits for `connected`", async () => {
  const { client, network, states, told } = world({ channels: ["post:a", "post:b", "post:a"] });
  client.connect(STREAM);
  assert.equal(client.getState(), "connecting");
  await settled();
  const call = network.last;
  assert.equal(call.url.href, `${STREAM}?channels=post%3Aa%2Cpost%3Ab`);
  assert.equal(call.headers.get("Authorization"), "Bearer token-1");
  assert.equal(call.headers.get("Accept"), "text/event-stream");
  assert.equal(call.headers.has("Last-Event-ID"), false);
  call.open();
  await settled();
  assert.equal(client.isConnected(), false);
  call.send(connected({ "user:me": 3, "post:a": 0 }, { rejected: ["post:b"] }));
  await settled();
  assert.equal(client.isConnected(), true);
  assert.deepEqual(states, ["connecting", "connected"]);
  const channels = ["user:me", "post:a"];
  assert.deepEqual(told.joined, [{ channels, added: channels, rejected: ["post:b"], resumed: false }]);
});

test("a URL that has a query keeps it", async () => {
  const { client, network } = world({ channels: ["post:a"] });
  client.connect(`${STREAM}?mode=envelope`);
  await settled();
  assert.equal(network.last.url.search, "?mode=envelope&channels=post%3Aa");
});

test("connect() without a tokenProvider is a mistake of the caller", () => {
  const { client } = world({ tokenProvider: undefined });
  assert.throws(() => client.connect(STREAM), TypeError);
});

test("events reach their listeners once and in order", async () => {
  const { client, open, events } = world();
  client.connect(STREAM);
  const call = await open({ "user:me": 0, "post:a": 7 });
  call.send(event("user:me", 1, { id: "one" }));
  call.send(event("post:a", 8, { id: "one" }));
  call.send(event("post:a", 8, { id: "two" }));
  call.send(event("post:a", 9, { id: "three" }));
  await settled();
  assert.deepEqual(events.map(({ id }) => id), ["one", "three"]);
  const { delivered, duplicates, lastEventAt } = client.getStats();
  assert.deepEqual([delivered, duplicates], [2, 2]);
  assert.notEqual(lastEventAt, null);
});

test("a listener that throws costs the others nothing", async () => {
  const { client, open, events, told } = world();
  const mistake = new Error("mine");
  client.subscribe("post:liked", () => {
    throw mistake;
  });
  client.connect(STREAM);
  const call = await open();
  call.send(event("user:me", 1));
  await settled();
  assert.equal(events.length, 1);
  assert.deepEqual(told.error, [mistake]);
});

test("unsubscribe ends a subscription", async () => {
  const { client, open, events } = world();
  const end = client.subscribe("*", (given) => events.push(given));
  client.connect(STREAM);
  const call = await open();
  events.length = 0;
  end();
  client.unsubscribe("post:*");
  call.send(event("user:me", 1));
  await settled();
  assert.equal(events.length, 0);
});

test("what is not an envelope is reported and skipped", async () => {
  const { client, open, events, told } = world();
  client.connect(STREAM);
  const call = await open();
  call.write("data: {\n\ndata: null\n\ndata: 7\n\n");
  call.send(event("user:me", 1));
  await settled();
  assert.equal(told.error.length, 3);
  assert.equal(events.length, 1);
});

test("a lost stream is resumed after a second, with the own cursor", async () => {
  const { client, clock, network, open, resumed, states, events } = world();
  client.connect(STREAM);
  const call = await open({ "user:me": 4, "tenant:t": 2 });
  call.send(event("user:me", 5));
  await settled();
  call.fail();
  await settled();
  assert.equal(client.getState(), "reconnecting");
  await clock.advance(999);
  assert.equal(network.calls.length, 1);
  await clock.advance(1);
  assert.equal(network.calls.length, 2);
  assert.equal(resumed(), "e1.userme-5~tenantt-2");
  const again = await open({ "user:me": 5, "tenant:t": 2 }, { resumed: true });
  again.send(event("user:me", 6));
  await settled();
  assert.deepEqual(events.map(({ seq }) => seq), [5, 6]);
  assert.deepEqual(states, ["connecting", "connected", "reconnecting", "connected"]);
});

test("a stream that ends cleanly is resumed as well", async () => {
  const { client, clock, network, open } = world();
  client.connect(STREAM);
  (await open()).end();
  await clock.advance(1000);
  assert.equal(network.calls.length, 2);
});

test("the wait doubles, and begins anew after success", async () => {
  const { client, clock, network, open } = world({ maxReconnectAttempts: 9 });
  client.connect(STREAM);
  (await open()).fail();
  for (const wait of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    const before = network.calls.length;
    await clock.advance(wait - 1);
    assert.equal(network.calls.length, before);
    await clock.advance(1);
    assert.equal(network.calls.length, before + 1);
    network.last.fail();
    await settled();
  }
  await clock.advance(30_000);
  (await open()).fail();
  await settled();
  const before = network.calls.length;
  await clock.advance(1000);
  assert.equal(network.calls.length, before + 1);
});

test("the state event says when the next attempt begins", async () => {
  const { client, clock, open, told } = world();
  client.connect(STREAM);
  (await open()).fail();
  await settled();
  assert.deepEqual(told.state.at(-1), {
    state: "reconnecting",
    previous: "connected",
    reason: "network",
    failures: 0,
    retryAt: clock.now() + 1000,
  });
});

test("Retry-After of a busy server is honoured", async () => {
  const { client, clock, network } = world();
  client.connect(STREAM);
  await settled();
  network.last.answer(503, { code: "draining" }, { "Retry-After": "7" });
  await clock.advance(6999);
  assert.equal(network.calls.length, 1);
  await clock.advance(1);
  assert.equal(network.calls.length, 2);
});

test("a page that is no stream is a failed attempt", async () => {
  const { client, network } = world();
  client.connect(STREAM);
  await settled();
  network.last.answer(200, { hello: "captive portal" });
  await settled();
  assert.equal(client.getState(), "reconnecting");
  assert.equal(client.getStats().failures, 1);
});

for (const status of [400, 403, 404, 422]) {
  test(`an answer of ${status} ends it until reconnect()`, async () => {
    const { client, clock, network, states } = world();
    client.connect(STREAM);
    await settled();
    network.last.answer(status, { code: "no" });
    await clock.advance(600_000);
    assert.deepEqual(states, ["connecting", "failed"]);
    assert.equal(network.calls.length, 1);
    client.reconnect();
    await settled();
    assert.equal(network.calls.length, 2);
  });
}

test("silence for a minute ends a stream, a heartbeat or a comment does not", async () => {
  const { client, clock, open } = world();
  client.connect(STREAM);
  const call = await open();
  await clock.advance(59_999);
  call.send(envelope("heartbeat", { timestamp: 1 }));
  await clock.advance(59_999);
  call.write(": heartbeat\n\n");
  await clock.advance(59_999);
  assert.equal(client.getState(), "connected");
  await clock.advance(1);
  assert.equal(client.getState(), "reconnecting");
  assert.equal(call.aborted, true);
  assert.equal(client.getStats().heartbeats, 1);
});

test("a server that says nothing is left after fifteen seconds", async () => {
  const { client, clock, network } = world();
  client.connect(STREAM);
  await clock.advance(15_000);
  assert.equal(client.getState(), "reconnecting");
  assert.equal(network.last.aborted, true);
});

test("server:reconnect moves after the given time, and the stream flows until then", async () => {
  const { client, clock, network, open, events, resumed } = world();
  client.connect(STREAM);
  const call = await open();
  await clock.advance(5000);
  call.send(envelope("server:reconnect", { afterMs: 3700, reason: "drain" }));
  await settled();
  assert.equal(client.getState(), "reconnecting");
  call.send(event("user:me", 1));
  await clock.advance(3000);
  assert.equal(events.length, 1);
  call.end();
  await clock.advance(699);
  assert.equal(network.calls.length, 1);
  await clock.advance(1);
  assert.equal(network.calls.length, 2);
  assert.equal(resumed(), "e1.userme-1");
  assert.equal(client.getStats().failures, 0);
});

test("server:reconnect at once moves at once, but never in a tight loop", async () => {
  const { client, clock, network, open } = world();
  client.connect(STREAM);
  const call = await open();
  await clock.advance(60_000 - 1);
  call.send(envelope("server:reconnect", { afterMs: 0, reason: "overflow" }));
  await settled();
  assert.equal(call.aborted, true);
  assert.equal(network.calls.length, 2);
  const again = await open({ "user:me": 0 }, { resumed: true });
  again.send(envelope("server:reconnect", { afterMs: 0, reason: "overflow" }));
  await clock.advance(999);
  assert.equal(network.calls.length, 2);
  await clock.advance(1);
  assert.equal(network.calls.length, 3);
});

test("a gap is counted, told, and filled by a reconnect from the own cursor", async () => {
  const { client, clock, open, events, told, resumed } = world();
  client.connect(STREAM);
  const call = await open({ "user:me": 1 });
  call.send(event("user:me", 2));
  call.send(event("user:me", 4));
  call.send(event("user:me", 5));
  await settled();
  assert.deepEqual(told.gap, [{ channel: "user:me", after: 2, got: 4 }]);
  assert.equal(client.getStats().gaps, 1);
  assert.equal(call.aborted, true);
  await clock.advance(1000);
  assert.equal(resumed(), "e1.userme-2");
  const again = await open({ "user:me": 2 }, { resumed: true });
  for (const seq of [3, 4, 5]) again.send(event("user:me", seq));
  await settled();
  assert.deepEqual(events.map(({ seq }) => seq), [2, 3, 4, 5]);
  assert.equal(client.getStats().failures, 0);
});

test("a hole that nobody fills becomes a resync, not a loop without end", async () => {
  const { client, clock, open, told, events } = world();
  client.connect(STREAM);
  for (let n = 0; n < 4; n += 1) {
    const call = await open({ "user:me": 1 }, { resumed: n > 0 });
    call.send(event("user:me", 4));
    await clock.advance(1000);
  }
  assert.equal(client.getState(), "connected");
  assert.deepEqual(told.resync, [
    { reason: "gap", channel: "user:me", missedFrom: 2, missedTo: 4, refetch: [] },
  ]);
  assert.equal(events.length, 0);
});

test("server:resync is told, and its channel goes on behind the hole", async () => {
  const { client, open, told, events, network } = world();
  /** @type {string[]} */
  const system = [];
  client.subscribe("server:*", ({ type }) => system.push(type));
  client.connect(STREAM);
  const call = await open({ "post:a": 5 });
  const hole = {
    reason: "too_far_behind", channel: "post:a", missedFrom: 6, missedTo: 99, refetch: ["/v1/posts/a"],
  };
  call.send(envelope("server:resync", hole));
  call.send(event("post:a", 100));
  await settled();
  assert.deepEqual(told.resync, [hole]);
  assert.deepEqual(system, ["server:resync"]);
  assert.equal(events.length, 1);
  assert.equal(network.calls.length, 1);
});

test("a checkpoint of a channel that joined by itself is part of the next cursor", async () => {
  const { client, clock, open, resumed } = world();
  client.connect(STREAM);
  const call = await open({ "user:me": 1 });
  call.write("id: e1.userme-1~newone-8\n\n");
  await settled();
  call.fail();
  await clock.advance(1000);
  assert.equal(resumed(), "e1.userme-1~newone-8");
});

test("disconnect() ends everything, and nothing arrives after it", async () => {
  const { client, clock, network, open, events, states } = world();
  client.connect(STREAM);
  const call = await open();
  client.disconnect();
  assert.equal(call.aborted, true);
  await clock.advance(600_000);
  assert.equal(network.calls.length, 1);
  assert.equal(clock.pending, 0);
  assert.equal(events.length, 0);
  assert.equal(states.at(-1), "disconnected");
});

test("disconnect() also ends an attempt, a wait and a question for a token", async () => {
  for (const during of ["token", "attempt", "wait"]) {
    const { client, clock, network, states } = world();
    client.connect(STREAM);
    if (during !== "token") await settled();
    if (during === "wait") {
      network.last.fail();
      await settled();
    }
    client.disconnect();
    await clock.advance(600_000);
    assert.equal(network.calls.length, during === "token" ? 0 : 1);
    assert.equal(clock.pending, 0);
    assert.equal(states.at(-1), "disconnected");
  }
});

test("a listener may disconnect in the middle of a piece", async () => {
  const { client, open, events } = world();
  client.subscribe("post:liked", () => client.disconnect());
  client.connect(STREAM);
  const call = await open();
  call.write([1, 2, 3].map((n) => `data: ${JSON.stringify(event("user:me", n))}\n\n`).join(""));
  await settled();
  assert.equal(events.length, 1);
  assert.equal(client.getState(), "disconnected");
});

test("reconnect() replaces the stream, and revives a client that was disconnected", async () => {
  const { client, network, open, resumed } = world();
  client.connect(STREAM);
  const call = await open({ "user:me": 6 });
  client.reconnect();
  await settled();
  assert.equal(call.aborted, true);
  assert.equal(resumed(), "e1.userme-6");
  client.disconnect();
  client.reconnect();
  await settled();
  assert.equal(network.calls.length, 3);
  assert.equal(resumed(), null);
});

test("connect() again ends the first connection", async () => {
  const { client, network, open } = world();
  client.connect(STREAM);
  const call = await open();
  client.connect("http://other.test/stream");
  await settled();
  assert.equal(call.aborted, true);
  assert.equal(network.last.url.host, "other.test");
});
