import assert from "node:assert/strict";
import test from "node:test";

import { STREAM, connected, event, settled, world } from "./support/world.js";

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
  assert.deepEqual(told.joined, [
    { channels, added: channels, rejected: ["post:b"], resumed: false },
  ]);
});

test("what happened since a position arrives, and nothing that was read since then is stale", async () => {
  const { client, open, resumed, events, told } = world();
  client.connect(STREAM, { start: { cursor: "e1.userme-3", channels: ["user:me"] } });
  const call = await open({ "user:me": 3 }, { resumed: true });
  assert.equal(resumed(), "e1.userme-3");
  assert.deepEqual(told.joined.map(({ added }) => added), [[]]);
  // Between the read and the stream.
  call.send(event("user:me", 4));
  await settled();
  assert.deepEqual(events.map(({ seq }) => seq), [4]);
});

test("a position that the server does not know any more makes all stale", async () => {
  const { client, open, told } = world();
  client.connect(STREAM, { start: { cursor: "e0.userme-3", channels: ["user:me"] } });
  await open({ "user:me": 3 });
  assert.deepEqual(told.joined.map(({ added }) => added), [["user:me"]]);
});

test("a position holds for the connection that it was given with", async () => {
  const { client, open, resumed, told } = world();
  client.connect(STREAM, { start: { cursor: "e1.userme-3", channels: ["user:me"] } });
  await open({ "user:me": 3 }, { resumed: true });
  client.disconnect();
  client.reconnect();
  await open({ "user:me": 7 });
  assert.equal(resumed(), null);
  assert.deepEqual(told.joined.at(-1).added, ["user:me"]);
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
  assert.deepEqual(
    events.map(({ id }) => id),
    ["one", "three"],
  );
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
