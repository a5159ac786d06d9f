import assert from "node:assert/strict";

import { afterEach, expect, test, vi } from "vitest";

import type { ServerClock } from "../../../kernel/clock";
import type { GameRead, GameRequests } from "../requests";
import { Game } from "./game";

const CODE = "123456";
const NOW = Date.parse("2026-03-01T08:00:00Z");
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

const seat = { participantId: "me", nickname: "Dara", score: 0, streak: 0, answer: null, correct: null, points: null };

function state(values: object = {}): GameRead {
  return {
    code: CODE,
    title: "T",
    role: "player",
    status: "LOBBY",
    phase: null,
    index: null,
    total: 2,
    question: null,
    points: null,
    startsAt: null,
    endsAt: null,
    nextAt: null,
    serverTime: at(0),
    settings: {} as GameRead["settings"],
    locked: false,
    participantCount: 1,
    answered: null,
    players: [{ participantId: "me", nickname: "Dara", guest: false }],
    me: seat,
    reveal: null,
    leaderboard: null,
    stateVersion: 1,
    joinUrl: null,
    joinQr: null,
    ...values,
  };
}

const games: Game[] = [];
afterEach(() => {
  games.splice(0).forEach((game) => game.stop());
  vi.useRealTimers();
});

/** A game whose API answers what the test says. */
function world(answers: Record<string, unknown> = {}) {
  const asked: { key: string; given: unknown[] }[] = [];
  const given: Record<string, unknown> = { read: state(), ...answers };
  const requests = new Proxy({} as GameRequests, {
    get: (_, key: string) =>
      async (...values: unknown[]) => {
        asked.push({ key, given: values });
        const answer = given[key];
        if (answer instanceof Error) throw answer;
        return structuredClone(answer);
      },
  });
  const clock = {
    now: () => NOW,
    ask: <T>(read: () => Promise<T>) => read(),
    until: (iso: string) => Math.max(0, Date.parse(iso) - NOW),
  } as unknown as ServerClock;
  const game = new Game(requests, CODE, { clock, random: () => 0 });
  games.push(game);
  const tell = (type: string, data: object) => game.apply({ type, data: { code: CODE, ...data } });
  const times = (key: string) => asked.filter((one) => one.key === key).length;
  return { game, given, asked, tell, times, now: () => game.state as GameRead };
}

const asking = (index: number) => ({
  index,
  total: 2,
  question: { id: `q${index}`, type: "SINGLE", options: [] },
  startsAt: at(0),
  endsAt: at(30),
  serverTime: at(0),
  points: 1000,
});
const open = (values: object = {}) => state({ status: "ACTIVE", phase: "question_open", ...asking(0), ...values });
const problem = (code: string, status = 403) => Object.assign(new Error(code), { code, status });
const names = ({ players }: GameRead) => players.map(({ nickname }) => nickname);

test("players come and go, each once", async () => {
  const { game, tell, now } = world();
  await game.load();
  const joined = { participantId: "p2", nickname: "Sokha", participantCount: 2 };
  tell("live:participant_joined", joined);
  tell("live:participant_joined", joined);
  assert.deepEqual(names(now()), ["Dara", "Sokha"]);
  tell("live:participant_left", { participantId: "p2", participantCount: 1 });
  assert.deepEqual([names(now()), now().participantCount], [["Dara"], 1]);
});

test("events move a game forward, and never back", async () => {
  const { game, tell, now } = world();
  await game.load();
  tell("live:started", { totalQuestions: 2, settings: {} });
  tell("live:question", asking(1));
  tell("live:question", asking(0));
  assert.equal(now().index, 1);
  assert.equal(game.open, true);
  tell("live:reveal", { index: 0, correct: {}, distribution: [] });
  assert.equal(now().phase, "question_open");
  tell("live:reveal", { index: 1, correct: { choices: ["a"] }, distribution: [] });
  assert.equal(now().phase, "revealed");
  assert.equal(game.open, false);
});

test("an event of another game changes nothing", async () => {
  const { game, now } = world();
  await game.load();
  game.apply({ type: "live:question", data: { ...asking(0), code: "999999" } as { code: string } });
  assert.equal(now().status, "LOBBY");
});

test("what is read out of date does not undo an event", async () => {
  const { game, given, tell, now } = world({ read: open() });
  await game.load();
  tell("live:question", asking(1));
  await game.load();
  assert.equal(now().index, 1);
  given.read = open(asking(1));
  tell("live:reveal", { index: 1, correct: {}, distribution: [] });
  await game.load();
  assert.equal(now().phase, "revealed");
});

test("players who come and go while the game is read are there or not", async () => {
  const { game, tell, now } = world();
  const first = game.load();
  tell("live:participant_joined", { participantId: "p2", nickname: "Sokha", participantCount: 2 });
  await first;
  assert.deepEqual([now().players.length, now().participantCount], [2, 2]);
  const second = game.load();
  tell("live:participant_joined", { participantId: "p3", nickname: "Bopha", participantCount: 3 });
  tell("live:participant_left", { participantId: "me", participantCount: 2 });
  await second;
  assert.deepEqual(names(now()), ["Bopha"]);
  assert.equal(now().participantCount, 2);
});

