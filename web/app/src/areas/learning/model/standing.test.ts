import assert from "node:assert/strict";

import { test } from "vitest";

import type { AttemptRead } from "../requests";
import { standingOf } from "./standing";

const NOW = Date.parse("2026-03-01T08:00:00Z");
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const quiz = { status: "PUBLISHED", opensAt: null, closesAt: null, maxAttempts: 1, attemptsUsed: 0 } as const;
const attempt = (status: AttemptRead["status"], deadlineAt: string | null = null) =>
  ({ status, deadlineAt }) as AttemptRead;
const kind = (given: Parameters<typeof standingOf>[0], attempts: AttemptRead[] | null = []) =>
  standingOf(given, attempts, NOW).kind;

test("nothing is offered before the attempts are known", () => assert.equal(kind(quiz, null), "unknown"));

test("an open attempt is gone on with, also when it was the last", () => {
  assert.equal(kind({ ...quiz, attemptsUsed: 1 }, [attempt("OPEN", at(5))]), "open");
  assert.equal(kind({ ...quiz, attemptsUsed: 1 }, [attempt("OPEN", at(-1))]), "used");
  assert.equal(kind({ ...quiz, attemptsUsed: 1 }, [attempt("SUBMITTED")]), "used");
});

test("a quiz is taken while it is open", () => {
  assert.equal(kind({ ...quiz, opensAt: at(1) }), "early");
  assert.equal(kind({ ...quiz, closesAt: at(0) }), "closed");
  assert.equal(kind({ ...quiz, status: "DRAFT" }), "draft");
  assert.deepEqual(standingOf(quiz, [], NOW), { kind: "may", again: false });
  const more = { ...quiz, maxAttempts: null, attemptsUsed: 3 };
  assert.deepEqual(standingOf(more, [attempt("EXPIRED")], NOW), { kind: "may", again: true });
});
