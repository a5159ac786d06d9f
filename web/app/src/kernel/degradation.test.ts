import assert from "node:assert/strict";

import { test, vi } from "vitest";

import { degradation } from "./degradation";

test("degradation holds until no answer has said so for a minute", ({ onTestFinished }) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const shown: boolean[] = [];
  onTestFinished(degradation.active.subscribe((active) => void shown.push(active)));
  degradation.report();
  vi.advanceTimersByTime(59_000);
  degradation.report();
  vi.advanceTimersByTime(59_000);
  assert.deepEqual(shown, [false, true]);
  vi.advanceTimersByTime(1000);
  assert.deepEqual(shown, [false, true, false]);
  degradation.report();
  assert.equal(degradation.active.value, true);
});
