import assert from "node:assert/strict";

import { test } from "vitest";

import type { QuizRead } from "../requests";
import { rightOf, shownQuestions, verdictOf } from "./results";

test("an answer is right, partly right, wrong, an opinion or missing", () => {
  const answer = { choice: "a" } as never;
  assert.equal(verdictOf({ answer, correct: true, points: 2 }), "right");
  assert.equal(verdictOf({ answer, correct: false, points: 0.5 }), "partly");
  assert.equal(verdictOf({ answer, correct: false, points: 0 }), "wrong");
  assert.equal(verdictOf({ answer, correct: null, points: 0 }), "poll");
  assert.equal(verdictOf({ answer: null, correct: null, points: 0 }), "none");
});

test("polls do not count in how many were right, and what was not answered does", () => {
  const questions = [
    { id: "1", type: "SINGLE" },
    { id: "2", type: "POLL" },
    { id: "3", type: "TEXT" },
  ] as const;
  const items = [
    { questionId: "1", correct: true },
    { questionId: "2", correct: null },
    { questionId: "3", correct: null },
  ];
  assert.deepEqual(rightOf(items, questions), { right: 1, of: 2 });
});

test("an author's questions are shown like everybody's", () => {
  const texts = { textKh: null, image: null, explanation: null, explanationKh: null, seconds: null, points: 1 };
  const given = [
    { ...texts, id: "1", type: "TRUE_FALSE", text: "t", correct: true },
    { ...texts, id: "2", type: "NUMERIC", text: "n", minimum: 1, maximum: 2, unit: "kg", language: "km" },
  ] as QuizRead["questions"];
  const [truth, amount] = shownQuestions({ questions: given, pictures: [] });
  assert.deepEqual(truth?.options, []);
  assert.deepEqual([amount?.unit, amount?.language], ["kg", "km"]);
  assert.ok(!("correct" in (truth ?? {})));
  assert.deepEqual(shownQuestions({ questions: null, pictures: [] }), []);
});
