import assert from "node:assert/strict";
import test from "node:test";

import { formatCursor, lowest, parseCursor } from "../realtime/cursor.js";

test("a cursor survives its text", () => {
  const positions = new Map([
    ["c7k2", 42],
    ["m1x", 0],
    ["1y2p0ij32e8e7", 9_007_199_254_740_991],
  ]);
  const text = formatCursor({ epoch: "0d39cc", positions });
  assert.equal(text, "0d39cc.c7k2-42~m1x-0~1y2p0ij32e8e7-9007199254740991");
  assert.deepEqual(parseCursor(text), { epoch: "0d39cc", positions });
});

test("a cursor may be without channels", () => {
  assert.deepEqual(parseCursor("e."), { epoch: "e", positions: new Map() });
  assert.equal(formatCursor({ epoch: "e", positions: new Map() }), "e.");
});

const MALFORMED = [
  "",
  "e",
  ".a-1",
  "E.a-1",
  "e.a",
  "e.a-",
  "e.-1",
  "e.a-01",
  "e.a-1~",
  "e.~a-1",
  "e.a-1~a-2",
  "e.a-1 ",
  "e.a--1",
  "e.A-1",
  "e.a-1.5",
  "e.a-١",
  "e.abcdefghijklmn-1",
  `${"e".repeat(33)}.a-1`,
  `e.${"a-1~".repeat(600)}`,
];
for (const text of MALFORMED) {
  test(`"${text.slice(0, 40)}" is not a cursor`, () => assert.equal(parseCursor(text), null));
}

test("more than 64 channels are not read, and not written", () => {
  const positions = new Map(Array.from({ length: 65 }, (_, n) => [`c${n}`, n]));
  const parts = [...positions].map(([id, seq]) => `${id}-${seq}`);
  assert.equal(parseCursor(`e.${parts.join("~")}`), null);
  assert.equal(parseCursor(formatCursor({ epoch: "e", positions }))?.positions.size, 64);
});

test("a written cursor keeps to 2048 bytes", () => {
  const positions = new Map();
  for (let n = 0; n < 64; n += 1) positions.set(`${n}`.padStart(13, "z"), 10 ** 15 + n);
  for (let n = 0; n < 64; n += 1) positions.set(`${n}`.padStart(13, "y"), 10 ** 17);
  const text = formatCursor({ epoch: "e".repeat(32), positions });
  assert.ok(text.length <= 2048);
  assert.notEqual(parseCursor(text), null);
});

test("the lowest positions of several cursors, of the first one's epoch", () => {
  assert.equal(lowest(["e1.a-5~b-2", null, "nonsense", "e1.a-3~c-9", "e2.a-1"]), "e1.a-3~b-2~c-9");
  assert.equal(lowest([null, "nonsense"]), null);
  assert.equal(lowest([]), null);
});
