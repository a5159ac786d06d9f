import assert from "node:assert/strict";
import test from "node:test";

import { Thread } from "../../../web/app/model/threads.js";

const comment = (id, minute, parentId = null) => ({
  id,
  parentId,
  createdAt: new Date(minute * 60_000).toISOString(),
});

function thread(pages) {
  const asked = [];
  const api = {
    comments: async (_, { cursor }) => {
      asked.push(cursor);
      const at = Number(cursor ?? 0);
      const hasMore = at + 1 < pages.length;
      return {
        data: pages[at],
        pageInfo: { nextCursor: hasMore ? String(at + 1) : null, hasMore },
      };
    },
    createComment: async (_, { content, parentId }) => comment(content, 99, parentId),
  };
  return { thread: new Thread(api, "p"), asked };
}

const order = (given) => given.comments.map(({ id }) => id);

test("answers stand below what they answer, older before newer", async () => {
  const { thread: given } = thread([
    [
      comment("a", 1),
      comment("b", 2),
      comment("a1", 3, "a"),
      comment("b1", 4, "b"),
      comment("a2", 5, "a"),
      comment("a1x", 6, "a1"),
    ],
  ]);
  await given.load();
  assert.deepEqual(order(given), ["a", "a1", "a1x", "a2", "b", "b1"]);
});

test("an answer to a comment that is not there stands by itself", async () => {
  const { thread: given } = thread([[comment("a", 2), comment("orphan", 1, "hidden")]]);
  await given.load();
  assert.deepEqual(order(given), ["orphan", "a"]);
});

test("all pages of a thread are read", async () => {
  const { thread: given, asked } = thread([
    [comment("a", 1)],
    [comment("b", 2)],
    [comment("c", 3)],
  ]);
  await given.load();
  assert.deepEqual(order(given), ["a", "b", "c"]);
  assert.deepEqual(asked, [null, "1", "2"]);
});

test("the own comment is there at once, and once", async () => {
  const { thread: given } = thread([[comment("a", 1)]]);
  await given.load();
  await given.add({ content: "mine", parentId: "a" }, "key");
  await given.add({ content: "mine", parentId: "a" }, "key");
  assert.deepEqual(order(given), ["a", "mine"]);
});

test("a thread that nobody has open is not read again", async () => {
  const { thread: given, asked } = thread([[comment("a", 1)]]);
  given.refresh();
  assert.deepEqual(asked, []);
  given.viewers = 1;
  given.refresh();
  assert.deepEqual(asked, [null]);
  given.stop();
});

test("a thread that cannot be read says so until it can", async () => {
  const { thread: given } = thread([[comment("a", 1)]]);
  const broken = new Thread({ comments: () => Promise.reject(new Error("no")) }, "p");
  await broken.load();
  assert.equal(broken.status, "error");
  await given.load();
  assert.equal(given.status, "ready");
});
