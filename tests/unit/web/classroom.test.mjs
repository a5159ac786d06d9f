import assert from "node:assert/strict";
import test from "node:test";

import {
  behindKey,
  draftOf,
  isRight,
  moved,
  numberOf,
  press,
  scaled,
  sendable,
} from "../../../web/app/model/classroom/answers.js";
import { ServerClock } from "../../../web/app/model/classroom/clock.js";
import {
  draftOfQuiz,
  newQuestion,
  newQuiz,
  problems,
  quizOf,
  removeOption,
  TYPES,
} from "../../../web/app/model/classroom/quiz-draft.js";
import { readClassroom } from "../../../web/app/routes.js";

const options = ["a", "b", "c"].map((id) => ({ id, text: id, textKh: null, image: null }));
const question = (type) => ({ id: "q", type, text: "?", options, unit: null });

test("each type of question has the answer that the API takes", () => {
  assert.deepEqual(sendable(question("SINGLE"), press(question("SINGLE"), {}, "b")), {
    choice: "b",
  });
  assert.deepEqual(sendable(question("POLL"), press(question("POLL"), {}, "a")), { choice: "a" });
  const truth = question("TRUE_FALSE");
  assert.deepEqual(sendable(truth, press(truth, {}, "false")), { value: false });
  assert.deepEqual(sendable(question("TEXT"), { text: "  Angkor " }), { text: "Angkor" });
  assert.deepEqual(sendable(question("NUMERIC"), { number: 0 }), { number: 0 });
  const order = question("ORDERING");
  assert.deepEqual(sendable(order, draftOf(order, null)), { order: ["a", "b", "c"] });
});

test("several answers are pressed and taken back; none at all is not sent", () => {
  const many = question("MULTIPLE");
  const both = press(many, press(many, {}, "c"), "a");
  assert.deepEqual(sendable(many, both), { choices: ["c", "a"] });
  const none = press(many, press(many, both, "a"), "c");
  assert.equal(sendable(many, none), null);
  for (const type of TYPES.filter((one) => one !== "ORDERING")) {
    assert.equal(sendable(question(type), {}), null, type);
  }
});

test("the keys 1 to 9 name what stands there", () => {
  assert.equal(behindKey(question("SINGLE"), "2"), "b");
  assert.equal(behindKey(question("SINGLE"), "4"), null);
  assert.equal(behindKey(question("TRUE_FALSE"), "2"), "false");
  for (const key of ["0", "a", "Enter", "12"])
    assert.equal(behindKey(question("SINGLE"), key), null);
});

test("an item moves within the ends of its order", () => {
  assert.deepEqual(moved(["a", "b", "c"], "a", 1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], "a", -1), ["a", "b", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], "a", 9), ["b", "c", "a"]);
});

test("numbers are read as people write them", () => {
  for (const [text, number] of [
    ["12", 12],
    ["3,5", 3.5],
    ["-0.25", -0.25],
    ["1 000", 1000],
    ["១២៣", 123],
    ["−4", -4],
    [".5", 0.5],
  ]) {
    assert.equal(numberOf(text), number, text);
  }
  for (const text of ["", "abc", "1e999", "1,2,3", "--1", "2e15", "0x10"]) {
    assert.equal(numberOf(text), null, text);
  }
});

test("a solution marks options, and nothing where nothing is right", () => {
  const solution = { choices: ["a"], value: null };
  assert.equal(isRight(solution, "a"), true);
  assert.equal(isRight(solution, "b"), false);
  assert.equal(isRight({ choices: null, value: false }, "false"), true);
  assert.equal(isRight({ choices: null, value: null }, "a"), null);
});

test("the highest column fills the width, and an empty distribution is flat", () => {
  const bars = [1, 4].map((count) => ({ key: String(count), count, correct: null }));
  assert.deepEqual(
    scaled(bars).map(({ share }) => share),
    [0.25, 1],
  );
  assert.equal(scaled([{ key: "a", count: 0, correct: null }])[0].share, 0);
});

