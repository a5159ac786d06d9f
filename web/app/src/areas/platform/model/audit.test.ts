import { expect, it } from "vitest";

import { changesOf, daysOf } from "./audit";

it("tells values by their names, facts and texts together", () => {
  const row = { before: { role: "STUDENT", n: 1 }, after: { role: "TEACHER" }, texts: { after: { note: "សុខ" } } };
  expect(changesOf(row)).toEqual([
    { name: "n", before: "1", after: null, kind: "plain" },
    { name: "note", before: null, after: "សុខ", kind: "plain" },
    { name: "role", before: "STUDENT", after: "TEACHER", kind: "plain" },
  ]);
  const code = { batch_id: "0c1e", expires_at: "2027-02-26T00:21:57Z", revoked_at: null };
  expect(changesOf({ before: null, after: code, texts: null }).map(({ name, kind }) => [name, kind])).toEqual([
    ["batch_id", "id"],
    ["expires_at", "moment"],
  ]);
  expect(changesOf({ before: null, after: null, texts: null })).toEqual([]);
});

it("tells of a value with parts those that are others now", () => {
  const before = { settings: { motto: "We learn", weights: { recency: 15, quality: 15 } } };
  const after = { settings: { motto: "We learn", weights: { recency: 20, quality: 15 }, open: true } };
  expect(changesOf({ before, after, texts: null })).toEqual([
    { name: "settings", before: '{"weights":{"recency":15}}', after: '{"weights":{"recency":20},"open":true}', kind: "plain" },
  ]);
});

it("asks for whole days", () => {
  expect(daysOf("", "")).toEqual({});
  const { since = "", until = "" } = daysOf("2026-03-01", "2026-03-01");
  expect(new Date(until).getTime() - new Date(since).getTime()).toBe(86_400_000);
});