test("a game that ends while it is read has ended", async () => {
  const { game, tell } = world({ read: open(), results: {} });
  await game.load();
  const reading = game.load();
  tell("live:ended", { podium: [], totalParticipants: 1 });
  await reading;
  assert.equal(game.over, true);
});

test("an answer shows at once, and goes back where it is refused", async () => {
  const { game, given, asked, now, tell } = world({ read: open(), answer: { index: 0, number: null } });
  await game.load();
  const sending = game.answer({ choice: "a" });
  assert.deepEqual(now().me?.answer, { choice: "a" });
  await sending;
  assert.deepEqual(asked.at(-1)?.given, [0, { choice: "a" }]);
  tell("live:question", asking(1));
  assert.equal(now().me?.answer, null, "a new question forgets the answer to the one before");
  given.answer = problem("question_closed", 409);
  await assert.rejects(game.answer({ choice: "b" }));
  assert.equal(now().me?.answer, null);
});

test("a written number stands as the server read it, and comes back to be changed where it could not", async () => {
  const { game, given, now, tell } = world({ read: open(), answer: { index: 0, number: 1000 } });
  await game.load();
  given.answer = problem("answer_does_not_fit", 422);
  await assert.rejects(game.answer({ written: "1,000" }));
  assert.deepEqual(game.refused, { index: 0, answer: { written: "1,000" }, unfit: true });
  given.answer = { index: 0, number: 1000 };
  await game.answer({ written: "1000" });
  assert.deepEqual(now().me?.answer, { number: 1000 });
  tell("live:question", asking(1));
  assert.equal(game.refused, null, "a new question has nothing to do with it");
});

test("after a reveal a player reads the own points and place", async () => {
  vi.useFakeTimers();
  const me = { ...seat, correct: true, points: 1400, score: 1400 };
  const { game, given, tell, now } = world({ rank: { rank: 3, totalParticipants: 9 } });
  await game.load();
  tell("live:question", asking(0));
  given.read = open({ phase: "revealed", me });
  tell("live:reveal", { index: 0, correct: {}, distribution: [] });
  await vi.advanceTimersByTimeAsync(1);
  assert.equal(now().me?.points, 1400);
  assert.equal(game.rank?.rank, 3);
});

test("counts of answers only grow within a question", async () => {
  const { game, tell, now } = world({ read: state({ role: "host", me: null }) });
  await game.load();
  tell("live:question", asking(0));
  tell("live:answer_count", { index: 0, answered: 5, participants: 9 });
  tell("live:answer_count", { index: 0, answered: 3, participants: 9 });
  assert.equal(now().answered, 5);
  tell("live:question", asking(1));
  tell("live:answer_count", { index: 0, answered: 9, participants: 9 });
  assert.equal(now().answered, 0);
});

test.each([
  ["sent_away", 403, "away"],
  ["not_in_game", 403, "outside"],
  ["not_found", 404, "gone"],
])("who is refused with %s sees that", async (code, status, standing) => {
  const { game } = world({ read: problem(code, status) });
  await game.load();
  assert.equal(game.standing, standing);
});

test("who is sent away during the game sees that", async () => {
  const { game, tell } = world();
  await game.load();
  tell("live:participant_kicked", { participantId: "me", reason: null });
  assert.equal(game.standing, "away");
});

test("a host's command is answered with the game after it", async () => {
  const { game, now } = world({
    read: state({ role: "host", me: null }),
    lock: state({ role: "host", me: null, locked: true }),
  });
  await game.load();
  await game.lock(true);
  assert.equal(now().locked, true);
});

test("when the time is up, the page of a player asks the server to go on", async () => {
  vi.useFakeTimers();
  const settings = { autoAdvance: true };
  const revealed = open({ phase: "revealed", settings, nextAt: at(38) });
  const { game, times, now } = world({ read: open({ settings }), advance: revealed, rank: { rank: 1 } });
  await game.load();
  await vi.advanceTimersByTimeAsync(30_599);
  assert.equal(times("advance"), 0);
  await vi.advanceTimersByTimeAsync(1);
  assert.equal(times("advance"), 1);
  assert.equal(now().phase, "revealed");
  await vi.advanceTimersByTimeAsync(38_600);
  assert.equal(times("advance"), 2);
});

test.each([
  ["player" as const, 1],
  ["host" as const, 0],
])("where the host leads, the page of the %s asks %i times", async (role, expected) => {
  vi.useFakeTimers();
  const { game, times } = world({ read: open({ role }), advance: open({ role }) });
  await game.load();
  await vi.advanceTimersByTimeAsync(40_599);
  assert.equal(times("advance"), 0);
  await vi.advanceTimersByTimeAsync(1);
  expect(times("advance")).toBe(expected);
});

test("a game that went on is not asked for, and one that is left asks no more", async () => {
  vi.useFakeTimers();
  const { game, tell, times } = world({ read: open({ settings: { autoAdvance: true } }) });
  await game.load();
  tell("live:reveal", { index: 0, correct: {}, distribution: [], nextAt: null });
  await vi.advanceTimersByTimeAsync(600);
  tell("live:question", asking(1));
  game.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  assert.equal(times("advance"), 0);
});
