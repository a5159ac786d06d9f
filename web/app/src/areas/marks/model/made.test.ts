import { assert, test } from "vitest";

import { madeOf } from "./made";

const part = (period: string, average: string | null) => ({ period, average });

test("a semester is half the mean of its months and half its exam", () => {
  const parts = [part("2026-01", "38.00"), part("2026-02", "40.00"), part("EXAM", "42.00")];
  assert.deepEqual(madeOf({ scope: "SEMESTER", average: "40.50", parts }), {
    key: "made.semester",
    months: "38.00 + 40.00",
    count: 2,
    exam: "42.00",
  });
});

test("months before somebody came are no part of it", () => {
  const parts = [part("2026-01", null), part("EXAM", "42.00")];
  assert.deepEqual(madeOf({ scope: "SEMESTER", average: "42.00", parts }), { key: "made.exam", exam: "42.00" });
});

test("a year is the mean of its semesters", () => {
  const parts = [part("one", "41.00"), part("two", "43.00")];
  assert.deepEqual(madeOf({ scope: "YEAR", average: "42.00", parts }), { key: "made.year", parts: "41.00 + 43.00", count: 2 });
});

test("a month explains itself by its marks, and what is incomplete has no average", () => {
  assert.isNull(madeOf({ scope: "MONTH", average: "42.00", parts: [part("2026-01", "42.00")] }));
  assert.isNull(madeOf({ scope: "YEAR", average: null, parts: [part("one", "41.00")] }));
});
