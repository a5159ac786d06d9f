import assert from "node:assert/strict";
import test from "node:test";

import { POLL, STREAM, event, settled, world } from "./support/world.js";

/**
 * @param {ReturnType<typeof world>} given
 * @param {"visible" | "hidden"} state
 */
async function show({ surroundings: { document } }, state) {
  document.visibilityState = state;
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
}

/**
 * @param {ReturnType<typeof world>} given
 * @param {"online" | "offline"} name
 */
async function network({ surroundings }, name) {
  surroundings.window.dispatchEvent(new Event(name));
  await settled();
}

test("a stream is tried anew when the machine goes offline: it may be dead, or on this machine", async () => {
  const given = world();
  given.client.connect(STREAM);
  const call = await given.open();
  await network(given, "offline");
  assert.equal(call.aborted, true);
  assert.equal(given.client.getState(), "reconnecting");
  await given.open({ "user:me": 0 }, { resumed: true });
  assert.equal(given.client.getState(), "connected");
});

test("back online, nothing waits any longer", async () => {
  const given = world();
  given.client.connect(STREAM);
  await settled();
  given.network.last.fail();
  await settled();
  await network(given, "online");
  assert.equal(given.network.calls.length, 2);
  assert.equal(given.client.getState(), "connecting");
});

test("back online, a polling client streams again", async () => {
  const given = world({ maxReconnectAttempts: 1 });
  given.client.connect(STREAM);
  await settled();
  given.network.last.fail();
  await settled();
  assert.equal(given.client.getState(), "polling");
  await network(given, "online");
  assert.equal(given.client.getState(), "connecting");
  assert.equal(given.network.to(POLL)[0].aborted, true);
});

test("going online changes nothing where the stream is open or the session is over", async () => {
  const given = world();
  given.client.connect(STREAM);
  await given.open();
  await network(given, "online");
  assert.equal(given.network.calls.length, 1);
  const refused = world({ tokenProvider: () => null });
  refused.client.connect(STREAM);
  await settled();
  await network(refused, "online");
  assert.equal(refused.client.getState(), "failed");
});

test("a page that wakes from sleep does not trust a stream that was silent", async () => {
  const given = world();
  given.client.connect(STREAM);
  const call = await given.open();
  given.clock.sleep(60_000);
  await show(given, "visible");
  assert.equal(given.client.getState(), "connected");
  given.clock.sleep(1);
  await show(given, "visible");
  assert.equal(given.client.getState(), "reconnecting");
  assert.equal(call.aborted, true);
});

test("a page that is shown while polling tries to stream at once", async () => {
  const given = world({ maxReconnectAttempts: 1 });
  given.client.connect(STREAM);
  await settled();
  given.network.last.fail();
  await settled();
  await show(given, "visible");
  assert.equal(given.network.to("/v1/stream").length, 2);
  assert.equal(given.client.getState(), "polling");
});

test("a hidden page keeps its stream by default", async () => {
  const given = world();
  given.client.connect(STREAM);
  await given.open();
  await show(given, "hidden");
  assert.equal(given.client.getState(), "connected");
});

test("where asked to, a hidden page polls every ten seconds and a shown one streams", async () => {
  const given = world({ pollInBackground: true });
  const { client, clock, open, resumed } = given;
  client.connect(STREAM);
  const call = await open({ "user:me": 3 });
  await show(given, "hidden");
  assert.equal(client.getState(), "polling");
  assert.equal(call.aborted, true);
  const page = {
    events: [event("user:me", 4)],
    nextCursor: "e1.userme-4",
    hasMore: false,
    channels: ["user:me"],
    ids: { "user:me": "userme" },
    rejected: [],
    resync: [],
    tenantId: "t",
  };
  given.network.last.answer(200, page);
  await clock.advance(10_000);
  assert.equal(given.network.to(POLL).length, 2);
  await clock.advance(60_000);
  assert.equal(given.network.to("/v1/stream").length, 1);
  await show(given, "visible");
  assert.equal(client.getState(), "connecting");
  assert.equal(resumed(), "e1.userme-4");
});

test("a stream that opens in a hidden page gives way to polling as well", async () => {
  const given = world({ pollInBackground: true });
  given.client.connect(STREAM);
  await settled();
  await show(given, "hidden");
  assert.equal(given.client.getState(), "connecting");
  await given.open();
  assert.equal(given.client.getState(), "polling");
});

/**
 * @param {ReturnType<typeof world>} given
 * @param {"pagehide" | "pageshow"} name
 */
async function turn({ surroundings }, name) {
  surroundings.window.dispatchEvent(Object.assign(new Event(name), { persisted: true }));
  await settled();
}

test("a page that is put away holds no connection, and resumes when it comes back", async () => {
  const given = world();
  given.client.connect(STREAM);
  const call = await given.open({ "user:me": 3 });
  await turn(given, "pagehide");
  assert.equal(call.aborted, true);
  await given.clock.advance(600_000);
  assert.equal(given.network.calls.length, 1);
  await turn(given, "pageshow");
  assert.equal(given.resumed(), "e1.userme-3");
  await given.open({ "user:me": 3 }, { resumed: true });
  assert.equal(given.client.getState(), "connected");
});

test("a page that comes back does not revive a session that is over", async () => {
  const given = world({ tokenProvider: () => null });
  given.client.connect(STREAM);
  await settled();
  await turn(given, "pagehide");
  await turn(given, "pageshow");
  assert.equal(given.client.getState(), "failed");
});

test("after disconnect() nothing around the page matters", async () => {
  const given = world();
  given.client.connect(STREAM);
  await given.open();
  given.client.disconnect();
  await network(given, "offline");
  await network(given, "online");
  await show(given, "visible");
  await turn(given, "pageshow");
  assert.equal(given.client.getState(), "disconnected");
  assert.equal(given.network.calls.length, 1);
});
