import assert from "node:assert/strict";

import { test } from "vitest";

import type { AuthorQuestion, QuizRead } from "../requests";
import {
  draftOfQuiz,
  marked,
  newQuestion,
  newQuiz,
  quizOf,
  shifted,
  withType,
  withoutOption,
} from "./quizDraft";
import { problems } from "./quizProblems";

const options = ["a", "b", "c"].map((id) => ({ id, text: id, textKh: `${id}ខ`, image: null }));
const texts = { textKh: "ខ្មែរ", image: null, explanation: "why", explanationKh: null, seconds: 20, points: 3 };
const range = { minimum: 0, maximum: 2.5, unit: "kg", language: "km" } as const;
const QUESTIONS: AuthorQuestion[] = [
  { ...texts, id: "1", type: "SINGLE", text: "a", options, correct: 2 },
  { ...texts, id: "2", type: "MULTIPLE", text: "b", options, correct: [0, 2], partial: true },
  { ...texts, id: "3", type: "TRUE_FALSE", text: "c", correct: false },
  { ...texts, id: "4", type: "TEXT", text: "d", accepted: ["x", "y z"], caseSensitive: true, accentsMatter: false },
  { ...texts, id: "5", type: "NUMERIC", text: "e", ...range },
  { ...texts, id: "6", type: "ORDERING", text: "f", options, partial: false },
  { ...texts, id: "7", type: "POLL", text: "g", options, points: 0 },
];

test("a quiz that its author reads and saves again is the same", () => {
  const quiz = {
    ...quizOf({ ...newQuiz(), title: "T", titleKh: "ធ", description: "D", descriptionKh: "ឃ" }, "PUBLISHED"),
    maxAttempts: null,
    opensAt: "2026-01-01T00:00:00Z",
    questions: QUESTIONS,
  };
  assert.deepEqual(quizOf(draftOfQuiz(quiz as unknown as QuizRead), "PUBLISHED"), quiz);
});

test("what is missing is named with its question", () => {
  const quiz = newQuiz();
  assert.deepEqual(problems(quiz), [
    { question: null, key: "title" },
    { question: 0, key: "text" },
    { question: 0, key: "option" },
  ]);
  quiz.title = "T";
  quiz.questions = [{ ...newQuestion("NUMERIC"), text: "n", minimum: 2, maximum: 1 }];
  assert.deepEqual(problems(quiz), [{ question: 0, key: "range" }]);
  quiz.questions = [{ ...newQuestion("TEXT"), text: "n", accepted: " \n " }];
  assert.deepEqual(problems(quiz), [{ question: 0, key: "accepted" }]);
  quiz.questions = [];
  assert.deepEqual(problems(quiz), [{ question: null, key: "questions" }]);
});

test("an option that goes takes its mark along and leaves the others theirs", () => {
  const given = { ...newQuestion("MULTIPLE"), correct: [0, 1, 3] };
  assert.deepEqual(withoutOption(given, 1).correct, [0, 2]);
  assert.deepEqual(withoutOption({ ...given, correct: [2] }, 2).correct, [0]);
  assert.equal(withoutOption(given, 1).options.length, 3);
});

test("one answer is right, or several, and never none", () => {
  const single = newQuestion("SINGLE");
  assert.deepEqual(marked(single, 2, true), [2]);
  const several = { ...newQuestion("MULTIPLE"), correct: [0] };
  assert.deepEqual(marked(several, 2, true), [0, 2]);
  assert.deepEqual(marked(several, 0, false), [0]);
  assert.deepEqual(marked({ ...several, correct: [0, 2] }, 0, false), [2]);
});

test("another type keeps what was typed, and drops marks that it cannot have", () => {
  const several = { ...newQuestion("MULTIPLE"), text: "t", correct: [1, 3] };
  const single = withType(several, "SINGLE");
  assert.deepEqual([single.correct, single.text], [[1], "t"]);
  const poll = { ...newQuestion("POLL"), points: 0 };
  assert.equal(withType(poll, "TEXT").points, 1);
});

test("questions move within the ends of their list", () => {
  assert.deepEqual(shifted(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(shifted(["a", "b"], 0, -1), ["a", "b"]);
  assert.deepEqual(shifted(["a", "b"], 1, 1), ["a", "b"]);
});
