import assert from "node:assert/strict";
import { ApiError } from "@stunity/client";
import { test } from "vitest";

import type { MarkerRead } from "../../../kernel/api";
import { ReadMark } from "./readMark";

const id = (last: string) => `0199a1f9-0000-7000-8000-00000000000${last}`;
const marker = (lastReadId: string, version = 1): MarkerRead => ({
  timeline: "FEED",
  lastReadId,
  version,
  updatedAt: "2026-11-29T00:00:00Z",
});

function made(kept: MarkerRead | null) {
  const sent: [string, number][] = [];
  const server = { kept };
  const mark = new ReadMark({
    markers: async () => ({ data: server.kept === null ? [] : [server.kept] }),
    mark: async (lastReadId, version) => {
      sent.push([lastReadId, version]);
      if (version !== (server.kept?.version ?? 0)) throw new ApiError({ status: 409, title: "moved", code: "marker_moved" });
      server.kept = marker(lastReadId, version + 1);
      return server.kept;
    },
  });
  return { mark, sent, server };
}

test("what is newer than the mark of the last visit is new, however far one reads now", async () => {
  const { mark, sent } = made(marker(id("3")));
  await mark.saw(id("5"));
  assert.equal(mark.boundary([id("5"), id("4"), id("3"), id("2")]), id("3"));
  await mark.saw(id("6"));
  assert.equal(mark.boundary([id("6"), id("5"), id("4"), id("3")]), id("3"));
  assert.deepEqual(sent, [[id("5"), 1], [id("6"), 2]]);
});

test("nothing is marked where all was read, or nothing ever", async () => {
  const { mark, sent } = made(marker(id("5")));
  await mark.saw(id("5"));
  assert.equal(mark.boundary([id("5"), id("4")]), null);
  assert.deepEqual(sent, []);
  const fresh = made(null);
  await fresh.mark.saw(id("5"));
  assert.equal(fresh.mark.boundary([id("5"), id("4")]), null);
  assert.deepEqual(fresh.sent, [[id("5"), 0]]);
});

test("a mark whose post is gone lies above the next older one", async () => {
  const { mark } = made(marker(id("3")));
  await mark.saw(id("5"));
  assert.equal(mark.boundary([id("5"), id("4"), id("2")]), id("2"));
});

test("what another device has read is not taken back", async () => {
  const { mark, sent, server } = made(marker(id("3")));
  await mark.saw(id("4"));
  server.kept = marker(id("9"), 7);
  await mark.saw(id("8"));
  await mark.saw(id("8"));
  assert.deepEqual(server.kept.lastReadId, id("9"));
  mark.moved(id("a"), 8);
  await mark.saw(id("9"));
  assert.deepEqual(sent, [[id("4"), 1], [id("8"), 2]]);
});

test("what is seen while the mark is on its way is marked after it", async () => {
  const { mark, sent } = made(null);
  await Promise.all([mark.saw(id("4")), mark.saw(id("5")), mark.saw(id("6"))]);
  assert.deepEqual(sent.at(-1)?.[0], id("6"));
});

test("posts whose ids say nothing of their age are marked as they come", async () => {
  const old = "f3b0c442-98fc-5c14-9afb-f4c8996fb924";
  const { mark, sent } = made(marker(old));
  await mark.saw(old);
  await mark.saw(id("1"));
  assert.deepEqual(sent, [[id("1"), 1]]);
  assert.equal(mark.boundary([id("1"), old]), old);
});

test("without a network nothing is marked and nothing complains; the next post asks again", async () => {
  let online = false;
  const sent: string[] = [];
  const mark = new ReadMark({
    markers: async () => {
      if (!online) throw new ApiError({ status: 0, title: "The server was not reached", code: "network" });
      return { data: [marker(id("3"))] };
    },
    mark: async (lastReadId, version) => {
      sent.push(lastReadId);
      return marker(lastReadId, version + 1);
    },
  });
  await mark.saw(id("5"));
  assert.deepEqual(sent, []);
  online = true;
  await mark.saw(id("5"));
  assert.deepEqual(sent, [id("5")]);
});
