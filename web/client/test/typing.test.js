import assert from "node:assert/strict";
import test from "node:test";

import { TypingSender, Typists } from "../helpers.js";
import { FakeClock } from "./support/clock.js";
import { Source, heard } from "./support/source.js";

function typists() {
  const source = new Source();
  const clock = new FakeClock();
  const who = new Typists(source, { clock });
  const start = (/** @type {string} */ userId, rest = {}) =>
    source.say("typing:start", { conversationId: "c", userId, ...rest });
  return { source, clock, who, start };
}

test("a typist of whom nothing more is heard is gone after eight seconds", async () => {
  const { clock, who, start } = typists();
  const changes = heard(who);
  start("a");
  await clock.advance(3000);
  start("a");
  await clock.advance(7999);
  assert.deepEqual(who.in("c"), ["a"]);
  await clock.advance(1);
  assert.deepEqual(who.in("c"), []);
  assert.deepEqual(changes, ["c", "c"]);
});

test("the server may shorten the time, never stretch it", async () => {
  const { clock, who, start } = typists();
  start("a", { expiresInMs: 1000 });
  start("b", { expiresInMs: 3_600_000 });
  await clock.advance(1000);
  assert.deepEqual(who.in("c"), ["b"]);
  await clock.advance(7000);
  assert.deepEqual(who.in("c"), []);
});

test("conversations and people are kept apart, in the order in which they began", () => {
  const { source, who, start } = typists();
  start("b");
  start("a");
  source.say("typing:start", { conversationId: "d", userId: "a" });
  source.say("typing:stop", { conversationId: "c", userId: "b" });
  assert.deepEqual([who.in("c"), who.in("d"), who.in("e")], [["a"], ["a"], []]);
});

test("a message that arrives ends the typing of its sender only", () => {
  const { source, who, start } = typists();
  start("a");
  start("b");
  source.say("message:created", { conversationId: "c", senderId: "a" });
  assert.deepEqual(who.in("c"), ["b"]);
});

test("after stop() no timer is left", () => {
  const { clock, who, start } = typists();
  start("a");
  who.stop();
  assert.equal(clock.pending, 0);
});

function sender(send = async () => {}) {
  const clock = new FakeClock();
  /** @type {string[]} */
  const told = [];
  const tell = (/** @type {string} */ op) => {
    told.push(op);
    return send();
  };
  return { clock, told, sender: new TypingSender(tell, clock) };
}

test("whoever types on tells it every two and a half seconds", async () => {
  const given = sender();
  for (let second = 0; second < 7; second += 1) {
    given.sender.typed("hello");
    await given.clock.advance(1000);
  }
  assert.deepEqual(given.told, ["start", "start", "start"]);
});

test("a message that is sent says itself that typing is over, and the next one begins anew", () => {
  const given = sender();
  given.sender.typed("hello");
  given.sender.sent();
  given.sender.stopped();
  given.sender.typed("a");
  assert.deepEqual(given.told, ["start", "start"]);
});

test("an emptied field stops, once, unless others have forgotten it already", async () => {
  const given = sender(() => Promise.reject(new Error("offline")));
  given.sender.typed("  ");
  given.sender.typed("a");
  given.sender.typed("");
  given.sender.stopped();
  assert.deepEqual(given.told, ["start", "stop"]);
  given.sender.typed("a");
  await given.clock.advance(8000);
  given.sender.stopped();
  assert.deepEqual(given.told, ["start", "stop", "start"]);
});
