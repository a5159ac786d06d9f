import assert from "node:assert/strict";
import { test } from "vitest";

import { newCache } from "../query";
import { catchUp, forgetOld } from "./catchup";

const page = (posts: { changed?: string[]; deleted?: string[] }, nextCursor: string, hasMore = false) => ({
  startAnew: false,
  collections: { posts: { changed: [], deleted: [], everything: false, ...posts } },
  nextCursor,
  hasMore,
  channels: ["user:1"],
});

test("pages are read to the end, and what is gone in one is not changed in another", async () => {
  const pages = [page({ changed: ["a", "b"] }, "e.2", true), page({ deleted: ["a"], changed: ["c"] }, "e.3")];
  const asked: (string | null)[] = [];
  const caught = await catchUp("e.1", async (after) => {
    asked.push(after);
    return pages.shift() as ReturnType<typeof page>;
  });
  assert.deepEqual(asked, ["e.1", "e.2"]);
  assert.deepEqual(caught, {
    startAnew: false,
    missed: { posts: { changed: ["b", "c"], deleted: ["a"], everything: false } },
    cursor: "e.3",
    channels: ["user:1"],
  });
});

test("beyond what the log keeps all is new", async () => {
  const caught = await catchUp("e.1", async () => ({ ...page({}, "f.9"), startAnew: true }));
  assert.deepEqual(caught, { startAnew: true, missed: {}, cursor: "f.9", channels: ["user:1"] });
});

test("what is forgotten is what was not read in this visit", () => {
  const cache = newCache();
  cache.setQueryData(["old"], 1, { updatedAt: 10 });
  cache.setQueryData(["new"], 2, { updatedAt: 30 });
  forgetOld(cache, 20);
  assert.equal(cache.getQueryData(["old"]), undefined);
  assert.equal(cache.getQueryData(["new"]), 2);
});
