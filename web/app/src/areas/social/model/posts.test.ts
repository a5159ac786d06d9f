import assert from "node:assert/strict";

import { QueryClient } from "@tanstack/preact-query";
import { test, vi } from "vitest";

import { ApiError } from "../../../kernel/api";
import { Refetches } from "../../../kernel/query";
import { Posts } from "./posts";

const ME = "me";
const POST: any = { id: "p", liked: false, likesCount: 3, commentsCount: 1, content: "x" };

/** Reads again without a pause in between. */
const atOnce = { again: (_: string, task: () => Promise<unknown>) => void task() };

/** A promise that a test settles. */
function later() {
  const handles: any = {};
  handles.promise = new Promise((resolve, reject) => Object.assign(handles, { resolve, reject }));
  return handles;
}

function setting(post = POST) {
  const requests: any[] = [];
  const api = {
    like: (_: string, liked: boolean) => {
      const answer = later();
      requests.push({ liked, ...answer });
      return answer.promise;
    },
    post: async () => ({ ...POST, content: "from the server" }),
    deletePost: async () => {},
  };
  const posts = new Posts(api as never, ME, new QueryClient(), atOnce);
  posts.put(post);
  const shown = () => [posts.get("p")?.liked, posts.get("p")?.likesCount];
  return { posts, requests, shown };
}

/** What the area's bridge does with an event. */
function apply(posts: Posts, { type, data, timestamp: at }: any) {
  const { postId: id } = data;
  if (type === "post:liked") posts.liked(id, data.userId, data.likesCount, at);
  else if (type === "post:stats") posts.counted(id, data, at);
  else if (type === "comment:created") posts.commented(id, data.commentsCount, at);
  else if (type === "post:updated") posts.updated(id);
  else if (type === "post:deleted") posts.deleted(id);
}

const event = (type: string, data: object, timestamp = 0) => ({
  type,
  data: { postId: "p", ...data },
  timestamp,
});
const liked = (userId: string, likesCount: number) => event("post:liked", { userId, userName: "", likesCount });

test("a like shows at once and is confirmed by its answer", async () => {
  const { posts, requests, shown } = setting();
  const liking = posts.like("p", true);
  assert.deepEqual(shown(), [true, 4]);
  requests[0].resolve({ liked: true, likesCount: 4 });
  await liking;
  assert.deepEqual(shown(), [true, 4]);
});

test("the event of the own like is not counted twice, whichever comes first", async () => {
  const { posts, requests, shown } = setting();
  const liking = posts.like("p", true);
  apply(posts, liked(ME, 4));
  assert.deepEqual(shown(), [true, 4]);
  requests[0].resolve({ liked: true, likesCount: 4 });
  await liking;
  apply(posts, liked(ME, 4));
  assert.deepEqual(shown(), [true, 4]);
});

test("a like of somebody else in between is counted beside the own wish", async () => {
  const { posts, requests, shown } = setting();
  const liking = posts.like("p", true);
  apply(posts, liked("other", 4));
  assert.deepEqual(shown(), [true, 5]);
  requests[0].resolve({ liked: true, likesCount: 5 });
  await liking;
  assert.deepEqual(shown(), [true, 5]);
});

test("fast clicks make one request after another, and the last wish wins", async () => {
  const { posts, requests, shown } = setting();
  const liking = posts.like("p", true);
  posts.like("p", false);
  posts.like("p", true);
  posts.like("p", false);
  assert.deepEqual(shown(), [false, 3]);
  assert.equal(requests.length, 1);
  requests[0].resolve({ liked: true, likesCount: 4 });
  await new Promise(setImmediate);
  assert.equal(requests.length, 2);
  assert.equal(requests[1].liked, false);
  requests[1].resolve({ liked: false, likesCount: 3 });
  await liking;
  assert.deepEqual(shown(), [false, 3]);
});

test("a refused like leaves no trace", async () => {
  const { posts, requests, shown } = setting();
  const liking = posts.like("p", true);
  requests[0].reject(new Error("no"));
  await assert.rejects(liking, /no/);
  assert.deepEqual(shown(), [false, 3]);
});

