import assert from "node:assert/strict";

import { test, vi } from "vitest";

import { World } from "./world";

const me = { id: "me", tenant: { id: "school" }, permissions: [] } as never;
const ahead = { startAnew: false, missed: { posts: { changed: ["a"], deleted: [], everything: false } }, cursor: "e.7", channels: ["user:me"] };

function worldOf(...rest: [typeof ahead | null]) {
  const world = new World(me, "https://relay.example", undefined, "e.3", ...rest);
  const start = vi.spyOn(world.stream, "start").mockImplementation(() => {});
  vi.spyOn(world.outbox, "start").mockImplementation(async () => {});
  vi.spyOn(world.pages, "follow").mockImplementation(() => {});
  return { world, start };
}

test("a stream goes on from where the world began, and areas hear what was missed before", () => {
  const { world, start } = worldOf(ahead);
  world.start();
  assert.deepEqual(start.mock.calls, [["https://relay.example", ahead]]);
  const told: unknown[] = [];
  world.events.add({ caughtUp: (missed) => void told.push(missed) });
  assert.deepEqual(told, [ahead.missed]);
  world.stop();
});

test("without a position the stream begins at the present", () => {
  const { world, start } = worldOf(null);
  world.start();
  assert.deepEqual(start.mock.calls, [["https://relay.example", null]]);
  world.stop();
});

test("whoever leaves writes nothing more on this device", () => {
  const { world } = worldOf(null);
  world.drafts.set("post", "text");
  assert.match(sessionStorage.getItem("stunity.drafts") ?? "", /text/);
  sessionStorage.clear();
  world.leave();
  world.drafts.set("post", "more");
  assert.equal(sessionStorage.getItem("stunity.drafts"), null);
});
