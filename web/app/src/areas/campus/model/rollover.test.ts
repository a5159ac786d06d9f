import { assert, test } from "vitest";

import type { Year } from "../requests";
import { counted, decisionsOf, nextYearOf, yearLater } from "./rollover";

test("only what differs from promotion is sent", () => {
  const decided = new Map([["a", "PROMOTE"], ["b", "REPEAT"], ["c", "LEAVE"]] as const);
  assert.deepEqual(decisionsOf(decided), [
    { studentId: "b", decision: "REPEAT" },
    { studentId: "c", decision: "LEAVE" },
  ]);
});

test("outcomes are counted in one order", () => {
  const rows = [{ outcome: "LEFT" }, { outcome: "PROMOTED" }, { outcome: "LEFT" }] as const;
  assert.deepEqual(counted(rows), [
    ["PROMOTED", 1],
    ["LEFT", 2],
  ]);
});

test("a year later, over leap days too", () => {
  assert.equal(yearLater("2024-02-29"), "2025-02-28");
  assert.equal(yearLater("2025-11-01"), "2026-11-01");
});

test("the next year has the terms and months of this one", () => {
  const year = {
    startDate: "2025-11-01",
    endDate: "2026-08-31",
    terms: [{ name: "Semester 1", nameKh: null, startDate: "2025-11-01", endDate: "2026-03-31", months: [{ month: "2025-12-01", counts: false }] }],
  } as unknown as Year;
  const next = nextYearOf(year);
  assert.equal(next.name, "2026-2027");
  assert.deepEqual(next.terms[0]?.months, [{ month: "2026-12-01", counts: false }]);
});
