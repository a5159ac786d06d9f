import assert from "node:assert/strict";
import test from "node:test";

import { orderBy } from "../../../web/app/model/classroom/board-questions.js";
import { Board } from "../../../web/app/model/classroom/board.js";

const ID = "b";

const question = (id, values = {}) => ({
  id,
  boardId: ID,
  author: null,
  body: `Question ${id}`,
  status: "OPEN",
  upvotes: 0,
  voted: false,
  mine: false,
  isPinned: false,
  isFrozen: false,
  responseText: null,
  reviewReasons: [],
  tags: [],
  createdAt: "2026-03-01T08:00:00Z",
  ...values,
});

function world(questions, answers = {}) {
  const asked = [];
  const detail = { id: ID, presentingQuestionId: null, polls: [], votesLeft: null };
  const given = {
    [`GET /boards/${ID}`]: detail,
    "GET /questions": { data: questions, pageInfo: { nextCursor: null, hasMore: false } },
    ...answers,
  };
  const request = async (method, path, options) => {
    asked.push({ method, path, ...options });
    const answer = given[`${method} ${path}`];
    if (answer instanceof Error) throw answer;
    return structuredClone(answer);
  };
  const api = { request, requestCreation: (path, options) => request("POST", path, options) };
  const board = new Board(api, ID);
  const tell = (type, data) => board.apply({ type, data, channel: `board:${ID}` });
  return { board, asked, given, tell };
}

const order = ({ questions }) => questions.map(({ id }) => id);

test("pinned first, then votes, then the newer; or the newer alone", () => {
  const all = [
    question("1", { upvotes: 3 }),
    question("2", { upvotes: 5 }),
    question("3", { upvotes: 3 }),
    question("4", { isPinned: true }),
  ];
  const ids = (sort) => [...all].sort(orderBy(sort)).map(({ id }) => id);
  assert.deepEqual(ids("top"), ["4", "2", "3", "1"]);
  assert.deepEqual(ids("new"), ["4", "3", "2", "1"]);
});

test("votes of others move questions as they arrive", async () => {
  const { board, tell } = world([question("1"), question("2")]);
  await board.load();
  assert.deepEqual(order(board), ["2", "1"]);
  tell("question:upvoted", { questionId: "1", upvotes: 4 });
  assert.deepEqual(order(board), ["1", "2"]);
  tell("question:pinned", { questionId: "2", isPinned: true });
  assert.deepEqual(order(board), ["2", "1"]);
  board.stop();
});

test("a vote shows at once, and goes back where it is refused", async () => {
  const { board, given } = world([question("1", { upvotes: 2 })], {
    "POST /questions/1/upvote": { questionId: "1", voted: true, upvotes: 8 },
  });
  await board.load();
  const voting = board.vote("1", true);
  assert.deepEqual([board.question("1").voted, board.question("1").upvotes], [true, 3]);
  await voting;
  assert.equal(board.question("1").upvotes, 8);
  given["DELETE /questions/1/upvote"] = new Error("no");
  await assert.rejects(board.vote("1", false));
  assert.deepEqual([board.question("1").voted, board.question("1").upvotes], [true, 8]);
});

test("a frozen question takes no vote", async () => {
  const { board, asked, tell } = world([question("1")]);
  await board.load();
  tell("question:frozen", { questionId: "1", isFrozen: true });
  const before = asked.length;
  await board.vote("1", true);
  assert.equal(asked.length, before);
  assert.equal(board.question("1").voted, false);
});

test("a question appears by its event before anything is read", async () => {
  const { board, tell } = world([]);
  await board.load();
  tell("question:created", { ...question("9"), isAnonymous: true });
  assert.deepEqual(order(board), ["9"]);
  assert.equal(board.question("9").author, null);
  board.stop();
});

test("questions of another board stay out", async () => {
  const { board, tell } = world([]);
  await board.load();
  tell("question:created", { ...question("9"), boardId: "other" });
  tell("question:upvoted", { questionId: "8", upvotes: 3 });
  assert.deepEqual(order(board), []);
});

test("deleted and merged questions leave, and their votes arrive where they went", async () => {
  const { board, tell } = world([question("1"), question("2"), question("3")]);
  await board.load();
  tell("question:deleted", { id: "3" });
  tell("question:merged", { id: "2", intoId: "1", upvotes: 7 });
  assert.deepEqual(order(board), ["1"]);
  assert.equal(board.question("1").upvotes, 7);
});

