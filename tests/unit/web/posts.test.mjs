import assert from "node:assert/strict";
import test from "node:test";

import { Posts } from "../../../web/app/model/posts.js";

const ME = "me";
const POST = { id: "p", liked: false, likesCount: 3, commentsCount: 1, content: "x" };

/** A promise that a test settles. */
function later() {
  const handles = {};
  handles.promise = new Promise((resolve, reject) => Object.assign(handles, { resolve, reject }));
  return handles;
}

function setting(post = POST) {
  const requests = [];
  const api = {
    like: (id, liked) => {
      const answer = later();
      requests.push({ liked, ...answer });
      return answer.promise;
    },
    post: async () => ({ ...POST, content: "from the server" }),
    deletePost: async () => {},
  };
  const posts = new Posts(api, ME);
  posts.put(post);
  const shown = () => [posts.get("p").liked, posts.get("p").likesCount];
  return { posts, requests, shown };
}

const liked = (userId, likesCount) => ({
  type: "post:liked",
  data: { postId: "p", userId, userName: "", likesCount },
});

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
  posts.apply(liked(ME, 4));
  assert.deepEqual(shown(), [true, 4]);
  requests[0].resolve({ liked: true, likesCount: 4 });
  await liking;
  posts.apply(liked(ME, 4));
  assert.deepEqual(shown(), [true, 4]);
});

test("a like of somebody else in between is counted beside the own wish", async () => {
  const { posts, requests, shown } = setting();
  const liking = posts.like("p", true);
  posts.apply(liked("other", 4));
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
  const removed = [];
  posts.on("remove", (id) => removed.push(id));
  posts.apply({ type: "post:stats", data: { postId: "p", likesCount: 9, commentsCount: 8 } });
  assert.equal(posts.get("p").likesCount, 9);
  posts.apply({ type: "comment:created", data: { postId: "p", commentsCount: 10 } });
  assert.equal(posts.get("p").commentsCount, 10);
  posts.apply({ type: "post:updated", data: { postId: "p" } });
  await new Promise(setImmediate);
  assert.equal(posts.get("p").content, "from the server");
  posts.apply({ type: "post:deleted", data: { postId: "p" } });
  assert.equal(posts.get("p"), null);
  assert.deepEqual(removed, ["p"]);
});

test("events of unknown posts and of other things are nothing", () => {
  const { posts } = setting();
  posts.apply(liked(ME, 1));
  posts.apply({ type: "post:liked", data: { postId: "unknown", likesCount: 1 } });
  posts.apply({ type: "heartbeat", data: { timestamp: 1 } });
  assert.equal(posts.get("unknown"), null);
});
