/** Every assertion of node-assert.js, untrue: each of these tests has to fail. */

import assert from "node:assert/strict";
import test from "node:test";

const untrue = {
  ok: () => assert.ok(0),
  fail: () => assert.fail(),
  equal: () => assert.equal(1, "1"),
  notEqual: () => assert.notEqual(1, 1),
  "deepEqual of values": () => assert.deepEqual({ a: [1] }, { a: [2] }),
  "deepEqual of one more": () => assert.deepEqual({ a: 1 }, { a: 1, b: undefined }),
  "deepEqual of kinds": () => assert.deepEqual([], {}),
  "deepEqual of maps": () => assert.deepEqual(new Map([[1, 2]]), new Map([[1, 3]])),
  match: () => assert.match("a", /b/),
  throws: () => assert.throws(() => {}),
  "throws another": () => assert.throws(() => assert.fail(), RangeError),
  doesNotThrow: () => assert.doesNotThrow(() => assert.fail()),
  rejects: () => assert.rejects(Promise.resolve()),
  "rejects another": () => assert.rejects(Promise.reject(new Error("a")), { message: "b" }),
};

for (const [name, run] of Object.entries(untrue)) test(name, run);
