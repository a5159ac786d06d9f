import assert from "node:assert/strict";
import test from "node:test";

import { STREAM, envelope, event, settled, world } from "./support/world.js";

const asked = (/** @type {ReturnType<typeof world>} */ { network }) =>
  network.last.url.searchParams.get("channels");

test("channels given before connect() are asked for", async () => {
  const given = world({ channels: ["post:z"] });
  given.client.setChannels(["post:a"]);
  given.client.connect(STREAM);
  await settled();
  assert.equal(asked(given), "post:a");
});

test("new channels join by one new stream that continues the old one", async () => {
  const given = world({ channels: ["post:a"] });
  const { client, clock, network, open, told, resumed, states } = given;
  client.connect(STREAM);
  const call = await open({ "user:me": 4, "post:a": 1 });
  client.setChannels(["post:a", "post:b"]);
  client.setChannels(["post:a", "post:b", "post:c"]);
  await clock.advance(599);
  assert.equal(network.calls.length, 1);
  await clock.advance(1);
  assert.equal(network.calls.length, 2);
  assert.equal(call.aborted, true);
  assert.equal(asked(given), "post:a,post:b,post:c");
  assert.equal(resumed(), "e1.userme-4~posta-1");
  const positions = { "user:me": 4, "post:a": 1, "post:b": 0, "post:c": 0 };
  await open(positions, { resumed: true });
  assert.deepEqual(told.joined.at(-1).added, ["post:b", "post:c"]);
  assert.deepEqual(states, ["connecting", "connected", "reconnecting", "connected"]);
});

test("a list that never stands still is joined all the same", async () => {
  const given = world();
  const { client, clock, network, open } = given;
  client.connect(STREAM);
  await open();
  for (let n = 1; n <= 3; n += 1) {
    client.setChannels(Array.from({ length: n }, (_, at) => `post:${at}`));
    await clock.advance(300);
  }
  assert.equal(network.calls.length, 2);
});

test("the wait is spread, so that the readers of a school do not all come at once", async () => {
  for (const [value, wait] of [
    [0, 400],
    [1, 800],
  ]) {
    const given = world({ random: () => value });
    given.client.connect(STREAM);
    await given.open();
    given.client.setChannels(["post:a"]);
    await given.clock.advance(wait - 1);
    assert.equal(given.network.calls.length, 1);
    await given.clock.advance(1);
    assert.equal(given.network.calls.length, 2);
  }
});

test("channels that are not wanted any more cost no reconnect, and leave the cursor", async () => {
  const given = world({ channels: ["post:a", "post:b"] });
  const { client, clock, network, open, resumed } = given;
  client.connect(STREAM);
  const call = await open({ "user:me": 4, "post:a": 1, "post:b": 2 });
  client.setChannels(["post:b"]);
  await clock.advance(5000);
  assert.equal(network.calls.length, 1);
  call.fail();
  await clock.advance(1000);
  assert.equal(asked(given), "post:b");
  assert.equal(resumed(), "e1.userme-4~postb-2");
});

test("a channel that is left and wanted again is new", async () => {
  const given = world({ channels: ["post:a"] });
  const { client, clock, open, told } = given;
  client.connect(STREAM);
  await open({ "user:me": 4, "post:a": 1 });
  client.setChannels([]);
  client.setChannels(["post:a"]);
  client.reconnect();
  await open({ "user:me": 4, "post:a": 9 }, { resumed: true });
  assert.deepEqual(told.joined.at(-1).added, ["post:a"]);
  await clock.advance(5000);
});

test("channels wanted during an attempt join after it", async () => {
  const given = world();
  const { client, clock, network, open } = given;
  client.connect(STREAM);
  await settled();
  client.setChannels(["post:a"]);
  await open();
  await clock.advance(600);
  assert.equal(network.calls.length, 2);
  assert.equal(asked(given), "post:a");
});

test("a rejected channel is not asked for again and again", async () => {
  const given = world({ channels: ["post:gone"] });
  given.client.connect(STREAM);
  await given.open({ "user:me": 0 }, { rejected: ["post:gone"] });
  await given.clock.advance(30_000);
  assert.equal(given.network.calls.length, 1);
  assert.deepEqual(given.told.joined[0].rejected, ["post:gone"]);
});

