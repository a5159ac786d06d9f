import { expect, it, vi } from "vitest";

import type { Paging, Post } from "../requests";
import { Chosen } from "./chosen";

const post = (id: string, author = "a"): Post => ({ id, author: { id: author } }) as Post;

function served(...pages: (string[] | Error)[]) {
  const asked: Paging[] = [];
  const chosen = vi.fn(async (page: Paging) => {
    asked.push(page);
    const next = pages.shift();
    if (next instanceof Error || next === undefined) throw next;
    const pageInfo = { nextCursor: "c", prevCursor: null, hasMore: true };
    return { data: next.map((id) => post(id)), pageInfo };
  });
  const say = vi.fn(async (postId: string, kind: "SEE_MORE" | "NOT_INTERESTED" | "HIDE_AUTHOR" | null) => ({ postId, kind }));
  return { feed: new Chosen({ chosen, say }), asked, say };
}

const ids = (page: { data: Post[] }) => page.data.map(({ id }) => id);
const moved = Object.assign(new Error(), { code: "feed_moved" });

it("goes on with a new choice where the old one is over, without what is shown already", async () => {
  const { feed, asked } = served(["1", "2"], moved, ["2", "3"]);
  expect(ids(await feed.read({ limit: 20 }))).toEqual(["1", "2"]);
  expect(ids(await feed.read({ limit: 20, cursor: "c" }))).toEqual(["3"]);
  expect(asked.at(-1)?.cursor).toBeNull();
});

it("leaves other failures to the page, and knows nothing when it begins anew", async () => {
  const { feed } = served(["1"], new Error("away"), ["1"]);
  await feed.read({ limit: 20 });
  await expect(feed.read({ limit: 20, cursor: "c" })).rejects.toThrow("away");
  expect(ids(await feed.read({ limit: 20 }))).toEqual(["1"]);
});

it("sends posts away, all of an author's too, until it is undone on any of them", async () => {
  const { feed, say } = served();
  await feed.say(post("1"), "SEE_MORE");
  expect(feed.stands(post("1"))).toBe("post");
  await feed.say(post("1"), "NOT_INTERESTED");
  expect([feed.stands(post("1")), feed.stands(post("2"))]).toEqual(["sent", "post"]);
  await feed.say(post("2"), "HIDE_AUTHOR");
  expect([feed.stands(post("3")), feed.stands(post("4", "b"))]).toEqual(["hidden", "post"]);
  await feed.undo(post("3"));
  expect([feed.stands(post("3")), feed.stands(post("1"))]).toEqual(["post", "sent"]);
  expect(say).toHaveBeenLastCalledWith("3", null);
});