test("the server's time is guessed from the shortest way there and back", async () => {
  let now = 1_000_000;
  const clock = new ServerClock(() => now);
  const answer = (time, way) => async () => {
    now += way;
    return { serverTime: new Date(time).toISOString() };
  };
  await clock.ask(answer(2_000_100, 200));
  assert.equal(clock.now(), 2_000_200);
  // A slow answer knows less, and changes nothing.
  await clock.ask(answer(9_000_000, 4000));
  assert.equal(clock.now(), 2_004_200);
  assert.equal(clock.until(new Date(2_004_700).toISOString()), 500);
  assert.equal(clock.until(new Date(0).toISOString()), 0);
});

test("a quiz that its author reads and saves again is the same", () => {
  const quiz = {
    ...quizOf({ ...newQuiz(), title: "T" }, "PUBLISHED"),
    maxAttempts: null,
    questions: [
      { id: "1", type: "SINGLE", text: "a", options: options.map(bare), correct: 2 },
      {
        id: "2",
        type: "MULTIPLE",
        text: "b",
        options: options.map(bare),
        correct: [0, 2],
        partial: true,
      },
      { id: "3", type: "TRUE_FALSE", text: "c", correct: false },
      {
        id: "4",
        type: "TEXT",
        text: "d",
        accepted: ["x"],
        caseSensitive: true,
        accentsMatter: false,
      },
      { id: "5", type: "NUMERIC", text: "e", minimum: 0, maximum: 2, unit: "kg" },
      { id: "6", type: "ORDERING", text: "f", options: options.map(bare), partial: false },
      { id: "7", type: "POLL", text: "g", options: options.map(bare) },
    ].map((one) => ({ ...rest(one.type), ...one })),
  };
  assert.deepEqual(quizOf(draftOfQuiz(quiz), "PUBLISHED"), quiz);

  function bare({ id, text }) {
    return { id, text, textKh: null, image: null };
  }

  function rest(type) {
    const texts = { textKh: null, image: null, explanation: null, explanationKh: null };
    return { ...texts, points: type === "POLL" ? 0 : 3, seconds: null };
  }
});

test("what is missing is named with its question", () => {
  const quiz = newQuiz();
  assert.deepEqual(problems(quiz), [
    { question: null, key: "quiz.problem.title" },
    { question: 0, key: "quiz.problem.text" },
    { question: 0, key: "quiz.problem.option" },
  ]);
  quiz.title = "T";
  quiz.questions = [{ ...newQuestion("NUMERIC"), text: "n", minimum: 2, maximum: 1 }];
  assert.deepEqual(problems(quiz), [{ question: 0, key: "quiz.problem.range" }]);
  quiz.questions = [{ ...newQuestion("TEXT"), text: "n", accepted: [" "] }];
  assert.deepEqual(problems(quiz), [{ question: 0, key: "quiz.problem.accepted" }]);
});

test("an option that goes takes its mark along and leaves the others theirs", () => {
  const given = newQuestion("MULTIPLE");
  given.correct = [0, 1, 3];
  removeOption(given, 1);
  assert.deepEqual(given.correct, [0, 2]);
  given.correct = [2];
  removeOption(given, 2);
  assert.deepEqual(given.correct, [0]);
});

test("addresses of the classroom name their page", () => {
  const id = "0190a1b2-0000-7000-8000-000000000000";
  assert.deepEqual(readClassroom("#/play/012345"), { name: "play", id: "012345" });
  assert.deepEqual(readClassroom(`#/boards/${id}/present`), { name: "present", id });
  assert.deepEqual(readClassroom("#/quizzes/new"), { name: "quiz-new", id: "" });
  for (const hash of ["", "#/", "#/play/12", "#/boards/x", "#/live/1234567"]) {
    assert.equal(readClassroom(hash), null, hash);
  }
});
