import assert from "node:assert/strict";

import { QueryObserver } from "@tanstack/preact-query";
import { test, vi } from "vitest";

import { Refetches, newCache } from "../../../kernel/query";
import { keys } from "../keys";
import { Feed } from "./feed";
import { Posts } from "./posts";

/** A server with posts numbered by age, the highest is the newest, and a page that shows its feed. */
function setting(count: number) {
  const numbers = Array.from({ length: count }, (_, n) => count - n);
  const queries: { limit: number; cursor: string | null }[] = [];
  const server = { numbers, broken: null as Error | null, queries };
  const read = (n: number): any => ({ id: `p${n}`, createdAt: new Date(n * 60_000).toISOString() });
  const api = {
    feed: async (_: string, { limit, cursor = null }: { limit: number; cursor: string | null }) => {
      queries.push({ limit, cursor });
      if (server.broken !== null) throw server.broken;
      const from = cursor === null ? 0 : server.numbers.findIndex((n) => n <= Number(cursor));
      const page = server.numbers.slice(from, from + limit);
      const next = server.numbers[from + limit];
      const nextCursor = next === undefined ? null : String(next);
      return { data: page.map(read), pageInfo: { nextCursor, hasMore: next !== undefined } };
    },
    post: async () => read(0),
  };
  const cache = newCache();
  const refetches = new Refetches(cache);
  const posts = new Posts(api as never, "me", cache, refetches);
  const feed = new Feed("latest", api as never, posts, cache);
  posts.onRemove = (id) => feed.drop([id]);
  const observer = new QueryObserver(cache, { ...feed.query, enabled: false });
  observer.subscribe(() => {});
  const page = {
    load: async () => {
      observer.setOptions({ ...feed.query, enabled: true });
      await observer.refetch();
    },
    more: () => feed.loadMore(),
    refresh: () => refetches.request(keys.feed("latest"), 2000),
    prepend: (post: any) => feed.prepend(post),
    showWaiting: () => feed.showWaiting(),
    stop: () => refetches.stop(),
    set atTop(atTop: boolean) {
      feed.atTop = atTop;
    },
    get ids() {
      return feed.list?.ids ?? [];
    },
    get waiting() {
      return feed.list?.waiting ?? [];
    },
    get hasMore() {
      return feed.list?.hasMore ?? false;
    },
    get error() {
      return observer.getCurrentResult().error;
    },
    get moreError() {
      return feed.more.value.error;
    },
  };
  return { server, posts, feed: page, read };
}

const ids = (...numbers: number[]) => numbers.map((n) => `p${n}`);
const down = (from: number, to: number) => ids(...Array.from({ length: from - to + 1 }, (_, n) => from - n));
const settled = async () => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise(setImmediate);
};

test("the newest page comes first, and the others when asked for", async () => {
  const { feed } = setting(45);
  await feed.load();
  assert.deepEqual(feed.ids, down(45, 26));
  await feed.more();
  await feed.more();
  assert.deepEqual(feed.ids, down(45, 1));
  assert.equal(feed.hasMore, false);
  await feed.more();
  assert.equal(feed.ids.length, 45);
});

test("a new post goes to the top, or waits while somebody reads further down", async () => {
  const { feed, server } = setting(3);
  await feed.load();
  server.numbers.unshift(4);
  feed.refresh();
  await settled();
  assert.deepEqual(feed.ids, down(4, 1));
  feed.atTop = false;
  feed.stop();
  const other = setting(3);
  await other.feed.load();
  other.feed.atTop = false;
  other.server.numbers.unshift(5, 4);
  other.feed.refresh();
  await settled();
  assert.deepEqual(other.feed.ids, down(3, 1));
  assert.deepEqual(other.feed.waiting, ids(5, 4));
  other.feed.showWaiting();
  assert.deepEqual(other.feed.ids, down(5, 1));
  assert.deepEqual(other.feed.waiting, []);
  other.feed.stop();
});

test("posts that are gone leave the list, also when nobody said so", async () => {
  const { feed, server } = setting(30);
  await feed.load();
  server.numbers = server.numbers.filter((n) => n !== 28 && n !== 30);
  feed.refresh();
  await settled();
  assert.equal(feed.ids.includes("p28"), false);
  assert.equal(feed.ids.includes("p30"), false);
  assert.equal(feed.ids.includes("p11"), true);
  feed.stop();
});

