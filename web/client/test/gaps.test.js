import assert from "node:assert/strict";
import test from "node:test";

import { STREAM, envelope, event, settled, world } from "./support/world.js";

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
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [2, 3, 4, 5],
  );
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

test("an event that was too long for the stream is told as what to read, and takes its place", async () => {
  const { client, open, told, events } = world();
  client.connect(STREAM);
  const call = await open({ "post:a": 5 });
  const long = { ...event("post:a", 6), data: { index: 3, truncated: true, href: "/v1/posts/a" } };
  call.send(long);
  call.send(long);
  call.send(event("post:a", 7));
  await settled();
  assert.deepEqual(told.resync, [
    { reason: "truncated", channel: "post:a", missedFrom: 6, missedTo: 6, refetch: ["/v1/posts/a"] },
  ]);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [7],
  );
  assert.equal(client.getStats().gaps, 0);
});

test("server:resync is told, and its channel goes on behind the hole", async () => {
  const { client, open, told, events, network } = world();
  /** @type {string[]} */
  const system = [];
  client.subscribe("server:*", ({ type }) => system.push(type));
  client.connect(STREAM);
  const call = await open({ "post:a": 5 });
  const hole = {
    reason: "too_far_behind",
    channel: "post:a",
    missedFrom: 6,
    missedTo: 99,
    refetch: ["/v1/posts/a"],
  };
  call.send(envelope("server:resync", hole));
  call.send(event("post:a", 100));
  await settled();
  assert.deepEqual(told.resync, [hole]);
  assert.deepEqual(system, ["server:resync"]);
  assert.equal(events.length, 1);
  assert.equal(network.calls.length, 1);
});

test("a channel that the server adds or takes away is told, and the cursor follows", async () => {
  const { client, clock, open, resumed, told, events } = world();
  client.connect(STREAM);
  const call = await open({ "user:me": 1, "class:a": 7 });
  const change = { added: ["club:b"], removed: ["class:a"], rejected: [] };
  const place = { ids: { "club:b": "clubb" }, positions: { "club:b": 3 } };
  call.send(envelope("server:channels", { channels: ["user:me", "club:b"], ...change, ...place }));
  call.send(event("club:b", 4));
  await settled();
  assert.deepEqual(told.joined.at(-1).added, ["club:b"]);
  assert.equal(events.length, 1);
  call.fail();
  await clock.advance(1000);
  assert.equal(resumed(), "e1.userme-1~clubb-4");
});

test("an event of somebody hidden keeps its place and is not told", async () => {
  const { client, open, told, events } = world();
  /** @type {string[]} */
  const all = [];
  client.subscribe("*", ({ type }) => all.push(type));
  client.connect(STREAM);
  const call = await open({ "user:me": 1 });
  call.send(event("user:me", 2, { type: "event:withheld", data: {}, actorId: null }));
  call.send(event("user:me", 3));
  await settled();
  assert.deepEqual(all, ["connected", "post:liked"]);
  assert.deepEqual([events.length, told.gap.length], [1, 0]);
});
