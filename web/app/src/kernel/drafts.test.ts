import assert from "node:assert/strict";

import { test } from "vitest";

import { Drafts, forgetDrafts } from "./drafts";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test("what is being written is there after the page was loaded anew", () => {
  const place = storage();
  const drafts = new Drafts("school dara", place);
  drafts.set("post", { content: "ជំរាបសួរ" });
  drafts.set("quiz:new", { title: "T" });
  drafts.delete("post");
  const again = new Drafts("school dara", place);
  assert.deepEqual(again.get("quiz:new"), { title: "T" });
  assert.equal(again.get("post"), undefined);
});

test("nobody finds what somebody else was writing", () => {
  const place = storage();
  new Drafts("school dara", place).set("post", "secret");
  assert.equal(new Drafts("school bopha", place).get("post"), undefined);
  // And it is gone, not merely hidden.
  assert.equal(new Drafts("school dara", place).get("post"), undefined);
});

test("whoever leaves takes it along, and broken storage is empty", () => {
  const place = storage();
  new Drafts("dara", place).set("post", "secret");
  forgetDrafts(place);
  assert.equal(new Drafts("dara", place).get("post"), undefined);
  place.setItem("stunity.drafts", "{broken");
  assert.equal(new Drafts("dara", place).get("post"), undefined);
});

test("without room it is kept as long as the page is open", () => {
  const full = { ...storage(), setItem: () => assert.fail("full") };
  const drafts = new Drafts("dara", full);
  drafts.set("post", "text");
  assert.equal(drafts.get("post"), "text");
});

test("what a guest writes stays in the page, and leaves a member's drafts alone", () => {
  const place = storage();
  new Drafts("dara", place).set("post", "text");
  const guest = new Drafts(null, place);
  guest.set("question", "why");
  assert.equal(guest.get("question"), "why");
  assert.equal(new Drafts("dara", place).get("post"), "text");
});

test("an answer that comes after somebody left brings nothing of theirs back", () => {
  const place = storage();
  const drafts = new Drafts("school dara", place);
  drafts.set("work:1", "sent");
  drafts.set("register:10A", "secret");
  drafts.stop();
  forgetDrafts(place);
  drafts.delete("work:1");
  assert.equal(place.getItem("stunity.drafts"), null);
});
