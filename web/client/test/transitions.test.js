import assert from "node:assert/strict";
import test from "node:test";

import { ways } from "../realtime/machine.js";
import { POLL, STREAM, connected, envelope, settled, world } from "./support/world.js";

/** @typedef {ReturnType<typeof world>} World */

/** The newest attempt to stream; a polling client has pages under way as well. */
const stream = (/** @type {World} */ { network }) => network.to("/v1/stream").at(-1);

/** How a client gets into each state. @type {Record<string, (given: World) => Promise<void>>} */
const REACH = {
  disconnected: async () => {},
  connecting: async ({ client }) => {
    client.connect(STREAM);
    await settled();
  },
  connected: async (given) => {
    await REACH.connecting(given);
    await given.open({ "user:me": 4 });
  },
  reconnecting: async (given) => {
    await REACH.connected(given);
    stream(given)?.fail();
    await settled();
  },
  failed: async (given) => {
    given.client.setPollingFallback(false);
    await REACH.polling(given);
  },
  polling: async (given) => {
    await REACH.connecting(given);
    for (const wait of [2000, 2000, 0]) {
      stream(given)?.fail();
      await given.clock.advance(wait);
    }
  },
};

/** How long until an attempt is under way. @type {Record<string, number>} */
const UNTIL_ATTEMPT = { connecting: 0, connected: 0, reconnecting: 1000, polling: 60_000 };

/** What happens to an attempt; a polling client can be refused without one. */
const ATTEMPTED = new Set(["open", "fail", "move", "exhausted", "refused"]);

/**
 * @param {World} given
 * @param {string} state
 */
async function visibility({ surroundings: { document } }, state) {
  document.visibilityState = state;
  document.dispatchEvent(new Event("visibilitychange"));
}

/**
 * What brings each event about, with an attempt under way where there is one.
 *
 * @type {Record<string, (given: any, from: string) => unknown>}
 */
const CAUSE = {
  connect: ({ client }) => client.connect(STREAM),
  open: (given) => stream(given)?.open().send(connected({ "user:me": 4 }, { resumed: true })),
  fail: (given) => stream(given)?.fail(),
  move: (given, from) => {
    const call = stream(given);
    if (from !== "connected") call?.open();
    call?.send(envelope("server:reconnect", { reason: "drain", afterMs: 0 }));
  },
  exhausted: async (given, from) => {
    given.client.setPollingFallback(false);
    // The wait of two failures, and with the third nothing is left.
    const left = from === "reconnecting" ? [2000, 4000, 0] : [2000, 2000, 0];
    for (const wait of left) {
      stream(given)?.fail();
      await given.clock.advance(wait);
    }
  },
  refused: async (given, from) => {
    given.end();
    if (from === "connected") await given.clock.advance(given.lifetime / 2);
    else if (from === "polling") given.network.to(POLL)[0].answer(401);
    else stream(given)?.answer(401);
  },
  fallback: ({ client }) => client.setPollingFallback(true),
  fallback_off: ({ client }) => client.setPollingFallback(false),
  background: (given) => visibility(given, "hidden"),
  foreground: (given) => visibility(given, "visible"),
  reconnect: ({ client }) => client.reconnect(),
  disconnect: ({ client }) => client.disconnect(),
};

/** A world whose session can be ended. */
function endable() {
  // Renewed after half of it, which is before a minute of silence.
  const lifetime = 50_000;
  let over = false;
  const given = world({
    pollInBackground: true,
    tokenProvider: () =>
      over ? null : { token: "t", expiresAt: given.clock.now() + lifetime },
  });
  return { ...given, lifetime, end: () => void (over = true) };
}

for (const { from, event, to } of ways()) {
  test(`a client that is ${from} is ${to} upon ${event}`, async () => {
    const given = endable();
    await REACH[from](given);
    assert.equal(given.client.getState(), from);
    if (ATTEMPTED.has(event) && !(from === "polling" && event === "refused")) {
      await given.clock.advance(UNTIL_ATTEMPT[from]);
    }
    assert.equal(given.client.getState(), from);
    const before = given.told.state.length;
    await CAUSE[event](given, from);
    await settled();
    assert.equal(given.client.getState(), to);
    const first = given.told.state[before];
    assert.equal(first.previous, from);
    if (event !== "exhausted") assert.equal(first.state, to);
  });
}

/** The table of the specification, in its own words: from, to. */
const SPECIFIED = [
  ["disconnected", "connecting"],
  ["connecting", "connected"],
  ["connecting", "reconnecting"],
  ["connected", "reconnecting"],
  ["reconnecting", "connected"],
  ["reconnecting", "failed"],
  ["failed", "polling"],
  ["polling", "connected"],
  ["connecting", "failed"],
  ["connected", "failed"],
  ["polling", "failed"],
  ["connected", "polling"],
  ["polling", "connecting"],
  ["connecting", "disconnected"],
  ["connected", "disconnected"],
  ["reconnecting", "disconnected"],
  ["failed", "disconnected"],
  ["polling", "disconnected"],
];

// AT-S4-1.
test("every way of the specification is there, and therefore walked above", () => {
  const there = new Set(ways().map(({ from, to }) => `${from} → ${to}`));
  for (const [from, to] of SPECIFIED) assert.ok(there.has(`${from} → ${to}`), `${from} → ${to}`);
});
