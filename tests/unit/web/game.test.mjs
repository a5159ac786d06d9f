import assert from "node:assert/strict";
import test from "node:test";

import { Game } from "../../../web/app/model/classroom/game.js";

const CODE = "123456";
const NOW = Date.parse("2026-03-01T08:00:00Z");
const at = (seconds) => new Date(NOW + seconds * 1000).toISOString();

function state(values = {}) {
  return {
    code: CODE,
    role: "player",
    status: "LOBBY",
    phase: null,
    index: null,
    total: 2,
    question: null,
    endsAt: null,
    serverTime: at(0),
    settings: {},
    locked: false,
    participantCount: 1,
    answered: null,
    players: [{ participantId: "me", nickname: "Dara", guest: false }],
    me: { participantId: "me", nickname: "Dara", score: 0, streak: 0, answer: null },
    reveal: null,
    leaderboard: null,
    ...values,
  };
}

const games = [];
test.after(() => games.forEach((game) => game.stop()));

/** A game whose API answers what the test says. */
function world(answers = {}) {
  const asked = [];
  const given = { "GET ": state(), ...answers };
  const api = {
    request: async (method, path, options) => {
      const key = `${method} ${path.replace(`/live/${CODE}`, "")}`;
      asked.push({ key, body: options?.body });
      const answer = given[key];
      if (answer instanceof Error) throw answer;
      return typeof answer === "function" ? answer() : structuredClone(answer);
    },
  };
  const clock = {
    now: () => NOW,
    ask: (read) => read(),
    until: (iso) => Math.max(0, Date.parse(iso) - NOW),
  };
  const game = new Game(api, CODE, { clock, random: () => 0 });
  games.push(game);
  const tell = (type, data) => game.apply({ type, data: { code: CODE, ...data } });
  return { game, given, asked, tell };
}

const asking = (index) => ({
  index,
  total: 2,
  question: { id: `q${index}`, type: "SINGLE", options: [] },
  startsAt: at(0),
  endsAt: at(30),
  serverTime: at(0),
  points: 1000,
});

const problem = (code, status = 403) => Object.assign(new Error(code), { code, status });

test("players come and go, each once", async () => {
  const { game, tell } = world();
  await game.load();
  const joined = { participantId: "p2", nickname: "Sokha", participantCount: 2 };
  tell("live:participant_joined", joined);
  tell("live:participant_joined", joined);
  assert.deepEqual(
    game.state.players.map(({ nickname }) => nickname),
    ["Dara", "Sokha"],
  );
  tell("live:participant_left", { participantId: "p2", participantCount: 1 });
  assert.equal(game.state.players.length, 1);
  assert.equal(game.state.participantCount, 1);
});

test("events move a game forward, and never back", async () => {
  const { game, tell } = world();
  await game.load();
  tell("live:started", { totalQuestions: 2, settings: {} });
  tell("live:question", asking(1));
  tell("live:question", asking(0));
  assert.equal(game.state.index, 1);
  assert.equal(game.open, true);
  tell("live:reveal", { index: 0, correct: {}, distribution: [] });
  assert.equal(game.state.phase, "question_open");
  tell("live:reveal", { index: 1, correct: { choices: ["a"] }, distribution: [] });
  assert.equal(game.state.phase, "revealed");
  assert.equal(game.open, false);
  game.stop();
});

test("an event of another game changes nothing", async () => {
  const { game } = world();
  await game.load();
  game.apply({ type: "live:question", data: { ...asking(0), code: "999999" } });
  assert.equal(game.state.status, "LOBBY");
});

test("what is read out of date does not undo an event", async () => {
  const { game, given, tell } = world({
    "GET ": state({ status: "ACTIVE", phase: "question_open", ...asking(0) }),
  });
  await game.load();
  tell("live:question", asking(1));
  await game.load();
  assert.equal(game.state.index, 1);
  given["GET "] = state({ status: "ACTIVE", phase: "question_open", ...asking(1) });
  tell("live:reveal", { index: 1, correct: {}, distribution: [] });
  await game.load();
  assert.equal(game.state.phase, "revealed");
  game.stop();
});

test("players who come and go while the game is read are there or not", async () => {
  const { game, tell } = world();
  const first = game.load();
  tell("live:participant_joined", { participantId: "p2", nickname: "Sokha", participantCount: 2 });
  await first;
  assert.deepEqual([game.state.players.length, game.state.participantCount], [2, 2]);
  const second = game.load();
  tell("live:participant_joined", { participantId: "p3", nickname: "Bopha", participantCount: 3 });
  tell("live:participant_left", { participantId: "me", participantCount: 2 });
  await second;
  assert.deepEqual(
    game.state.players.map(({ nickname }) => nickname),
    ["Bopha"],
  );
  assert.equal(game.state.participantCount, 2);
});

test("a game that ends while it is read has ended", async () => {
  const { game, tell } = world({
    "GET ": state({ status: "ACTIVE", phase: "question_open", ...asking(0) }),
    "GET /results": {},
  });
  await game.load();
  const reading = game.load();
  tell("live:ended", { podium: [], totalParticipants: 1 });
  await reading;
  assert.equal(game.over, true);
  game.stop();
});

