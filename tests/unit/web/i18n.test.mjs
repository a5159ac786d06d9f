import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";

import { en } from "../../../web/app/i18n/en.js";
import { Translator } from "../../../web/app/i18n/index.js";
import { km } from "../../../web/app/i18n/km.js";

const forms = (message) => (typeof message === "string" ? [message] : Object.values(message));
const placeholders = (message) =>
  new Set(forms(message).flatMap((text) => text.match(/\{[a-z]+\}/g) ?? []));

function storage(kept = {}) {
  return { getItem: (key) => kept[key] ?? null, setItem: (key, value) => void (kept[key] = value) };
}

test("both languages say the same things", () => {
  assert.deepEqual(Object.keys(km).sort(), Object.keys(en).sort());
});

for (const key of Object.keys(en)) {
  test(`${key} has the same blanks in both languages`, () => {
    assert.deepEqual([...placeholders(km[key])].sort(), [...placeholders(en[key])].sort());
  });
}

test("Khmer messages are written in Khmer", () => {
  const latin = Object.keys(km).filter((key) => !/\p{Script=Khmer}/u.test(forms(km[key]).join("")));
  assert.deepEqual(latin, []);
});

test("every message that the app asks for exists, and every message is asked for", async () => {
  const app = new URL("../../../web/app/", import.meta.url);
  const files = (await readdir(app, { recursive: true })).filter((name) => name.endsWith(".js"));
  const source = await Promise.all(
    files
      .filter((name) => !/i18n.(en|km)/.test(name))
      .map((name) => readFile(new URL(name, app), "utf8")),
  );
  const text = source.join("\n");
  const asked = [...text.matchAll(/"([a-zA-Z]+\.[a-zA-Z.0-9_]+)"/g)].map(([, key]) => key);
  const families = [...text.matchAll(/`([a-zA-Z]+\.[a-zA-Z.]*)\$\{/g)].map(([, prefix]) => prefix);
  const calls = [...text.matchAll(/\bt\(([^()]*)/g)].map(([, argument]) => argument);
  const named = calls.flatMap((call) => call.match(/"([a-zA-Z]+\.[a-zA-Z.0-9_]+)"/g) ?? []);
  assert.deepEqual(
    named.filter((key) => !(JSON.parse(key) in en)),
    [],
  );
  const unused = Object.keys(en).filter(
    (key) => !asked.includes(key) && !families.some((prefix) => key.startsWith(prefix)),
  );
  assert.deepEqual(unused, []);
});

test("blanks are filled, and a count chooses the form", () => {
  const { t } = new Translator(storage(), ["en-US"]);
  assert.equal(t("post.follow", { name: "Dara" }), "Follow Dara");
  assert.equal(t("feed.new", { count: 1 }), "1 new post");
  assert.equal(t("feed.new", { count: 1200 }), "1,200 new posts");
  assert.equal(t("feed.new", { count: 0 }), "0 new posts");
  assert.equal(t("post.follow"), "Follow {name}");
});

test("the first language of the browser that is known is used, and a choice is remembered", () => {
  const kept = {};
  assert.equal(new Translator(storage(kept), ["fr", "km-KH", "en"]).language, "km");
  assert.equal(new Translator(storage(kept), ["fr"]).language, "en");
  new Translator(storage(kept), ["en"]).choose("km");
  assert.equal(new Translator(storage(kept), ["en"]).language, "km");
  assert.equal(new Translator(storage({ "stunity.language": "xx" }), ["km"]).language, "en");
});

test("a moment is told as people think of it", () => {
  const i18n = new Translator(storage(), ["en"]);
  const now = Date.parse("2026-03-10T12:00:00Z");
  const ago = (minutes) => i18n.ago(new Date(now - minutes * 60_000).toISOString(), now);
  assert.equal(ago(-5), "just now");
  assert.equal(ago(0.5), "just now");
  assert.equal(ago(1), "1 min ago");
  assert.equal(ago(59), "59 min ago");
  assert.equal(ago(59.6), "1 h ago");
  assert.equal(ago(23 * 60), "23 h ago");
  assert.equal(ago(23.6 * 60), "yesterday");
  assert.equal(ago(6 * 24 * 60), "6 days ago");
  assert.equal(ago(7 * 24 * 60), "03/03/2026");
  i18n.choose("km");
  assert.equal(ago(24 * 60), "ម្សិលមិញ");
  assert.equal(ago(5), "5 នាទីមុន");
});
