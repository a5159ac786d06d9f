import assert from "node:assert/strict";
import { test } from "vitest";

import { TabSession } from "./session";

function storage(text: string | null = null): any {
  const kept: Record<string, string> = text === null ? {} : { "stunity.session": text };
  return {
    kept,
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
    removeItem: (key: string) => void delete kept[key],
  };
}

const session = (id: string, refreshToken: string) => ({
  id,
  refreshToken,
  accessToken: "a",
  expiresAt: 1,
  tenantId: "t",
  userId: "u",
});
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Wait for a message between tabs. */
async function until(condition: () => boolean) {
  for (let turn = 0; turn < 400 && !condition(); turn += 1) await pause();
}

test("a session is kept in the storage of its tab, and found there again", () => {
  const place = storage();
  const tab = new TabSession(place, () => {});
  assert.equal(tab.get(), null);
  tab.set(session("one", "r1"));
  const reloaded = new TabSession(place, () => {});
  assert.deepEqual(reloaded.get(), session("one", "r1"));
  tab.set(null);
  assert.deepEqual(place.kept, {});
  reloaded.set(null);
});

test("a storage that holds nonsense holds no session", () => {
  assert.equal(new TabSession(storage("{"), () => {}).get(), null);
});

test("a duplicated tab hears of new tokens and of the end", async () => {
  let ended = 0;
  const first = new TabSession(storage(), () => {});
  first.set(session("two", "r1"));
  const place = storage(JSON.stringify(session("two", "r1")));
  const copy = new TabSession(place, () => void (ended += 1));
  first.set(session("two", "r2"));
  await until(() => copy.get()?.refreshToken === "r2");
  assert.equal(copy.get()?.refreshToken, "r2");
  assert.equal(JSON.parse(place.kept["stunity.session"]).refreshToken, "r2");
  first.set(null);
  await until(() => copy.get() === null);
  assert.equal(copy.get(), null);
  assert.equal(ended, 1);
});

test("another person's tab hears nothing", async () => {
  let ended = 0;
  const first = new TabSession(storage(), () => {});
  const other = new TabSession(storage(), () => void (ended += 1));
  first.set(session("three", "r1"));
  other.set(session("four", "r1"));
  first.set(session("three", "r2"));
  first.set(null);
  for (let turn = 0; turn < 5; turn += 1) await pause();
  assert.equal(other.get()?.refreshToken, "r1");
  assert.equal(ended, 0);
  other.set(null);
  assert.equal(ended, 1);
});
