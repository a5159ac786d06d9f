import { House } from "lucide-preact";
import assert from "node:assert/strict";
import { test } from "vitest";

import { type Entry, matching } from "./entries";
import { FAR_ICONS } from "./farIcons";
import { GROUPS } from "./places";

const entries = ["Home", "Notifications", "Show home", "ទំព័រ​ដើម"].map(
  (name): Entry => ({ id: name, group: "pages", name, icon: House, run: () => {} }),
);
const names = (text: string) => matching(entries, text).map(({ name }) => name);

test("what begins so comes first, whatever its case", () => {
  assert.deepEqual(names("HOME"), ["Home", "Show home"]);
  assert.deepEqual(names("show"), ["Show home"]);
  assert.deepEqual(names("  "), ["Home", "Notifications", "Show home", "ទំព័រ​ដើម"]);
});

test("Khmer is found by the letters as they are", () => {
  assert.deepEqual(names("ទំព័រ"), ["ទំព័រ​ដើម"]);
  assert.deepEqual(names("ទព"), []);
});

test("accents do not count", () => {
  assert.deepEqual(names("nótif"), ["Notifications"]);
});

test("every place has a picture, and none has two", () => {
  const places = GROUPS.flatMap((group) => group.places);
  const pictures = places.map(({ href, icon }) => [href, [icon, FAR_ICONS[href]].filter(Boolean).length]);
  assert.deepEqual(pictures, places.map(({ href }) => [href, 1]));
  assert.deepEqual(places.filter(({ far = false, icon }) => far === (icon !== undefined)), []);
});
