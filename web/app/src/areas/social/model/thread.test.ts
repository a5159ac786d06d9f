import assert from "node:assert/strict";

import { QueryClient } from "@tanstack/preact-query";
import { test } from "vitest";

import { keys } from "../keys";
import { inOrder, threadQuery } from "./thread";

const comment = (id: string, minute: number, parentId: string | null = null): any => ({
  id,
  parentId,
  createdAt: new Date(minute * 60_000).toISOString(),
});

function thread(pages: any[][], meanwhile: (cache: QueryClient) => void = () => {}) {
  const asked: (string | null)[] = [];
  const cache = new QueryClient();
  const requests = {
    comments: async (_: string, { cursor = null }: { cursor?: string | null }) => {
      asked.push(cursor);
      meanwhile(cache);
      const at = Number(cursor ?? 0);
      const hasMore = at + 1 < pages.length;
      const pageInfo = { nextCursor: hasMore ? String(at + 1) : null, hasMore };
      return { data: pages[at], pageInfo };
    },
  };
  const load = async () => {
    await cache.fetchQuery(threadQuery(requests as never, cache, "p"));
    return inOrder(cache.getQueryData(keys.comments("p")) ?? []).map(({ id }) => id);
  };
  return { load, asked };
}

test("answers stand below what they answer, older before newer", async () => {
  const { load } = thread([
    [
      comment("a", 1),
      comment("b", 2),
      comment("a1", 3, "a"),
      comment("b1", 4, "b"),
      comment("a2", 5, "a"),
      comment("a1x", 6, "a1"),
    ],
  ]);
  assert.deepEqual(await load(), ["a", "a1", "a1x", "a2", "b", "b1"]);
});

test("an answer to a comment that is not there stands by itself", async () => {
  const { load } = thread([[comment("a", 2), comment("orphan", 1, "hidden")]]);
  assert.deepEqual(await load(), ["orphan", "a"]);
});

test("all pages of a thread are read", async () => {
  const { load, asked } = thread([[comment("a", 1)], [comment("b", 2)], [comment("c", 3)]]);
  assert.deepEqual(await load(), ["a", "b", "c"]);
  assert.deepEqual(asked, [null, "1", "2"]);
});

test("the own comment that is written while a thread is read stays, once", async () => {
  const own = comment("mine", 99, "a");
  const write = (cache: QueryClient) =>
    void cache.setQueryData(keys.comments("p"), [comment("a", 1), own]);
  const { load } = thread([[comment("a", 1)]], write);
  assert.deepEqual(await load(), ["a", "mine"]);
  assert.deepEqual(await load(), ["a"]);
});
