import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { test } from "vitest";

const SOURCES = join(__dirname, "..");
const read = (path: string): Record<string, string> => JSON.parse(readFileSync(path, "utf-8"));
const blanks = (text: string) => [...new Set(text.match(/(?<=(?<!(one|other) )\{)[a-zA-Z]+(?=[,}])/g) ?? [])].sort();

const folders = readdirSync(SOURCES, { recursive: true, encoding: "utf-8" })
  .filter((name) => name.endsWith("messages/en.json"))
  .map((name) => join(SOURCES, name, ".."));

test("there are catalogues", () => assert.ok(folders.length > 5));

test.each(folders)("%s says the same things in both languages", (folder) => {
  const en = read(join(folder, "en.json"));
  const km = read(join(folder, "km.json"));
  assert.deepEqual(Object.keys(km).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    const missing = blanks(km[key] ?? "");
    assert.deepEqual(missing, blanks(text), key);
    // What stands in a blank is in the language of its own message, or a name.
    const words = (km[key] ?? "").replaceAll(/\{\w+\}/g, "");
    assert.match(words, /\p{Script=Khmer}|^[^\p{L}]*$/u, key);
  }
});
