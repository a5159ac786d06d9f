import assert from "node:assert/strict";

import { afterEach, beforeEach, test, vi } from "vitest";

import type { World } from "../kernel/world";
import { Beats } from "./presence";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  look(true);
});

function look(visible: boolean) {
  Object.defineProperty(document, "hidden", { value: !visible, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

function beating(seconds: number, fails = false) {
  let count = 0;
  const beat = () => {
    count += 1;
    return fails ? Promise.reject(new Error("away")) : Promise.resolve({ intervalSeconds: seconds, shown: true });
  };
  const beats = new Beats({} as World, { beat });
  return { beats, count: () => count };
}

test("a page that is looked at beats as often as the server says", async () => {
  const { beats, count } = beating(60);
  await vi.advanceTimersByTimeAsync(20_000);
  assert.equal(count(), 2);
  await vi.advanceTimersByTimeAsync(59_000);
  assert.equal(count(), 2);
  await vi.advanceTimersByTimeAsync(1_000);
  assert.equal(count(), 3);
  beats.bridge.stop?.();
  await vi.advanceTimersByTimeAsync(600_000);
  assert.equal(count(), 3);
});

test("nobody looks: nothing is said; whoever comes back says it at once", async () => {
  const { beats, count } = beating(20);
  look(false);
  await vi.advanceTimersByTimeAsync(600_000);
  assert.equal(count(), 1);
  look(true);
  assert.equal(count(), 2);
  beats.bridge.stop?.();
});

test("a beat that is lost is followed by another", async () => {
  const { beats, count } = beating(20, true);
  await vi.advanceTimersByTimeAsync(41_000);
  assert.equal(count(), 3);
  beats.bridge.stop?.();
});
