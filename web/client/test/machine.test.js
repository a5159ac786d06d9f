import assert from "node:assert/strict";
import test from "node:test";

import { Event, State, transition, ways } from "../realtime/machine.js";

/** Every way there is: state, event, next state. Whatever is not here must not move. */
const WAYS = [
  ["disconnected", "connect", "connecting"],

  ["connecting", "open", "connected"],
  ["connecting", "fail", "reconnecting"],
  ["connecting", "move", "reconnecting"],
  ["connecting", "exhausted", "failed"],
  ["connecting", "refused", "failed"],
  ["connecting", "reconnect", "connecting"],
  ["connecting", "disconnect", "disconnected"],

  ["connected", "fail", "reconnecting"],
  ["connected", "move", "reconnecting"],
  ["connected", "refused", "failed"],
  ["connected", "background", "polling"],
  ["connected", "reconnect", "connecting"],
  ["connected", "disconnect", "disconnected"],

  ["reconnecting", "open", "connected"],
  ["reconnecting", "fail", "reconnecting"],
  ["reconnecting", "move", "reconnecting"],
  ["reconnecting", "exhausted", "failed"],
  ["reconnecting", "refused", "failed"],
  ["reconnecting", "reconnect", "connecting"],
  ["reconnecting", "disconnect", "disconnected"],

  ["failed", "fallback", "polling"],
  ["failed", "reconnect", "connecting"],
  ["failed", "disconnect", "disconnected"],

  ["polling", "open", "connected"],
  ["polling", "refused", "failed"],
  ["polling", "fallback_off", "failed"],
  ["polling", "background", "polling"],
  ["polling", "foreground", "connecting"],
  ["polling", "reconnect", "connecting"],
  ["polling", "disconnect", "disconnected"],
];

for (const state of Object.values(State)) {
  for (const event of Object.values(Event)) {
    const way = WAYS.find(([from, by]) => from === state && by === event);
    test(`${state} on ${event} → ${way?.[2] ?? "stays"}`, () => {
      assert.equal(transition(state, event), way?.[2]);
    });
  }
}

test("every state can be left by disconnect but the one it leads to", () => {
  for (const state of Object.values(State)) {
    const expected = state === State.DISCONNECTED ? undefined : State.DISCONNECTED;
    assert.equal(transition(state, Event.DISCONNECT), expected);
  }
});

test("the list of ways is the table", () => {
  const listed = ways().map(({ from, event, to }) => [from, event, to]);
  assert.deepEqual(listed.map(String).sort(), WAYS.map(String).sort());
});
