import assert from "node:assert/strict";
import { test } from "vitest";

import { GuestSession } from "./guest";

function storage() {
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return { kept, store: store as unknown as Storage };
}

test("a guest's pass stays in its place", () => {
  const { kept, store } = storage();
  let changes = 0;
  const here = new GuestSession(store, "live:123456", () => void (changes += 1));
  const elsewhere = new GuestSession(store, "board:abc");
  here.begin({ token: "t" }, "g");
  assert.equal(here.get()?.accessToken, "t");
  assert.equal(elsewhere.get(), null);
  here.set(null);
  assert.equal(kept.size, 0);
  assert.equal(changes, 2);
});

test("a pass that cannot be read is none", () => {
  const { kept, store } = storage();
  kept.set("stunity.guest.live:123456", "{broken");
  assert.equal(new GuestSession(store, "live:123456").get(), null);
});
