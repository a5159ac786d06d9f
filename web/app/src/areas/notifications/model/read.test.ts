import assert from "node:assert/strict";

import { InfiniteQueryObserver } from "@tanstack/preact-query";
import { test } from "vitest";

import { Refetches, newCache } from "../../../kernel/query";
import type { World } from "../../../kernel/world";
import { keys } from "../keys";
import { Notifications, listed } from "../notifications";
import type { Notification, Requests } from "../requests";

const item = (id: string, read = false) => ({ id, read, link: `/posts/${id}` }) as Notification;
const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A list whose answers wait until a test lets them go. */
function made(items: Notification[]) {
  const server = { items, waiting: [] as (() => void)[], asked: 0, marked: [] as string[], refuses: false };
  const cache = newCache();
  const world = { cache, refetches: new Refetches(cache, 0), area: () => ({}) } as unknown as World;
  const answer = <T>(body: T) => new Promise<T>((resolve) => server.waiting.push(() => resolve(body)));
  const requests = {
    notifications: ({ unread }: { unread?: boolean }) => {
      server.asked += 1;
      const pageInfo = { nextCursor: null, prevCursor: null, hasMore: false };
      const data = structuredClone(server.items).filter(({ read }) => !unread || !read);
      return unread ? Promise.resolve({ data, pageInfo }) : answer({ data, pageInfo });
    },
    markRead: async (id: string) => {
      if (server.refuses) throw new Error("refused");
      server.marked.push(id);
    },
    markAllRead: async () => void server.marked.push("all"),
  } as unknown as Requests;
  const area = new Notifications(world, requests);
  const release = async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      for (const go of server.waiting.splice(0)) go();
      await pause();
    }
  };
  const leave = new InfiniteQueryObserver(cache, area.query).subscribe(() => {});
  cache.setQueryData(keys.unread, { unread: items.filter(({ read }) => !read).length });
  const list = () => listed(cache.getQueryData(keys.list)).map(({ id, read }) => `${id}${read ? "" : "*"}`);
  const unread = () => cache.getQueryData<{ unread: number }>(keys.unread)?.unread;
  const tell = (type: "notification:new" | "notification:read", data: object) =>
    area.bridge.events?.[type]?.({ type, data } as never);
  return { server, area, release, list, unread, tell, leave };
}

test("what is marked as read while the list is read stays so", async () => {
  const { server, release, list, tell, leave } = made([item("1"), item("2")]);
  await release();
  assert.deepEqual(list(), ["1*", "2*"]);
  tell("notification:new", { id: "3" });
  await pause();
  server.items = [item("3"), item("1"), item("2")];
  tell("notification:read", { ids: ["1"], unreadCount: 1 });
  await release();
  assert.ok(list().includes("1") && list().includes("2*"));
  leave();
});

test("a new one makes the list be read again", async () => {
  const { server, release, list, tell, leave } = made([item("1")]);
  await release();
  server.items = [item("2"), item("1")];
  tell("notification:new", { id: "2" });
  await release();
  assert.deepEqual(list(), ["2*", "1*"]);
  leave();
});

test("marking shows at once; a refusal shows what the server has", async () => {
  const { server, area, release, list, unread, leave } = made([item("1"), item("2")]);
  await release();
  const done = area.markRead(item("1"));
  assert.deepEqual([list(), unread()], [["1", "2*"], 1]);
  await done;
  assert.deepEqual(server.marked, ["1"]);
  server.refuses = true;
  server.items = [item("1", true), item("2")];
  await assert.rejects(area.markRead(item("2")));
  await release();
  assert.deepEqual(list(), ["1", "2*"]);
  leave();
});

test("marking all leaves nothing unread", async () => {
  const { server, area, release, list, unread, leave } = made([item("1"), item("2", true)]);
  await release();
  await area.markAllRead();
  assert.deepEqual([list(), unread(), server.marked], [["1", "2"], 0, ["all"]]);
  leave();
});

test("what was opened by another way is read by that", async () => {
  const id = "0190a0a0-0000-7000-8000-00000000000a";
  const { server, area, release, leave } = made([item(id), item("2"), item(id.replace("0a", "0b"), true)]);
  await release();
  await area.opened(`/posts/${id}`);
  assert.deepEqual(server.marked, [id]);
  leave();
});
