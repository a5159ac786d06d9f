import assert from "node:assert/strict";

import { test, vi } from "vitest";

import { Events } from "./events";

const stream = { subscribe: () => () => {}, onStale: () => () => {} } as never;
const event = (type: string, data: object) => ({ type, data }) as never;

test("an event reaches the handlers of its type, and one that fails costs the others nothing", () => {
  const report = vi.spyOn(globalThis, "reportError").mockImplementation(() => {});
  const heard: string[] = [];
  const events = new Events(stream);
  events.add({
    events: {
      "post:deleted": () => {
        throw new Error("a mistake");
      },
    },
  });
  const leave = events.add({ events: { "post:deleted": ({ data }) => void heard.push(data.postId) } });
  events.apply(event("post:deleted", { postId: "a" }));
  events.apply(event("post:unknown", {}));
  assert.deepEqual(heard, ["a"]);
  assert.equal(report.mock.calls.length, 1);
  leave();
  events.apply(event("post:deleted", { postId: "b" }));
  assert.deepEqual(heard, ["a"]);
  report.mockRestore();
});

test("a channel that lost events is told to each area that reads what it carries", () => {
  const told: string[] = [];
  const events = new Events(stream);
  events.add({ stale: { user: (key) => void told.push(`user ${key}`), post: (key) => void told.push(`post ${key}`) } });
  events.add({ events: {} });
  events.missed([
    { kind: "user", key: "1" },
    { kind: "class", key: "2" },
    { kind: "post", key: "3" },
  ]);
  assert.deepEqual(told, ["user 1", "post 3"]);
});
