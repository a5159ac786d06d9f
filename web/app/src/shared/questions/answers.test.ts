import assert from "node:assert/strict";

import { test } from "vitest";

import { type Question, behindKey, draftOf, isRight, moved, press, scaled, sendable } from "./answers";

const options = ["a", "b", "c"].map((id) => ({ id, text: id, textKh: null, image: null }));
const question = (type: Question["type"]) => ({ type, options });

test("each type of question has the answer that the API takes", () => {
  assert.deepEqual(sendable(question("SINGLE"), press(question("SINGLE"), {}, "b")), { choice: "b" });
  assert.deepEqual(sendable(question("POLL"), press(question("POLL"), {}, "a")), { choice: "a" });
  const truth = question("TRUE_FALSE");
  assert.deepEqual(sendable(truth, press(truth, {}, "false")), { value: false });
  assert.deepEqual(sendable(question("TEXT"), { text: "  Angkor " }), { text: "Angkor" });
  assert.deepEqual(sendable(question("NUMERIC"), { number: 0 }), { number: 0 });
  assert.deepEqual(sendable(question("NUMERIC"), { written: " 1,000 " }), { written: "1,000" });
  assert.equal(sendable(question("NUMERIC"), { written: " " }), null);
  const order = question("ORDERING");
  assert.deepEqual(sendable(order, draftOf(order, null)), { order: ["a", "b", "c"] });
});

test("several answers are pressed and taken back; none at all is not sent", () => {
  const many = question("MULTIPLE");
  const both = press(many, press(many, {}, "c"), "a");
  assert.deepEqual(sendable(many, both), { choices: ["c", "a"] });
  const none = press(many, press(many, both, "a"), "c");
  assert.equal(sendable(many, none), null);
  for (const type of ["SINGLE", "MULTIPLE", "TRUE_FALSE", "TEXT", "NUMERIC", "POLL"] as const) {
    assert.equal(sendable(question(type), {}), null, type);
  }
});

test("the keys 1 to 9 name what stands there", () => {
  assert.equal(behindKey(question("SINGLE"), "2"), "b");
  assert.equal(behindKey(question("SINGLE"), "4"), null);
  assert.equal(behindKey(question("TRUE_FALSE"), "2"), "false");
  for (const key of ["0", "a", "Enter", "12"]) assert.equal(behindKey(question("SINGLE"), key), null);
});

test("an item moves within the ends of its order", () => {
  assert.deepEqual(moved(["a", "b", "c"], "a", 1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], "a", -1), ["a", "b", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], "a", 9), ["b", "c", "a"]);
});

test("a solution marks options, and nothing where nothing is right", () => {
  const solution = { choices: ["a"], value: null };
  assert.equal(isRight(solution, "a"), true);
  assert.equal(isRight(solution, "b"), false);
  assert.equal(isRight({ choices: null, value: false }, "false"), true);
  assert.equal(isRight({ choices: null, value: null }, "a"), null);
});

test("the highest column fills the width, and an empty distribution is flat", () => {
  assert.deepEqual(
    scaled([{ count: 1 }, { count: 4 }]).map(({ share }) => share),
    [0.25, 1],
  );
  assert.equal(scaled([{ count: 0 }])[0]?.share, 0);
});
