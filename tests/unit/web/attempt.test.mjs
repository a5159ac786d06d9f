import assert from "node:assert/strict";
import test from "node:test";

import { Attempt } from "../../../web/app/model/classroom/attempt.js";

const NOW = Date.parse("2026-03-01T08:00:00Z");
const turn = () => new Promise((resolve) => setImmediate(resolve));

function world(t, { deadlineAt = null, fail = null } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
  const asked = [];
  const given = { fail };
  const api = {
    request: async (method, path, options) => {
      asked.push({ method, path, answers: options?.body?.answers });
      if (given.fail !== null && method === "PUT") throw given.fail;
      if (path.endsWith("/submit")) return { score: 100, items: null };
      if (method === "PUT") return { answered: 1 };
      const times = {
        startedAt: new Date(NOW).toISOString(),
        serverTime: new Date(NOW).toISOString(),
      };
      return {
        id: "a",
        questions: [{ id: "q1" }, { id: "q2" }],
        answers: {},
        deadlineAt,
        ...times,
      };
    },
  };
  return { attempt: new Attempt(api, "quiz"), asked, given };
}

test("answers are saved together, shortly after the last", async (t) => {
  const { attempt, asked } = world(t);
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  t.mock.timers.tick(500);
  attempt.give("q2", { value: true });
  assert.equal(attempt.saved, "unsaved");
  t.mock.timers.tick(800);
  await turn();
  assert.deepEqual(asked.at(-1).answers, { q1: { choice: "a" }, q2: { value: true } });
  assert.equal(asked.length, 2);
  assert.equal(attempt.saved, "saved");
  attempt.stop();
});

test("an answer that is taken back is not sent again", async (t) => {
  const { attempt, asked } = world(t);
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  attempt.give("q1", null);
  t.mock.timers.tick(800);
  await turn();
  assert.deepEqual(asked.at(-1).answers, {});
  attempt.stop();
});

test("what could not be saved is saved later", async (t) => {
  const { attempt, asked, given } = world(t, {
    fail: Object.assign(new Error(), { temporary: true }),
  });
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  t.mock.timers.tick(800);
  await turn();
  assert.equal(attempt.saved, "unsaved");
  given.fail = null;
  t.mock.timers.tick(4000);
  await turn();
  assert.equal(attempt.saved, "saved");
  assert.deepEqual(asked.at(-1).answers, { q1: { choice: "a" } });
  attempt.stop();
});

test("when the time is up the answers are handed in", async (t) => {
  const { attempt, asked } = world(t, { deadlineAt: new Date(NOW + 60_000).toISOString() });
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  assert.equal(attempt.remaining, 60_000);
  t.mock.timers.tick(60_000);
  await turn();
  await turn();
  assert.match(asked.at(-1).path, /submit$/);
  assert.equal(attempt.status, "done");
});

test("after handing in nothing changes any more", async (t) => {
  const { attempt, asked } = world(t);
  await attempt.start();
  await attempt.submit();
  const before = asked.length;
  attempt.give("q1", { choice: "a" });
  await attempt.submit();
  t.mock.timers.tick(10_000);
  await turn();
  assert.equal(asked.length, before);
});

test("an answer given just before the page is left is saved", async (t) => {
  const { attempt, asked } = world(t);
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  attempt.flush();
  attempt.stop();
  await turn();
  assert.deepEqual(asked.at(-1).answers, { q1: { choice: "a" } });
});
