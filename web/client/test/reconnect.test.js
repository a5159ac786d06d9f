import assert from "node:assert/strict";
import test from "node:test";

import { STREAM, envelope, event, settled, world } from "./support/world.js";

// AT-S4-3, of the SDK.
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
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [5, 6],
  );
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
