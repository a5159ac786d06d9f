import assert from "node:assert/strict";

import { InfiniteQueryObserver } from "@tanstack/preact-query";
import { test } from "vitest";

import { Refetches, newCache } from "../../kernel/query";
import type { World } from "../../kernel/world";
import { Relations } from "../../shared/relations";
import { keys } from "./keys";
import { People, everybody } from "./people";
import type { Person } from "./requests";

const person = (id: string, followedByMe: boolean) => ({ id, name: id, followedByMe }) as Person;
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

test("a list tells whom the reader follows, and is read again when somebody follows them", async () => {
  const cache = newCache();
  const world = { cache, refetches: new Refetches(cache, 0), me: { id: "me" } } as unknown as World;
  const page = <T>(data: T[]) => ({ data, pageInfo: { hasMore: false, nextCursor: null, prevCursor: null } });
  const known = new Relations(world, {
    following: async () => page<Person>([]),
    follow: async (userId: string, following: boolean) => ({ userId, status: following ? "PENDING" : "NONE" }),
  } as never);
  Object.assign(world, { area: () => known });
  let followers = [person("a", true)];
  const area = new People(world, { list: async () => page(followers), hidden: async () => page([]) } as never);
  const leave = new InfiniteQueryObserver(cache, area.list("followers")).subscribe(() => {});
  await pause();
  assert.equal(known.of("a"), "ACCEPTED");

  followers = [person("b", false), person("a", true)];
  area.bridge.events?.["user:followed"]?.({ type: "user:followed", data: { userId: "b" } } as never);
  await pause();
  const pages = cache.getQueryData<{ pages: { data: Person[] }[] }>(keys.list("followers", "me"))?.pages;
  assert.deepEqual(everybody(pages).map(({ id }) => id), ["b", "a"]);

  // Waiting for consent is not the same as following, whatever a list says.
  await known.follow("b", true);
  known.learn([person("b", true)]);
  assert.equal(known.of("b"), "PENDING");
  leave();
});

test("who moved between two pages is there once", () => {
  const pages = [{ data: [person("a", true), person("b", true)] }, { data: [person("b", true)] }];
  assert.deepEqual(everybody(pages).map(({ id }) => id), ["a", "b"]);
});
