import assert from "node:assert/strict";
import test from "node:test";

import { backoffDelay } from "../realtime/backoff.js";

const options = { base: 1000, max: 30_000, jitter: 0.2 };
const delays = (/** @type {number} */ random) =>
  [0, 1, 2, 3, 4, 5, 6, 5000].map((n) => backoffDelay(n, { ...options, random: () => random }));

test("delays double from one second to thirty", () => {
  assert.deepEqual(delays(0.5), [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("delays are spread by a fifth on either side", () => {
  assert.deepEqual(delays(0), [800, 1600, 3200, 6400, 12_800, 24_000, 24_000, 24_000]);
  assert.deepEqual(delays(1), [1200, 2400, 4800, 9600, 19_200, 36_000, 36_000, 36_000]);
});

test("the spread can be the whole delay, or nothing", () => {
  assert.equal(backoffDelay(0, { ...options, jitter: 1, random: () => 0 }), 0);
  assert.equal(backoffDelay(3, { ...options, jitter: 0, random: () => 0.9 }), 8000);
});

test("no number of retries makes the delay something else than a number", () => {
  assert.equal(backoffDelay(1e9, { ...options, base: 0, random: () => 0.5 }), 0);
});
