import assert from "node:assert/strict";
import { test } from "vitest";

import { changesOf } from "./corrections";

test("only what differs is sent, and an emptied field takes back what was given by hand", () => {
  const items = [
    { questionId: "a", points: 1, byHand: false },
    { questionId: "b", points: 0.5, byHand: true },
    { questionId: "c", points: 0, byHand: false },
  ];
  assert.deepEqual(changesOf(items, {}), {});
  assert.deepEqual(changesOf(items, { a: 1, b: 0.5, c: null }), {});
  assert.deepEqual(changesOf(items, { a: 0, b: null, c: 2 }), { a: 0, b: null, c: 2 });
});
