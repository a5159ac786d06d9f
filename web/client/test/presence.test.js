import assert from "node:assert/strict";
import test from "node:test";

import { Presence } from "../helpers.js";
import { FakeClock } from "./support/clock.js";
import { Source, heard } from "./support/source.js";

const at = (/** @type {number} */ second) => new Date(1_765_000_000_000 + second * 1000).toISOString();

function presence(beat = async () => {}) {
  const source = new Source();
  const clock = new FakeClock();
  const state = { hidden: false, beats: 0 };
  const count = () => {
    state.beats += 1;
    return beat();
  };
  const who = new Presence(source, { beat: count, hidden: () => state.hidden, clock });
  return { source, clock, state, who };
}

test("people come and go, and each change is told once", () => {
  const { source, who } = presence();
  const changes = heard(who);
  source.say("user:online", { userId: "a", at: at(1) });
  source.say("user:online", { userId: "a", at: at(2) });
  source.say("user:online", { userId: "b", at: at(3) });
  assert.deepEqual(who.online, ["a", "b"]);
  source.say("user:offline", { userId: "a", lastSeenAt: at(4) });
  assert.equal(who.isOnline("a"), false);
  assert.equal(who.lastSeen("a"), at(4));
  assert.deepEqual(changes, [["a"], ["b"], ["a"]]);
});

test("an event that was overtaken changes nothing", () => {
  const { source, who } = presence();
  source.say("user:online", { userId: "a", at: at(9) });
  source.say("user:offline", { userId: "a", lastSeenAt: at(5) });
  assert.equal(who.isOnline("a"), true);
});

test("what the API says replaces what was known", () => {
  const { source, who } = presence();
  source.say("user:online", { userId: "a", at: at(1) });
  const changes = heard(who);
  who.load([
    { userId: "a", online: false, lastSeenAt: at(0) },
    { userId: "b", online: true },
    { userId: "c", online: false },
  ]);
  assert.deepEqual(who.online, ["b"]);
  assert.deepEqual(changes, [["a", "b", "c"]]);
  who.load([{ userId: "b", online: true }]);
  assert.equal(changes.length, 1);
  assert.equal(who.lastSeen("nobody"), null);
});

test("a sign of life goes out every twenty seconds, while the page is looked at", async () => {
  const { clock, state, who } = presence(() => Promise.reject(new Error("offline")));
  who.start();
  await clock.advance(59_999);
  assert.equal(state.beats, 3);
  state.hidden = true;
  await clock.advance(60_000);
  assert.equal(state.beats, 3);
  state.hidden = false;
  await clock.advance(20_000);
  assert.equal(state.beats, 4);
  who.stop();
  await clock.advance(60_000);
  assert.equal(state.beats, 4);
});
