import assert from "node:assert/strict";
import test from "node:test";

import { eventSourceTransport } from "../realtime/eventsource-transport.js";
import { STREAM, connected, event, settled, world } from "./support/world.js";

/** An EventSource whose messages and errors a test gives by hand. */
class Source {
  /** @type {Source[]} */
  static all = [];
  /** @type {(message: {data: string, lastEventId: string}) => void} */
  onmessage = () => {};
  onerror = () => {};
  closed = false;

  /** @param {string} url */
  constructor(url) {
    this.url = new URL(url);
    Source.all.push(this);
  }

  /** @param {object} envelope @param {string} [lastEventId] */
  say(envelope, lastEventId = "") {
    this.onmessage({ data: JSON.stringify(envelope), lastEventId });
  }

  close() {
    this.closed = true;
  }
}

/** @param {object} [options] */
function sourced(options) {
  Source.all = [];
  const transport = eventSourceTransport(/** @type {any} */ (Source));
  const given = world({ transport, ...options });
  const last = () => Source.all[Source.all.length - 1];
  return { ...given, last };
}

test("the token and the cursor stand in the address, and nothing is fetched", async () => {
  const { client, clock, network, last, events } = sourced({ channels: ["post:a"] });
  client.connect(STREAM);
  await settled();
  assert.equal(last().url.searchParams.get("token"), "token-1");
  assert.equal(last().url.searchParams.get("channels"), "post:a");
  assert.equal(last().url.searchParams.has("lastEventId"), false);
  last().say(connected({ "user:me": 4, "post:a": 1 }));
  last().say(event("user:me", 5));
  assert.equal(client.getState(), "connected");
  last().onerror();
  assert.equal(last().closed, true);
  await clock.advance(1000);
  assert.equal(last().url.searchParams.get("lastEventId"), "e1.userme-5~posta-1");
  last().say(connected({ "user:me": 5, "post:a": 1 }, { resumed: true }));
  last().say(event("user:me", 5));
  last().say(event("user:me", 6));
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [5, 6],
  );
  assert.equal(network.calls.length, 0);
});

test("a source that does not open is tried once more with a new token, then waits", async () => {
  const { client, clock, asked, last } = sourced();
  client.connect(STREAM);
  await settled();
  last().onerror();
  await settled();
  assert.deepEqual(asked, [false, true]);
  assert.equal(client.getState(), "connecting");
  last().onerror();
  await settled();
  assert.equal(client.getState(), "reconnecting");
  assert.equal(Source.all.length, 2);
  await clock.advance(1000);
  assert.equal(Source.all.length, 3);
});

test("a source that falls silent is closed and replaced", async () => {
  const { client, clock, last } = sourced();
  client.connect(STREAM);
  await settled();
  const first = last();
  first.say(connected({ "user:me": 4 }));
  await clock.advance(60_000);
  assert.equal(first.closed, true);
  assert.equal(client.getState(), "reconnecting");
  first.onerror();
  first.say(event("user:me", 5));
  assert.equal(client.getStats().delivered, 0);
});

test("a closed client reports nothing more", async () => {
  const { client, last, states } = sourced();
  client.connect(STREAM);
  await settled();
  client.disconnect();
  last().say(connected({ "user:me": 4 }));
  last().onerror();
  assert.deepEqual(states, ["connecting", "disconnected"]);
});