test("counters never fall below nothing", () => {
  const { posts, shown } = setting({ ...POST, liked: true, likesCount: 0 });
  posts.like("p", false);
  assert.deepEqual(shown(), [false, 0]);
});

test("events move the counters and remove the post", async () => {
  const { posts } = setting();
  const removed: string[] = [];
  posts.onRemove = (id) => removed.push(id);
  apply(posts, event("post:stats", { likesCount: 9, commentsCount: 8 }));
  assert.equal(posts.get("p")?.likesCount, 9);
  apply(posts, event("comment:created", { commentsCount: 10 }));
  assert.equal(posts.get("p")?.commentsCount, 10);
  apply(posts, event("post:updated", {}));
  await new Promise(setImmediate);
  assert.equal(posts.get("p")?.content, "from the server");
  apply(posts, event("post:deleted", {}));
  assert.equal(posts.get("p"), null);
  assert.deepEqual(removed, ["p"]);
});

test("events of unknown posts and of other things are nothing", () => {
  const { posts } = setting();
  apply(posts, liked(ME, 1));
  apply(posts, { type: "post:liked", data: { postId: "unknown", likesCount: 1 } });
  assert.equal(posts.get("unknown"), null);
});

test("an answer that an event has overtaken does not undo it", async () => {
  const { posts } = setting();
  const answer = later();
  const reading = posts.read(() => answer.promise as Promise<{ data: any[] }>);
  apply(posts, event("comment:created", { commentsCount: 2 }));
  answer.resolve({ data: [{ ...POST, content: "newer" }] });
  await reading;
  assert.deepEqual([posts.get("p")?.commentsCount, posts.get("p")?.content], [2, "newer"]);
});

test("a post that is deleted while it is read does not come back", async () => {
  const { posts } = setting();
  const answer = later();
  const reading = posts.read(() => answer.promise as Promise<{ data: any[] }>);
  apply(posts, event("post:deleted", {}));
  answer.resolve({ data: [POST] });
  assert.deepEqual((await reading).data, []);
  assert.equal(posts.get("p"), null);
});

test("of two answers the one with the newer text stays", async () => {
  const { posts } = setting();
  const [first, second] = [later(), later()];
  const readings = [first, second].map(({ promise }) => posts.read(() => promise as never));
  second.resolve({ data: [{ ...POST, content: "edited", updatedAt: "2026-03-01T08:00:01Z" }] });
  await readings[1];
  first.resolve({ data: [{ ...POST, content: "x", updatedAt: "2026-03-01T08:00:00Z" }] });
  await readings[0];
  assert.equal(posts.get("p")?.content, "edited");
});

test("a total that was held back does not undo the like that overtook it", () => {
  const { posts } = setting();
  apply(posts, event("post:liked", { userId: "other", likesCount: 4 }, 2000));
  apply(posts, event("post:stats", { likesCount: 3, commentsCount: 1 }, 1000));
  assert.equal(posts.get("p")?.likesCount, 4);
  apply(posts, event("post:stats", { likesCount: 2, commentsCount: 1 }, 3000));
  assert.equal(posts.get("p")?.likesCount, 2);
});

test("where the answer to a like and an event differ, the post is read again", async () => {
  const { posts, requests } = setting();
  const liking = posts.like("p", true);
  apply(posts, liked(ME, 4));
  apply(posts, liked("other", 5));
  requests[0].resolve({ liked: true, likesCount: 4 });
  await liking;
  await new Promise(setImmediate);
  assert.equal(posts.get("p")?.content, "from the server");
});

test("a text that could not be read after its event is read again", async () => {
  vi.useFakeTimers();
  const away = new ApiError({ status: 503, code: "unavailable", title: "Away" });
  const post = vi.fn<() => Promise<any>>(async () => ({ ...POST, content: "edited" })).mockRejectedValueOnce(away);
  const cache = new QueryClient();
  const refetches = new Refetches(cache);
  const posts = new Posts({ post } as never, ME, cache, refetches);
  posts.put(POST);
  posts.updated("p");
  await vi.advanceTimersByTimeAsync(0);
  assert.equal(posts.get("p")?.content, "x");
  await vi.advanceTimersByTimeAsync(10_000);
  assert.equal(posts.get("p")?.content, "edited");
  assert.equal(post.mock.calls.length, 2);
  refetches.stop();
  vi.useRealTimers();
});