test("a post of one's own that is written during a refresh stays", async () => {
  const { feed, server, read } = setting(3);
  await feed.load();
  const stale = [...server.numbers];
  feed.refresh();
  feed.prepend(read(9));
  server.numbers = stale;
  await settled();
  assert.deepEqual(feed.ids, ids(9, 3, 2, 1));
  feed.prepend(read(9));
  assert.deepEqual(feed.ids, ids(9, 3, 2, 1));
  feed.stop();
});

test("older posts that a refresh brings are left to the next page", async () => {
  const { feed, server } = setting(60);
  await feed.load();
  feed.atTop = false;
  server.numbers = server.numbers.filter((n) => n !== 60 && n !== 59);
  feed.refresh();
  await settled();
  assert.deepEqual(feed.waiting, []);
  assert.deepEqual(feed.ids, down(58, 41));
  await feed.more();
  assert.deepEqual(feed.ids, down(58, 21));
  feed.stop();
});

test("a refresh reads until it joins what was known, so that nothing is missing in between", async () => {
  for (const before of [2, 30]) {
    const { feed, server } = setting(before);
    await feed.load();
    server.numbers = Array.from({ length: before + 70 }, (_, n) => before + 70 - n);
    feed.refresh();
    await settled();
    while (feed.hasMore) await feed.more();
    assert.deepEqual(feed.ids, down(before + 70, 1));
    feed.stop();
  }
});

test("where too much happened the list begins anew, without a hole", async () => {
  const { feed, server } = setting(30);
  await feed.load();
  server.numbers = Array.from({ length: 400 }, (_, n) => 400 - n);
  feed.refresh();
  await settled();
  assert.deepEqual(feed.ids, down(400, 321));
  while (feed.hasMore) await feed.more();
  assert.deepEqual(feed.ids, down(400, 1));
  feed.stop();
});

test("an empty list that gets posts has them all", async () => {
  const { feed, server } = setting(0);
  await feed.load();
  assert.deepEqual(feed.ids, []);
  server.numbers = [2, 1];
  feed.refresh();
  await settled();
  assert.deepEqual(feed.ids, ids(2, 1));
  feed.stop();
});

test("a refresh reads as deep as the list, up to fifty", async () => {
  const { feed, server } = setting(100);
  await feed.load();
  await feed.more();
  await feed.more();
  feed.refresh();
  await settled();
  assert.equal(server.queries.at(-1)?.limit, 50);
  feed.stop();
});

test("many refreshes make one now and one later", async ({ onTestFinished }) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { feed, server } = setting(3);
  await feed.load();
  for (let n = 0; n < 10; n += 1) feed.refresh();
  await settled();
  assert.equal(server.queries.length, 2);
  feed.refresh();
  await settled();
  assert.equal(server.queries.length, 2);
  vi.advanceTimersByTime(2000);
  await settled();
  assert.equal(server.queries.length, 3);
  vi.advanceTimersByTime(60_000);
  await settled();
  assert.equal(server.queries.length, 3);
});

test("a refresh that fails for a while is repeated until it succeeds", async ({ onTestFinished }) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { feed, server } = setting(3);
  await feed.load();
  server.broken = Object.assign(new Error("busy"), { temporary: true, retryAfter: 9 });
  feed.refresh();
  await settled();
  server.broken = null;
  server.numbers.unshift(4);
  vi.advanceTimersByTime(8999);
  await settled();
  assert.equal(feed.ids.length, 3);
  vi.advanceTimersByTime(1);
  await settled();
  assert.equal(feed.ids.length, 4);
});

test("a first page that fails is an error, and loading again heals it", async () => {
  const { feed, server } = setting(3);
  server.broken = new Error("no");
  await feed.load();
  assert.equal(feed.error, server.broken);
  server.broken = null;
  await feed.load();
  assert.equal(feed.error, null);
  assert.equal(feed.ids.length, 3);
});

test("a further page that fails keeps what is there, and may be asked for again", async () => {
  const { feed, server } = setting(30);
  await feed.load();
  server.broken = new Error("no");
  await feed.more();
  assert.equal(feed.moreError, server.broken);
  assert.equal(feed.ids.length, 20);
  server.broken = null;
  await feed.more();
  assert.equal(feed.moreError, null);
  assert.equal(feed.ids.length, 30);
});

test("a deleted post leaves the list and those waiting", async () => {
  const { feed, posts, server } = setting(3);
  await feed.load();
  feed.atTop = false;
  server.numbers.unshift(4);
  feed.refresh();
  await settled();
  posts.remove("p4");
  posts.remove("p2");
  assert.deepEqual(feed.waiting, []);
  assert.deepEqual(feed.ids, ids(3, 1));
  feed.stop();
});
