import assert from "node:assert/strict";

import { test } from "vitest";

import { flawOf, fullWorth, newWork, workOf, worth } from "./workDraft";

const RUBRIC = [
  { id: "a", title: "A", levels: [{ id: "0", title: "No", points: 0 }, { id: "1", title: "Yes", points: 5 }] },
  { id: "b", title: "B", levels: [{ id: "1", title: "Yes", points: 2.5 }] },
];

test("what does not go with its type is left out", () => {
  const quiz = workOf({ ...newWork, title: " Kings ", type: "QUIZ", quizId: "q", anonymous: true });
  assert.deepEqual([quiz.title, quiz.quizId, quiz.anonymous, quiz.gradesHidden], ["Kings", "q", false, false]);
  const essay = workOf({ ...newWork, title: "Essay", quizId: "q", anonymous: true });
  assert.deepEqual([essay.quizId, essay.anonymous, essay.gradesHidden, essay.titleKh], [null, true, true, null]);
});

test("a draft says what is wrong with it", () => {
  const draft = { ...newWork, title: "Essay" };
  assert.equal(flawOf(draft), null);
  assert.equal(flawOf(newWork), "title");
  assert.equal(flawOf({ ...draft, maxPoints: null }), "points");
  assert.equal(flawOf({ ...draft, type: "QUIZ" }), "quiz");
  assert.equal(flawOf({ ...draft, dueDate: "2026-12-02T00:00:00Z", lockAt: "2026-12-01T00:00:00Z" }), "dates");
  assert.equal(flawOf({ ...draft, unlockAt: "2026-12-01T00:00:00Z", lockAt: "2026-12-01T00:00:00Z" }), null);
});

test("a rubric is worth its best levels, and a choice what was chosen", () => {
  assert.equal(fullWorth(RUBRIC), 7.5);
  assert.equal(worth(RUBRIC, {}), null);
  assert.equal(worth(RUBRIC, { a: "0", b: "1" }), 2.5);
  assert.equal(worth(RUBRIC, { a: "gone" }), null);
});