test("a filter shows what fits it, also after an event", async () => {
  const { board, given, tell } = world([question("1"), question("2")]);
  await board.load();
  given["GET /questions"].data = [question("1")];
  await board.choose({ filter: "OPEN" });
  const answered = {
    responseText: "Yes.",
    respondedAt: "2026-03-01T09:00:00Z",
    status: "ANSWERED",
  };
  tell("question:answered", { id: "1", ...answered });
  assert.deepEqual(order(board), []);
});

test("counts of a poll arrive by event, and its end", async () => {
  const poll = { id: "p", kind: "CHOICE", status: "OPEN", counts: [0, 0], words: [], total: 0 };
  const { board, given, tell } = world([]);
  given[`GET /boards/${ID}`].polls = [poll];
  await board.load();
  tell("board:poll_results", { pollId: "p", counts: [2, 1], total: 3, words: [] });
  assert.deepEqual(board.polls.all[0].counts, [2, 1]);
  tell("board:poll_closed", { pollId: "p", counts: [3, 1], total: 4, words: [] });
  assert.equal(board.polls.all[0].status, "CLOSED");
  board.stop();
});

test("an answer that was overtaken by an event does not undo it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { board, given, tell } = world([question("1")]);
  await board.load();
  assert.equal(board.presented, null);

  // The read begins, the event overtakes it, and the answer knows nothing of the event.
  const reading = board.load();
  given[`GET /boards/${ID}`] = { ...given[`GET /boards/${ID}`], presentingQuestionId: "1" };
  tell("board:presenting", { boardId: ID, questionId: "1" });
  await reading;
  await new Promise((done) => setImmediate(done));
  t.mock.timers.tick(10_000);
  await new Promise((done) => setImmediate(done));
  assert.equal(board.presented?.id, "1");
  board.stop();
});

test("votes, polls and deletions that overtake an answer stay", async () => {
  const poll = { id: "p", kind: "CHOICE", status: "OPEN", counts: [0, 0], words: [], total: 0 };
  const { board, given, tell } = world([question("1"), question("2"), question("3")]);
  given[`GET /boards/${ID}`].polls = [poll];
  await board.load();
  const reading = board.load();
  tell("question:upvoted", { questionId: "1", upvotes: 4 });
  tell("question:answered", { id: "2", responseText: "Yes.", status: "ANSWERED" });
  tell("question:deleted", { id: "3" });
  tell("board:poll_results", { pollId: "p", counts: [2, 1], total: 3, words: [] });
  await reading;
  assert.deepEqual(order(board), ["1", "2"]);
  assert.equal(board.question("1").upvotes, 4);
  assert.equal(board.question("2").status, "ANSWERED");
  assert.deepEqual(board.polls.all[0].counts, [2, 1]);
  board.stop();
});

test("a vote of somebody else that overtakes the answer to the own vote stays", async () => {
  const { board, tell } = world([question("1", { upvotes: 2 })], {
    "POST /questions/1/upvote": { questionId: "1", voted: true, upvotes: 3 },
  });
  await board.load();
  const voting = board.vote("1", true);
  tell("question:upvoted", { questionId: "1", upvotes: 3 });
  tell("question:upvoted", { questionId: "1", upvotes: 4 });
  await voting;
  assert.deepEqual([board.question("1").voted, board.question("1").upvotes], [true, 4]);
});

test("an event before the first answer is not forgotten", async () => {
  const { board, given, tell } = world([question("1")]);
  const reading = board.load();
  given[`GET /boards/${ID}`] = { ...given[`GET /boards/${ID}`], presentingQuestionId: "1" };
  tell("board:presenting", { boardId: ID, questionId: "1" });
  await reading;
  await new Promise((done) => setImmediate(done));
  assert.equal(board.presented?.id, "1");
  board.stop();
});

test("taps are gathered into bursts", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { board, asked } = world([], { [`POST /boards/${ID}/react`]: null });
  for (let n = 0; n < 30; n += 1) board.reactions.tap("👍", assert.fail);
  board.reactions.tap("🎉", assert.fail);
  assert.equal(asked.length, 0);
  t.mock.timers.tick(400);
  assert.deepEqual(
    asked.map(({ body }) => body),
    [
      { emoji: "👍", count: 20 },
      { emoji: "🎉", count: 1 },
    ],
  );
});
