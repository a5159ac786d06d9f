import assert from "node:assert/strict";
import test from "node:test";

import { STREAM, event, settled, world } from "./support/world.js";

test("a token that is not accepted is renewed once, at once", async () => {
  const { client, network, asked, open } = world();
  client.connect(STREAM);
  await settled();
  network.last.answer(401, { code: "unauthenticated" });
  await settled();
  assert.deepEqual(asked, [false, true]);
  assert.equal(network.last.headers.get("Authorization"), "Bearer token-2");
  await open();
  assert.equal(client.getState(), "connected");
  assert.equal(client.getStats().failures, 0);
});

test("a second refusal ends it, without polling", async () => {
  const { client, clock, network, states, told } = world();
  client.connect(STREAM);
  await settled();
  network.last.answer(401);
  await settled();
  network.last.answer(401);
  await clock.advance(600_000);
  assert.deepEqual(states, ["connecting", "failed"]);
  assert.equal(told.state.at(-1).reason, "unauthorized");
  assert.equal(network.calls.length, 2);
});

test("no token means the session is over", async () => {
  const { client, clock, network, states } = world({ tokenProvider: () => null });
  client.connect(STREAM);
  await clock.advance(600_000);
  assert.deepEqual(states, ["connecting", "failed"]);
  assert.equal(network.calls.length, 0);
});

test("a token that cannot be had now is a failed attempt", async () => {
  let broken = true;
  const tokenProvider = async () => {
    if (broken) throw new Error("offline");
    return "late";
  };
  const { client, clock, network } = world({ tokenProvider });
  client.connect(STREAM);
  await settled();
  assert.equal(client.getState(), "reconnecting");
  broken = false;
  await clock.advance(1000);
  assert.equal(network.last.headers.get("Authorization"), "Bearer late");
});

test("a question for a token that is never answered is a failed attempt", async () => {
  const { client, clock, states } = world({ tokenProvider: () => new Promise(() => {}) });
  client.connect(STREAM);
  await clock.advance(15_000);
  assert.deepEqual(states, ["connecting", "reconnecting"]);
});

/** @param {number} life */
function expiring(life) {
  const given = world({
    tokenProvider: (/** @type {{force: boolean}} */ { force }) => {
      given.asked.push(force);
      const token = `token-${given.asked.length}`;
      return Promise.resolve({ token, expiresAt: given.clock.now() + life });
    },
  });
  return given;
}

test("a token is replaced 45 seconds before its end, and the stream goes on", async () => {
  const given = expiring(900_000);
  const { client, clock, network, asked, open, events, resumed } = given;
  client.connect(STREAM, { heartbeatTimeout: 10_000_000 });
  const call = await open();
  call.send(event("user:me", 1));
  await clock.advance(854_999);
  assert.deepEqual(asked, [false]);
  await clock.advance(1);
  assert.deepEqual(asked, [false, true, false]);
  assert.equal(call.aborted, true);
  assert.equal(network.last.headers.get("Authorization"), "Bearer token-3");
  assert.equal(resumed(), "e1.userme-1");
  const again = await open({ "user:me": 1 }, { resumed: true });
  again.send(event("user:me", 2));
  await clock.advance(855_000 - 1);
  assert.equal(events.length, 2);
  assert.equal(asked.length, 3);
  await clock.advance(1);
  assert.equal(asked.length, 5);
});

test("a short token is used for half of its life", async () => {
  const given = expiring(60_000);
  given.client.connect(STREAM);
  await given.open();
  await given.clock.advance(29_999);
  assert.equal(given.asked.length, 1);
  await given.clock.advance(1);
  assert.equal(given.asked.length, 3);
});

test("a token that is already past is left to the server: no loop", async () => {
  const given = expiring(-1);
  given.client.connect(STREAM);
  await given.open();
  await given.clock.advance(50_000);
  assert.equal(given.asked.length, 1);
});

test("a renewal that fails is tried again while the stream flows", async () => {
  let broken = false;
  let asked = 0;
  const given = world({
    heartbeatTimeout: 10_000_000,
    tokenProvider: async () => {
      asked += 1;
      if (broken) throw new Error("offline");
      return { token: `token-${asked}`, expiresAt: given.clock.now() + 100_000 };
    },
  });
  given.client.connect(STREAM);
  const call = await given.open();
  broken = true;
  await given.clock.advance(66_000);
  assert.equal(asked, 4);
  assert.equal(given.client.getState(), "connected");
  assert.equal(call.aborted, false);
  broken = false;
  await given.clock.advance(5000);
  assert.equal(given.network.calls.length, 2);
});

test("a renewal that is refused ends the session", async () => {
  let over = false;
  const given = world({
    tokenProvider: () => (over ? null : { token: "t", expiresAt: given.clock.now() + 10_000 }),
  });
  given.client.connect(STREAM);
  await given.open();
  over = true;
  await given.clock.advance(5000);
  assert.equal(given.client.getState(), "failed");
});

test("a stream that left meanwhile is not renewed", async () => {
  const given = expiring(100_000);
  given.client.connect(STREAM);
  const call = await given.open();
  call.fail();
  await settled();
  given.client.disconnect();
  await given.clock.advance(600_000);
  assert.deepEqual(given.asked, [false]);
});
