import assert from "node:assert/strict";

import { afterEach, beforeEach, test, vi } from "vitest";

import { ServerClock } from "../../../kernel/clock";
import { Drafts } from "../../../kernel/drafts";
import type { Answers, AttemptRead, AttemptSheet } from "../requests";
import { Attempt } from "./attempt";

const NOW = Date.parse("2026-03-01T08:00:00Z");
const at = (ms: number) => new Date(ms).toISOString();

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

interface Given {
  deadlineAt?: string | null;
  answers?: object;
  /** What the device's clock says, whatever the time is. */
  device?: () => number;
  /** What lies in the tab. */
  drafts?: Drafts;
}

function world({ deadlineAt = null, answers = {}, device = Date.now, drafts = new Drafts() }: Given = {}) {
  const asked: { what: string; answers?: Answers }[] = [];
  const given: { fail: unknown; numbers: Record<string, number> } = { fail: null, numbers: {} };
  const sheet = () => ({ id: "a", questions: [], answers, deadlineAt, serverTime: at(Date.now()) });
  const attempt = new Attempt(
    {
      startAttempt: async () => {
        asked.push({ what: "start" });
        return sheet() as unknown as AttemptSheet;
      },
      saveAttempt: async (_quiz, _attempt, answers) => {
        asked.push({ what: "save", answers });
        if (given.fail !== null) throw given.fail;
        return { id: "a", answered: 1, numbers: given.numbers, savedAt: at(NOW), deadlineAt };
      },
      submitAttempt: async (_quiz, _attempt, answers) => {
        asked.push({ what: "submit", answers });
        if (given.fail !== null) throw given.fail;
        return { score: 100, items: null } as unknown as AttemptRead;
      },
    },
    "quiz",
    drafts,
    new ServerClock(device),
  );
  return { attempt, asked, given };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const unreadable = (id: string) =>
  Object.assign(new Error(), { errors: [{ field: `answers.${id}`, code: "mismatch", message: "" }] });
const temporary = () => Object.assign(new Error(), { temporary: true });

test("answers are saved together, shortly after the last", async () => {
  const { attempt, asked } = world();
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  await pass(500);
  attempt.give("q2", { value: true });
  assert.equal(attempt.saved.value, "unsaved");
  await pass(800);
  assert.deepEqual(asked.at(-1), { what: "save", answers: { q1: { choice: "a" }, q2: { value: true } } });
  assert.equal(asked.length, 2);
  assert.equal(attempt.saved.value, "saved");
});

test("a written number is shown as the server read it, until it is changed", async () => {
  const { attempt, given } = world();
  await attempt.start();
  given.numbers = { q1: 1000 };
  attempt.give("q1", { written: "1,000" });
  await pass(800);
  assert.deepEqual(attempt.readings.value, { q1: 1000 });
  attempt.give("q1", { written: "1,0005" });
  assert.deepEqual(attempt.readings.value, {});
});

test("a number that cannot be read is marked, and holds up no other answer", async () => {
  const { attempt, asked, given } = world();
  await attempt.start();
  attempt.give("q1", { written: "1,000" });
  attempt.give("q2", { choice: "a" });
  given.fail = unreadable("q1");
  await pass(800);
  given.fail = null;
  await pass(1);
  assert.deepEqual(asked.at(-1), { what: "save", answers: { q2: { choice: "a" } } });
  assert.deepEqual([attempt.readings.value, attempt.answered.value, attempt.saved.value], [{ q1: null }, 1, "saved"]);
});

test("handing in stops at a number that cannot be read, and goes on without it", async () => {
  const { attempt, asked, given } = world();
  await attempt.start();
  attempt.give("q1", { written: "many" });
  given.fail = unreadable("q1");
  await assert.rejects(attempt.submit());
  assert.deepEqual([attempt.readings.value, attempt.status.value], [{ q1: null }, "open"]);
  given.fail = null;
  await attempt.submit();
  assert.deepEqual(asked.at(-1), { what: "submit", answers: {} });
});

test("an answer that is taken back is not sent again", async () => {
  const { attempt, asked } = world();
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  attempt.give("q1", null);
  await pass(800);
  assert.deepEqual(asked.at(-1)?.answers, {});
});

test("what could not be saved is saved later", async () => {
  const { attempt, asked, given } = world();
  given.fail = temporary();
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  await pass(800);
  assert.equal(attempt.saved.value, "unsaved");
  given.fail = null;
  await pass(4000);
  assert.equal(attempt.saved.value, "saved");
  assert.deepEqual(asked.at(-1)?.answers, { q1: { choice: "a" } });
});

test("a device seven hours or 400 days off has the same time left", async () => {
  for (const off of [7 * 3_600_000, -7 * 3_600_000, 400 * 86_400_000, -400 * 86_400_000]) {
    vi.setSystemTime(NOW);
    const { attempt, asked } = world({ deadlineAt: at(NOW + 60_000), device: () => Date.now() + off });
    await attempt.start();
    assert.ok(Math.abs((attempt.remaining ?? 0) - 60_000) <= 1);
    await pass(59_000);
    assert.equal(attempt.status.value, "open");
    await pass(1100);
    assert.equal(asked.at(-1)?.what, "submit");
  }
});

test("when the time is up on the server's clock, the answers are handed in", async () => {
  const { attempt, asked } = world({ deadlineAt: at(NOW + 60_000) });
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  assert.equal(attempt.remaining, 60_000);
  await pass(60_000);
  assert.equal(asked.at(-1)?.what, "submit");
  assert.equal(attempt.status.value, "done");
});

test("handing in that failed can be repeated, and what was not saved is saved meanwhile", async () => {
  const { attempt, asked, given } = world();
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  given.fail = temporary();
  await assert.rejects(attempt.submit());
  assert.equal(attempt.status.value, "open");
  given.fail = null;
  await pass(4000);
  assert.deepEqual(asked.at(-1), { what: "save", answers: { q1: { choice: "a" } } });
  await attempt.submit();
  assert.equal(attempt.status.value, "done");
});

test("after handing in nothing changes any more", async () => {
  const { attempt, asked } = world();
  await attempt.start();
  await attempt.submit();
  const before = asked.length;
  attempt.give("q1", { choice: "a" });
  await attempt.submit();
  await pass(10_000);
  assert.equal(asked.length, before);
});

test("an answer given just before the page is left is saved", async () => {
  const { attempt, asked } = world();
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  attempt.flush();
  attempt.stop();
  await pass(0);
  assert.deepEqual(asked.at(-1)?.answers, { q1: { choice: "a" } });
});

test("answers of an attempt that goes on are sent again as they are taken: with one field each", async () => {
  const { attempt, asked } = world({ answers: { q1: { choice: "a", choices: null, value: null } } });
  await attempt.start();
  attempt.give("q2", { text: "x" });
  await pass(800);
  assert.deepEqual(asked.at(-1)?.answers, { q1: { choice: "a" }, q2: { text: "x" } });
});

test("answers that are refused for good are told, and not sent again", async () => {
  const { attempt, asked, given } = world();
  const refused: unknown[] = [];
  attempt.onRefused = (error) => refused.push(error);
  given.fail = new Error("over");
  await attempt.start();
  attempt.give("q1", { choice: "a" });
  await pass(10_000);
  assert.deepEqual(refused, [given.fail]);
  assert.equal(asked.length, 2);
});

test("answers that were not saved are there when the page is loaded anew, and are saved then", async () => {
  const drafts = new Drafts();
  const before = world({ drafts });
  before.given.fail = temporary();
  await before.attempt.start();
  before.attempt.give("q1", { choice: "a" });
  await pass(1000);
  before.attempt.stop();

  // Another question was answered at another device.
  const after = world({ drafts, answers: { q1: { choice: "b", value: null }, q2: { text: "x" } } });
  await after.attempt.start();
  const both = { q1: { choice: "a" }, q2: { text: "x" } };
  assert.deepEqual(after.attempt.answers.value, both);
  assert.deepEqual(after.attempt.sheet.value?.answers, both);
  assert.equal(after.attempt.saved.value, "unsaved");
  await pass(100);
  assert.deepEqual(after.asked.at(-1), { what: "save", answers: both });
  assert.equal(after.attempt.saved.value, "saved");
  after.attempt.stop();

  // What is saved is the server's again.
  const later = world({ drafts, answers: { q1: { choice: "b" } } });
  await later.attempt.start();
  assert.deepEqual(later.attempt.answers.value, { q1: { choice: "b" } });
  assert.equal(later.attempt.saved.value, "saved");
});

test("what was taken back stays taken back when the page is loaded anew", async () => {
  const drafts = new Drafts();
  const before = world({ drafts, answers: { q1: { choice: "a" } } });
  before.given.fail = temporary();
  await before.attempt.start();
  before.attempt.give("q1", null);
  before.attempt.stop();
  const after = world({ drafts, answers: { q1: { choice: "a" } } });
  await after.attempt.start();
  assert.deepEqual(after.attempt.answers.value, {});
  after.attempt.stop();
});

test("answers are not kept once they were handed in, or refused for good", async () => {
  const drafts = new Drafts();
  const handedIn = world({ drafts });
  await handedIn.attempt.start();
  handedIn.attempt.give("q1", { choice: "a" });
  assert.notEqual(drafts.get("attempt:quiz"), undefined);
  await handedIn.attempt.submit();
  assert.equal(drafts.get("attempt:quiz"), undefined);

  const refused = world({ drafts });
  await refused.attempt.start();
  refused.given.fail = Object.assign(new Error("over"), { status: 409 });
  refused.attempt.give("q1", { choice: "a" });
  await pass(1000);
  assert.equal(drafts.get("attempt:quiz"), undefined);
});

test("answers are kept for whoever has to sign in again", async () => {
  const drafts = new Drafts();
  const { attempt, given } = world({ drafts });
  await attempt.start();
  given.fail = Object.assign(new Error("signed out"), { status: 401 });
  attempt.give("q1", { choice: "a" });
  await pass(1000);
  assert.notEqual(drafts.get("attempt:quiz"), undefined);
});

test("answers of another attempt are forgotten", async () => {
  const drafts = new Drafts();
  drafts.set("attempt:quiz", { attempt: "before", answers: { q1: { choice: "a" } } });
  const { attempt } = world({ drafts });
  await attempt.start();
  assert.deepEqual(attempt.answers.value, {});
  assert.equal(attempt.saved.value, "saved");
  assert.equal(drafts.get("attempt:quiz"), undefined);
});
