import assert from "node:assert/strict";

import { test } from "vitest";

import { Rebuilds, isOver } from "./rebuilds";

const told = (done: number, status = "APPLYING", more: object = {}): any => ({
  jobId: "a",
  kind: "SEARCH",
  done,
  total: 9,
  status,
  ...more,
});

test("what is told of a rebuild is shown, whatever comes first", () => {
  const { works, ...rebuilds } = made();
  rebuilds.hear(told(3));
  rebuilds.began("SEARCH", "a");
  assert.equal(works.value.SEARCH?.told?.done, 3);
  rebuilds.hear(told(9, "DONE"));
  rebuilds.hear(told(6));
  assert.equal(works.value.SEARCH?.told?.status, "DONE");
  assert.ok(isOver(told(9, "DONE")));
  rebuilds.began("SEARCH", "b");
  assert.equal(works.value.SEARCH?.told, null);
  rebuilds.hear(told(1, "APPLYING", { jobId: "c", kind: "IMPORT" }));
  assert.deepEqual(Object.keys(works.value), ["SEARCH"]);
  rebuilds.lost();
  assert.deepEqual(works.value, {});
});

function made() {
  const rebuilds = new Rebuilds();
  return {
    works: rebuilds.works,
    hear: (one: any) => rebuilds.hear(one),
    began: (kind: "SEARCH" | "EMBEDDINGS", id: string) => rebuilds.began(kind, id),
    lost: () => rebuilds.bridge.stale?.user?.({ kind: "user", key: "" } as never),
  };
}
