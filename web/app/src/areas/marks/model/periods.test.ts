import { describe, expect, it } from "vitest";

import { choicesOf, currentOf, latestOf, periodsOf, textOf } from "./periods";

const terms = [
  { id: "1", name: "Semester 1", nameKh: null, months: ["2025-12", "2026-01"] },
  { id: "2", name: "Semester 2", nameKh: null, months: ["2026-05"] },
];

describe("the periods of a year", () => {
  it("are months and examinations", () => {
    expect(periodsOf(terms).map(({ period }) => period)).toEqual(["2025-12", "2026-01", "EXAM", "2026-05", "EXAM"]);
  });

  it("begin with the one that is going on", () => {
    expect(currentOf(periodsOf(terms), "2026-03-01")?.period).toBe("2026-01");
    expect(currentOf(periodsOf(terms), "2025-01-01")?.period).toBe("2025-12");
    expect(currentOf(periodsOf(terms), "2027-01-01")?.period).toBe("2026-05");
    expect(currentOf([], "2027-01-01")).toBeUndefined();
  });

  it("are read from the last one with marks on", () => {
    const read = (...periods: string[]) =>
      latestOf(choicesOf(terms), periods.map((period) => ({ termId: "1", period })), "2026-05-02")?.period;
    expect(read("2025-12")).toBe("2025-12");
    expect(read("2026-01", "2025-12", "EXAM")).toBe("2026-01");
    expect(read()).toBe("2026-05");
  });

  it("are ranked by month, semester and year", () => {
    const texts = choicesOf(terms).map(textOf);
    expect(texts).toHaveLength(6);
    expect(new Set(texts).size).toBe(6);
    expect(texts.at(-1)).toBe("YEAR  ");
  });
});