/** Numbers that look like chance, the same in every run. */
function chance(seed: number) {
  let state = seed;
  return (bound: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** A server whose answers and events are on their way for any time, events in their order. */
function server(pick: (bound: number) => number) {
  const truth = { ...POST, liked: false, likesCount: 3, commentsCount: 1 };
  const events: any[] = [];
  const answers: (() => void)[] = [];
  let clock = 0;
  const tell = (type: string, data: object) => events.push(event(type, data, (clock += 1)));
  const answer = (body: object) => new Promise((resolve) => answers.push(() => resolve(body)));
  const happen = [
    () => tell("post:liked", { userId: "other", likesCount: (truth.likesCount += 1) }),
    () => tell("comment:created", { commentsCount: (truth.commentsCount += 1) }),
    () => {
      truth.likesCount = Math.max(Number(truth.liked), truth.likesCount - 1);
      const { likesCount, commentsCount } = truth;
      tell("post:stats", { likesCount, commentsCount });
    },
  ];
  const api = {
    post: () => answer({ ...truth }),
    like: (_: string, wish: boolean) => {
      if (wish !== truth.liked) {
        truth.liked = wish;
        truth.likesCount += wish ? 1 : -1;
        const { likesCount, commentsCount } = truth;
        if (wish) tell("post:liked", { userId: ME, likesCount });
        else tell("post:stats", { likesCount, commentsCount });
      }
      return answer({ liked: truth.liked, likesCount: truth.likesCount });
    },
  };
  return { truth, events, answers, api, happen: () => happen[pick(happen.length)]?.() };
}

test("whatever overtakes what, in the end everybody sees what is true", { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= 1000; seed += 1) {
    const pick = chance(seed);
    const world = server(pick);
    const posts = new Posts(world.api as never, ME, new QueryClient(), atOnce);
    posts.put({ ...world.truth });
    const steps = [
      world.happen,
      world.happen,
      () => void posts.load("p"),
      () => void posts.like("p", pick(2) === 1),
      () => void (world.events.length > 0 && apply(posts, world.events.shift())),
      () => void (world.answers.length > 0 && world.answers.splice(pick(world.answers.length), 1)[0]?.()),
    ];
    for (let step = 0; step < 40; step += 1) {
      steps[pick(steps.length)]?.();
      if (pick(2) === 0) await new Promise(setImmediate);
    }
    while (world.events.length + world.answers.length > 0) {
      if (world.events.length > 0) apply(posts, world.events.shift());
      if (world.answers.length > 0) world.answers.shift()?.();
      await new Promise(setImmediate);
    }
    const { liked: mine, likesCount, commentsCount } = posts.get("p") as any;
    const seen = { liked: mine, likesCount, commentsCount };
    const expected = { liked: world.truth.liked, likesCount: world.truth.likesCount };
    assert.deepEqual(seen, { ...expected, commentsCount: world.truth.commentsCount }, `${seed}`);
  }
});

test("a post that is not there for its reader is gone, not broken", async () => {
  const refused = new ApiError({ status: 404, code: "not_found", title: "Not found" });
  const api = { post: () => Promise.reject(refused) };
  const posts = new Posts(api as never, ME, new QueryClient(), atOnce);
  assert.equal(await posts.load("p"), null);
});

test("counters that are read again lie over the post, under what events said meanwhile", async () => {
  const answer = later();
  const asked: any[] = [];
  const api = { counters: (ids: string[]) => (asked.push(ids), answer.promise) };
  const posts = new Posts(api as never, ME, new QueryClient(), atOnce);
  posts.put(POST);
  posts.put({ ...POST, id: "gone" });
  const counting = posts.recount(["p", "gone", "never known"]);
  posts.liked("p", "other", 9, 1);
  answer.resolve({ data: [{ id: "p", likesCount: 5, commentsCount: 4, bookmarked: true }] });
  await counting;
  assert.deepEqual(asked, [["p", "gone"]]);
  assert.equal(posts.known("gone"), null);
  assert.deepEqual(posts.known("p"), { ...POST, likesCount: 9, commentsCount: 4, bookmarked: true });
});
