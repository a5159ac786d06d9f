import { assert, test } from "vitest";

import { type SchemeDraft, wrongIn } from "./grading";

const mention = (code: string, minimum: string) => ({ code, minimum, label: code, labelKh: code });
const draft = (fields: Partial<SchemeDraft> = {}): SchemeDraft => ({
  band: "PRIMARY",
  fullMark: "10",
  passMark: "5",
  absentMeans: "INCOMPLETE",
  bonusSubjects: true,
  everySubjectMonthly: false,
  mentions: [mention("A", "9"), mention("F", "0")],
  ...fields,
});

test("bounds fall to nought, each once", () => {
  assert.isNull(wrongIn(draft()));
  for (const bounds of [["9", "9", "0"], ["5", "9", "0"], ["9", "5"], []]) {
    assert.equal(wrongIn(draft({ mentions: bounds.map((bound) => mention("A", bound)) })), "wrong.mentions");
  }
});

test("the pass mark lies below the full mark, and nothing above it", () => {
  assert.equal(wrongIn(draft({ passMark: "10" })), "wrong.bounds");
  assert.equal(wrongIn(draft({ passMark: "0" })), "wrong.bounds");
  assert.equal(wrongIn(draft({ fullMark: "8" })), "wrong.bounds");
});

test("every figure and every name is there", () => {
  assert.equal(wrongIn(draft({ passMark: "" })), "wrong.empty");
  assert.equal(wrongIn(draft({ mentions: [mention("", "9"), mention("F", "0")] })), "wrong.empty");
});
