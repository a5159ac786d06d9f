import assert from "node:assert/strict";

import { test, vi } from "vitest";

import { Refresher } from "./refresher";

test("all who ask in one turn are served by one run, and whoever asks later by another", async () => {
  vi.useFakeTimers();
  const task = vi.fn(async () => {});
  const refresher = new Refresher(task, 1000);
  for (let n = 0; n < 20; n += 1) refresher.request();
  await vi.advanceTimersByTimeAsync(5000);
  assert.equal(task.mock.calls.length, 1);
  refresher.request();
  await vi.advanceTimersByTimeAsync(0);
  // It runs, or has just run: what was told since its beginning needs another.
  refresher.request();
  await vi.advanceTimersByTimeAsync(5000);
  assert.equal(task.mock.calls.length, 3);
  refresher.stop();
  vi.useRealTimers();
});