test("a list that no stream can have is a mistake of the caller", () => {
  const { client } = world();
  assert.throws(
    () => client.setChannels(Array.from({ length: 65 }, (_, n) => `post:${n}`)),
    RangeError,
  );
  assert.doesNotThrow(() => client.setChannels(Array.from({ length: 200 }, () => "post:a")));
});

test("a channel that was dropped and is wanted again is joined anew: its place was not kept", async () => {
  const { client, clock, network, open, told } = world({ channels: ["post:a"] });
  client.connect(STREAM);
  await open({ "user:me": 1, "post:a": 3 });
  client.setChannels([]);
  client.setChannels(["post:a"]);
  await clock.advance(1000);
  assert.equal(network.to("/v1/stream").length, 2);
  await open({ "user:me": 1, "post:a": 5 }, { resumed: true });
  assert.deepEqual(told.joined.at(-1).added, ["post:a"]);
});

const CHANNELS = "/v1/realtime/connections/c/channels";

/** A client whose stream may change its channels. */
async function changeable() {
  const given = world({
    channels: ["post:a", "post:b"],
    channelsUrl: (/** @type {string} */ id) => `/v1/realtime/connections/${id}/channels`,
  });
  given.client.connect(STREAM);
  const call = await given.open({ "user:me": 4, "post:a": 1, "post:b": 2 });
  given.client.setChannels(["post:b", "post:c", "post:d"]);
  await given.clock.advance(600);
  const [change] = given.network.to(CHANNELS);
  return { ...given, call, change };
}

/** @param {object} [rest] */
function carried(rest) {
  return envelope("server:channels", {
    channels: ["user:me", "post:b", "post:c"],
    added: ["post:c"],
    removed: ["post:a"],
    rejected: ["post:d"],
    ids: { "post:c": "postc" },
    positions: { "post:c": 7 },
    ...rest,
  });
}

test("an open stream is asked to change, and goes on", async () => {
  const { client, clock, network, call, change, told, events, states } = await changeable();
  assert.equal(change.method, "PUT");
  assert.deepEqual(JSON.parse(change.text ?? ""), {
    add: ["post:c", "post:d"],
    remove: ["post:a"],
  });
  assert.match(change.headers.get("Authorization") ?? "", /^Bearer token/);
  change.answer(202, {});
  call.send(carried());
  call.send(event("post:c", 8));
  await clock.advance(10_000);
  assert.deepEqual(told.joined.at(-1).added, ["post:c"]);
  assert.equal(events.length, 1);
  assert.deepEqual(states, ["connecting", "connected"]);
  assert.equal(network.calls.length, 2, "what was refused is not asked for again");
  client.setChannels(["post:b", "post:a"]);
  await clock.advance(600);
  assert.deepEqual(JSON.parse(network.last.text ?? ""), {
    add: ["post:a"],
    remove: ["post:c", "post:d"],
  });
});

for (const [name, answer] of Object.entries({
  "is refused": (/** @type {any} */ { change }) => change.answer(404),
  "is not answered": (/** @type {any} */ { change }) => change.fail(),
  "is not confirmed by the stream": (/** @type {any} */ { change }) => change.answer(202, {}),
})) {
  test(`another stream is opened where the change ${name}`, async () => {
    const given = await changeable();
    answer(given);
    await given.clock.advance(3000);
    assert.equal(given.network.to("/v1/stream").length, 2);
    assert.equal(given.call.aborted, true);
    assert.equal(asked(given), "post:b,post:c,post:d");
    await given.clock.advance(5000);
    assert.equal(given.network.to(CHANNELS).length, 1);
  });
}

test("a stream that ends while it is asked to change is not replaced twice", async () => {
  const given = await changeable();
  given.call.fail();
  await settled();
  await given.clock.advance(1000);
  await given.open({ "user:me": 4, "post:b": 2, "post:c": 7 }, { resumed: true });
  await given.clock.advance(10_000);
  assert.equal(given.network.to("/v1/stream").length, 2);
  assert.equal(given.client.getState(), "connected");
});
