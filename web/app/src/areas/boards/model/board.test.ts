import assert from "node:assert/strict";

import { QueryClient } from "@tanstack/preact-query";
import { expect, test, vi } from "vitest";

import type { EventType } from "../../../kernel/events";
import { Board } from "./board";
import { inOrder, showsResults } from "./polls";
import { orderBy } from "./questions";

const ID = "b";

const question = (id: string, values: object = {}): any => ({
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

const poll = (values: object = {}): any => ({
  id: "p",
  kind: "CHOICE",
  status: "OPEN",
  counts: [0, 0],
  words: [],
  total: 0,
  voted: false,
  openedAt: "2026-03-01T08:00:00Z",
  ...values,
});

function world(questions: any[], answers: object = {}) {
  const asked: any[] = [];
  const given: Record<string, any> = {
    board: { id: ID, presentingQuestionId: null, polls: [], votesLeft: null },
    questions: { data: questions, pageInfo: { nextCursor: null, hasMore: false } },
    ...answers,
  };
  const answer = (name: string) => async (...parameters: unknown[]) => {
    asked.push({ name, parameters });
    if (given[name] instanceof Error) throw given[name];
    return structuredClone(given[name]);
  };
  const names = ["board", "questions", "question", "vote", "react", "ask", "answer"];
  const requests: any = Object.fromEntries(names.map((name) => [name, answer(name)]));
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const board: Board = new Board(ID, requests, cache, () => void board.load());
  const tell = (type: EventType, data: object) => board.apply(type, data);
  const order = () => board.view?.questions.map(({ id }) => id);
  return { board, asked, given, tell, order };
}

test("pinned first, then votes, then the newer; or the newer alone", () => {
  const all = [
    question("1", { upvotes: 3 }),
    question("2", { upvotes: 5 }),
    question("3", { upvotes: 3 }),
    question("4", { isPinned: true }),
  ];
  const ids = (sort: "top" | "new") => [...all].sort(orderBy(sort)).map(({ id }) => id);
  assert.deepEqual(ids("top"), ["4", "2", "3", "1"]);
  assert.deepEqual(ids("new"), ["4", "3", "2", "1"]);
});

test("votes of others move questions as they arrive", async () => {
  const { board, tell, order } = world([question("1"), question("2")]);
  await board.load();
  assert.deepEqual(order(), ["2", "1"]);
  tell("question:upvoted", { questionId: "1", upvotes: 4 });
  assert.deepEqual(order(), ["1", "2"]);
  tell("question:pinned", { questionId: "2", isPinned: true });
  assert.deepEqual(order(), ["2", "1"]);
});

test("a vote shows at once, and goes back where it is refused", async () => {
  const vote = { questionId: "1", voted: true, upvotes: 8 };
  const { board, given } = world([question("1", { upvotes: 2 })], { vote });
  await board.load();
  const voting = board.vote("1", true);
  assert.deepEqual([board.question("1")?.voted, board.question("1")?.upvotes], [true, 3]);
  await voting;
  assert.equal(board.question("1")?.upvotes, 8);
  given.vote = new Error("no");
  await assert.rejects(board.vote("1", false));
  assert.deepEqual([board.question("1")?.voted, board.question("1")?.upvotes], [true, 8]);
});

test("a frozen question takes no vote", async () => {
  const { board, asked, tell } = world([question("1")]);
  await board.load();
  tell("question:frozen", { questionId: "1", isFrozen: true });
  const before = asked.length;
  await board.vote("1", true);
  assert.equal(asked.length, before);
  assert.equal(board.question("1")?.voted, false);
});

test("a question appears by its event before anything is read", async () => {
  const { board, tell, order } = world([]);
  await board.load();
  tell("question:created", { ...question("9"), isAnonymous: true });
  assert.deepEqual(order(), ["9"]);
  assert.equal(board.question("9")?.author, null);
});

test("questions of another board stay out", async () => {
  const { board, tell, order } = world([]);
  await board.load();
  tell("question:created", { ...question("9"), boardId: "other" });
  tell("question:upvoted", { questionId: "8", upvotes: 3 });
  assert.deepEqual(order(), []);
});

test("deleted and merged questions leave, and their votes arrive where they went", async () => {
  const { board, tell, order } = world([question("1"), question("2"), question("3")]);
  await board.load();
  tell("question:deleted", { id: "3" });
  tell("question:merged", { id: "2", intoId: "1", upvotes: 7 });
  assert.deepEqual(order(), ["1"]);
  assert.equal(board.question("1")?.upvotes, 7);
});

test("a filter shows what fits it, also after an event", async () => {
  const { board, tell, order } = world([question("1"), question("2", { status: "ANSWERED" })]);
  await board.load();
  await board.choose({ filter: "OPEN" });
  await board.load();
  assert.deepEqual(order(), ["1"]);
  const respondedAt = "2026-03-01T09:00:00Z";
  tell("question:answered", { id: "1", responseText: "Yes.", respondedAt, status: "ANSWERED" });
  assert.deepEqual(order(), []);
});

test("counts of a poll arrive by event, and its end", async () => {
  const { board, given, tell } = world([]);
  given.board.polls = [poll()];
  await board.load();
  tell("board:poll_results", { pollId: "p", counts: [2, 1], total: 3, words: [] });
  assert.deepEqual(board.view?.polls[0]?.counts, [2, 1]);
  tell("board:poll_closed", { pollId: "p", counts: [3, 1], total: 4, words: [] });
  assert.equal(board.view?.polls[0]?.status, "CLOSED");
});

test("polls keep one order, whatever happens to them", async () => {
  const old = poll({ id: "a", openedAt: "2026-03-01T08:00:00Z" });
  const young = poll({ id: "b", openedAt: "2026-03-01T09:00:00Z" });
  for (const given of [[old, young], [young, old]]) {
    assert.deepEqual(inOrder(given).map(({ id }) => id), ["b", "a"]);
  }
  const { board, given } = world([]);
  given.board.polls = [old];
  await board.load();
  await board.poll(async () => young);
  await board.poll(async () => ({ ...old, voted: true, total: 1 }));
  assert.deepEqual(board.view?.polls.map(({ id }) => id), ["b", "a"]);
});

test("results are for those who have voted, who lead, and for all when it is over", () => {
  assert.equal(showsResults(poll(), false), false);
  assert.equal(showsResults(poll({ voted: true }), false), true);
  assert.equal(showsResults(poll({ status: "CLOSED" }), false), true);
  assert.equal(showsResults(poll(), true), true);
});

test("an answer that was overtaken by an event does not undo it", async () => {
  const { board, given, tell } = world([question("1")]);
  await board.load();
  assert.equal(board.view?.presented, null);
  // The read begins, the event overtakes it, and the answer knows nothing of the event.
  const reading = board.load();
  given.board = { ...given.board, presentingQuestionId: "1" };
  tell("board:presenting", { boardId: ID, questionId: "1" });
  await reading;
  await expect.poll(() => board.view?.presented?.id).toBe("1");
});

test("votes, polls and deletions that overtake an answer stay", async () => {
  const { board, given, tell, order } = world([question("1"), question("2"), question("3")]);
  given.board.polls = [poll()];
  await board.load();
  const reading = board.load();
  tell("question:upvoted", { questionId: "1", upvotes: 4 });
  tell("question:answered", { id: "2", responseText: "Yes.", status: "ANSWERED" });
  tell("question:deleted", { id: "3" });
  tell("board:poll_results", { pollId: "p", counts: [2, 1], total: 3, words: [] });
  await reading;
  assert.deepEqual(order(), ["1", "2"]);
  assert.equal(board.question("1")?.upvotes, 4);
  assert.equal(board.question("2")?.status, "ANSWERED");
  assert.deepEqual(board.view?.polls[0]?.counts, [2, 1]);
});

test("a vote of somebody else that overtakes the answer to the own vote stays", async () => {
  const vote = { questionId: "1", voted: true, upvotes: 3 };
  const { board, tell } = world([question("1", { upvotes: 2 })], { vote });
  await board.load();
  const voting = board.vote("1", true);
  tell("question:upvoted", { questionId: "1", upvotes: 3 });
  tell("question:upvoted", { questionId: "1", upvotes: 4 });
  await voting;
  assert.deepEqual([board.question("1")?.voted, board.question("1")?.upvotes], [true, 4]);
});

test("an event before the first answer is not forgotten", async () => {
  const { board, given, tell } = world([question("1")]);
  const reading = board.load();
  given.board = { ...given.board, presentingQuestionId: "1" };
  tell("board:presenting", { boardId: ID, questionId: "1" });
  await reading;
  await expect.poll(() => board.view?.presented?.id).toBe("1");
});

test("taps are gathered into bursts", async () => {
  vi.useFakeTimers();
  const { board, asked } = world([], { react: null });
  const failed = (error: unknown) => assert.fail(String(error));
  for (let n = 0; n < 30; n += 1) board.reactions.tap("👍", failed);
  board.reactions.tap("🎉", failed);
  assert.equal(asked.length, 0);
  vi.advanceTimersByTime(400);
  vi.useRealTimers();
  assert.deepEqual(
    asked.map(({ parameters }) => parameters),
    [
      [ID, "👍", 20],
      [ID, "🎉", 1],
    ],
  );
});

test("what somebody came for is at hand however far down it stands, until it is gone", async () => {
  const far = question("9", { upvotes: 1 });
  const { board, asked, given, tell, order } = world([question("1")], { question: far });
  await board.load();
  await board.seek("9");
  assert.equal(board.view?.sought?.id, "9");
  await board.load();
  assert.equal(board.view?.sought?.id, "9");
  given.question = new Error("gone");
  tell("question:deleted", { id: "9" });
  assert.equal(board.view?.sought, null);
  await board.seek(null);
  asked.length = 0;
  await board.load();
  assert.ok(!asked.some(({ name }) => name === "question"));
  assert.deepEqual(order(), ["1"]);
});
