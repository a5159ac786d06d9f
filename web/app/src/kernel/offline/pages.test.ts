import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { beforeEach, test } from "vitest";

import { newCache } from "../query";
import { Pages } from "./pages";
import { database, forgetKept, forgetOthers, keepAccount, lastAccount } from "./store";

const ME = "school me";
const KEEPS = [
  { key: ["social", "feed"] },
  { key: ["notes"], only: (data: unknown) => (data as string[]).filter((one) => one !== "grade") },
];

function visit(account = ME) {
  const cache = newCache();
  const pages = new Pages(account, cache, KEEPS);
  pages.follow();
  return { cache, pages };
}

async function rows(): Promise<string> {
  const db = await database();
  return JSON.stringify(await db?.getAll("pages"));
}

beforeEach(() => forgetKept({ written: true }));

test("what was read is there at the next visit, and counts as old", async () => {
  const first = visit();
  first.cache.setQueryData(["social", "feed", "latest"], ["a", "b"]);
  await first.pages.write();
  const next = visit();
  assert.equal(await next.pages.restore(), true);
  assert.deepEqual(next.cache.getQueryData(["social", "feed", "latest"]), ["a", "b"]);
  assert.equal(next.cache.getQueryState(["social", "feed", "latest"])?.isInvalidated, true);
});

test("what may not lie on a device never does", async () => {
  const { cache, pages } = visit();
  cache.setQueryData(["learning", "grades"], "19 of 20");
  cache.setQueryData(["boards", "anonymous"], "who asked");
  cache.setQueryData(["notes"], ["like", "grade"]);
  await pages.write();
  const kept = await rows();
  assert.match(kept, /like/);
  assert.doesNotMatch(kept, /19 of 20|who asked|grade/);
});

test("what is gone is gone from the device", async () => {
  const { cache, pages } = visit();
  cache.setQueryData(["social", "feed", "latest"], ["a"]);
  await pages.write();
  cache.setQueryData(["social", "feed", "latest"], null);
  await pages.write();
  assert.equal(await rows(), "[]");
});

test("another account finds nothing, and its coming removes it", async () => {
  const mine = visit();
  mine.cache.setQueryData(["social", "feed", "latest"], ["secret"]);
  await mine.pages.write();
  await keepAccount({ account: ME, version: __API__, me: {}, relayUrl: "", cursor: null });
  const theirs = visit("school you");
  assert.equal(await theirs.pages.restore(), false);
  assert.equal(theirs.cache.getQueryData(["social", "feed", "latest"]), undefined);
  await forgetOthers("you");
  assert.equal(await rows(), "[]");
  assert.equal(await lastAccount(), undefined);
});

test("whoever has left leaves nothing behind, not even what was about to be written", async () => {
  const { cache, pages } = visit();
  cache.setQueryData(["social", "feed", "latest"], ["secret"]);
  pages.stop();
  await forgetKept({ written: true });
  await pages.write();
  assert.equal(await rows(), "[]");
});

test("what another version of the API said is forgotten: it may lack what pages show by now", async () => {
  const { cache, pages } = visit();
  cache.setQueryData(["social", "feed", "latest"], ["a"]);
  await pages.write();
  const released = new Pages(ME, newCache(), KEEPS, database, "another");
  assert.equal(await released.restore(), false);
  assert.equal(await rows(), "[]");
});

test("what was read in this visit is not replaced by what was kept", async () => {
  const first = visit();
  first.cache.setQueryData(["social", "feed", "latest"], ["old"]);
  await first.pages.write();
  const next = visit();
  next.cache.setQueryData(["social", "feed", "latest"], ["new"]);
  await next.pages.restore();
  assert.deepEqual(next.cache.getQueryData(["social", "feed", "latest"]), ["new"]);
});

test("a page that nobody has read for a month is forgotten, and so is one that is not kept any more", async () => {
  const { cache, pages } = visit();
  cache.setQueryData(["social", "feed", "latest"], ["a"], { updatedAt: Date.now() - 31 * 86_400_000 });
  await pages.write();
  const next = visit();
  assert.equal(await next.pages.restore(), false);
  const another = newCache();
  cache.setQueryData(["social", "feed", "following"], ["b"]);
  await pages.write();
  assert.equal(await new Pages(ME, another, []).restore(), false);
  assert.equal(await rows(), "[]");
});