test("an answer shows at once, and goes back where it is refused", async () => {
  const { game, given, asked } = world({
    "GET ": state({ status: "ACTIVE", phase: "question_open", ...asking(0) }),
    "POST /answer": { index: 0, timeMs: 10 },
  });
  await game.load();
  const sending = game.answer({ choice: "a" });
  assert.deepEqual(game.state.me.answer, { choice: "a" });
  await sending;
  assert.deepEqual(asked.at(-1).body, { index: 0, answer: { choice: "a" } });
  given["POST /answer"] = problem("question_closed", 409);
  game.state.me.answer = null;
  await assert.rejects(game.answer({ choice: "b" }));
  assert.equal(game.state.me.answer, null);
});

test("a new question forgets the answer to the one before", async () => {
  const { game, tell } = world();
  await game.load();
  tell("live:question", asking(0));
  game.state.me.answer = { choice: "a" };
  tell("live:question", asking(1));
  assert.equal(game.state.me.answer, null);
});

test("after a reveal a player reads the own points and place", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const revealed = state({ status: "ACTIVE", phase: "revealed", ...asking(0) });
  revealed.me = { ...revealed.me, correct: true, points: 1400, score: 1400 };
  const { game, given, tell } = world({ "GET /rank": { rank: 3, totalParticipants: 9 } });
  await game.load();
  tell("live:question", asking(0));
  given["GET "] = revealed;
  tell("live:reveal", { index: 0, correct: {}, distribution: [] });
  t.mock.timers.tick(1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(game.state.me.points, 1400);
  assert.equal(game.rank.rank, 3);
  game.stop();
});

test("counts of answers only grow within a question", async () => {
  const { game, tell } = world({ "GET ": state({ role: "host", me: null }) });
  await game.load();
  tell("live:question", asking(0));
  tell("live:answer_count", { index: 0, answered: 5, participants: 9 });
  tell("live:answer_count", { index: 0, answered: 3, participants: 9 });
  assert.equal(game.state.answered, 5);
  tell("live:question", asking(1));
  tell("live:answer_count", { index: 0, answered: 9, participants: 9 });
  assert.equal(game.state.answered, 0);
});

test("who is sent away, or has no seat, sees that", async () => {
  for (const [code, status] of [
    ["sent_away", "away"],
    ["not_in_game", "outside"],
  ]) {
    const { game } = world({ "GET ": problem(code) });
    await game.load();
    assert.equal(game.status, status);
  }
  const { game: none } = world({ "GET ": problem("not_found", 404) });
  await none.load();
  assert.equal(none.status, "gone");
  const { game, tell } = world();
  await game.load();
  tell("live:participant_kicked", { participantId: "me", reason: null });
  assert.equal(game.status, "away");
});

test("a host's command is answered with the game after it", async () => {
  const { game } = world({
    "GET ": state({ role: "host", me: null }),
    "POST /lock": state({ role: "host", me: null, locked: true }),
  });
  await game.load();
  await game.lead("lock", { locked: true });
  assert.equal(game.state.locked, true);
});

const open = (values = {}) =>
  state({ status: "ACTIVE", phase: "question_open", ...asking(0), ...values });
const asksToGoOn = (asked) => asked.filter(({ key }) => key === "POST /advance").length;

test("when the time is up, the page of a player asks the server to go on", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const settings = { autoAdvance: true };
  const revealed = open({ phase: "revealed", settings, nextAt: at(38) });
  const { game, asked, given } = world({ "GET ": open({ settings }), "POST /advance": revealed });
  given["GET /rank"] = { rank: 1 };
  await game.load();
  t.mock.timers.tick(30_599);
  assert.equal(asksToGoOn(asked), 0);
  t.mock.timers.tick(1);
  await new Promise(setImmediate);
  assert.equal(asksToGoOn(asked), 1);
  assert.equal(game.state.phase, "revealed");
  t.mock.timers.tick(38_600);
  assert.equal(asksToGoOn(asked), 2);
});

test("where the host leads, players are patient and the page of the host asks for nothing", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const [role, times] of [
    ["player", 1],
    ["host", 0],
  ]) {
    const { game, asked } = world({ "GET ": open({ role }), "POST /advance": open({ role }) });
    await game.load();
    t.mock.timers.tick(40_599);
    assert.equal(asksToGoOn(asked), 0);
    t.mock.timers.tick(1);
    assert.equal(asksToGoOn(asked), times);
  }
});

test("a game that went on is not asked for, and one that is left asks no more", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const settings = { autoAdvance: true };
  const { game, asked, tell } = world({ "GET ": open({ settings }) });
  await game.load();
  tell("live:reveal", { index: 0, correct: {}, distribution: [], nextAt: null });
  t.mock.timers.tick(60_000);
  assert.equal(asksToGoOn(asked), 0);
  tell("live:question", asking(1));
  game.stop();
  t.mock.timers.tick(60_000);
  assert.equal(asksToGoOn(asked), 0);
});
