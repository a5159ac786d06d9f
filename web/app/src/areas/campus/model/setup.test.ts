import { expect, test } from "vitest";

import { bandOf, semesters } from "./setup";

test("a year has two semesters that meet, and each leaves its last month to the exam", () => {
  const [one, two] = semesters("2025-11-01", "2026-04-01", "2026-08-31");
  expect([one.startDate, one.endDate, two.startDate, two.endDate]).toEqual(["2025-11-01", "2026-03-31", "2026-04-01", "2026-08-31"]);
  expect(one.months.map(({ month }) => month)).toEqual(["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]);
  expect(two.months.at(-1)).toEqual({ month: "2026-07-01", counts: true });
});

test("a month that began before the semester is not its own", () => {
  expect(semesters("2025-11-15", "2026-04-01", "2026-08-31")[0].months[0]).toEqual({ month: "2025-12-01", counts: true });
});

test("grades belong to primary, lower and upper secondary school", () => {
  expect([6, 7, 9, 10].map(bandOf)).toEqual(["PRIMARY", "LOWER_SECONDARY", "LOWER_SECONDARY", "UPPER_SECONDARY"]);
});
