import { expect, it } from "vitest";

import { changesOf, daysOf } from "./audit";

it("tells values by their names, facts and texts together", () => {
  const row = { before: { role: "STUDENT", n: 1 }, after: { role: "TEACHER" }, texts: { after: { note: "សុខ" } } };
  expect(changesOf(row)).toEqual([
    { name: "n", before: "1", after: null },
    { name: "note", before: null, after: "សុខ" },
    { name: "role", before: "STUDENT", after: "TEACHER" },
  ]);
  expect(changesOf({ before: null, after: null, texts: null })).toEqual([]);
});

it("asks for whole days", () => {
  expect(daysOf("", "")).toEqual({});
  const { since = "", until = "" } = daysOf("2026-03-01", "2026-03-01");
  expect(new Date(until).getTime() - new Date(since).getTime()).toBe(86_400_000);
});
