import assert from "node:assert/strict";

import { test } from "vitest";

import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { School } from "./school";

test("channels of posts, which are joined at each page, have the surveys read no second time", () => {
  const asked: unknown[] = [];
  const refetches = { request: (key: unknown) => asked.push(key) };
  const { bridge } = new School({ refetches } as unknown as World);
  bridge.stale?.post?.("p");
  assert.deepEqual(asked, []);
  bridge.stale?.tenant?.("t");
  assert.deepEqual(asked, [keys.surveys, keys.announcements]);
});
