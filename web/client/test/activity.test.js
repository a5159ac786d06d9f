import assert from "node:assert/strict";
import test from "node:test";

import { ActivityList } from "../helpers.js";
import { FakeClock } from "./support/clock.js";
import { Source, heard } from "./support/source.js";

/** @param {object} [options] */
function activities(options) {
  const source = new Source();
  const clock = new FakeClock();
  const list = new ActivityList(source, { clock, ...options });
  const say = (/** @type {number} */ n) => source.say("activity:new", { id: `a${n}` });
  const ids = () => list.items.map(({ id }) => id);
  return { clock, list, say, ids };
}

const numbered = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: from - to + 1 }, (_, at) => `a${from - at}`);

test("the newest comes first, and the last fifty are kept", () => {
  const { list, say, ids } = activities();
  for (let n = 1; n <= 60; n += 1) say(n);
  assert.deepEqual(ids(), numbered(60, 11));
  assert.equal(list.fresh, 50);
});

test("N new goes three seconds after the last arrival", async () => {
  const { clock, list, say } = activities();
  say(1);
  await clock.advance(2000);
  say(2);
  await clock.advance(2999);
  assert.equal(list.fresh, 2);
  const changes = heard(list);
  await clock.advance(1);
  assert.equal(list.fresh, 0);
  assert.equal(changes.length, 1);
});

test("the reader's look takes it away at once, and for an unbounded time only that", async () => {
  const { clock, list, say } = activities({ freshFor: Infinity });
  say(1);
  await clock.advance(3_600_000);
  assert.equal(list.fresh, 1);
  list.seen();
  assert.equal(list.fresh, 0);
  const changes = heard(list);
  list.seen();
  assert.equal(changes.length, 0);
});

test("one that is known is not shown twice, from the API or from an event", () => {
  const { list, say, ids } = activities();
  say(3);
  list.load([3, 2, 1].map((n) => /** @type {any} */ ({ id: `a${n}` })));
  say(3);
  say(2);
  assert.deepEqual(ids(), ["a3", "a2", "a1"]);
  assert.equal(list.fresh, 1);
});

test("after stop() nothing arrives and nothing is planned", () => {
  const { clock, list, say, ids } = activities();
  say(1);
  list.stop();
  say(2);
  assert.deepEqual(ids(), ["a1"]);
  assert.equal(clock.pending, 0);
});
