import { describe, expect, it } from "vitest";

import { cellText, changesOf, readCell, stillOf, textsOf } from "./grid";

const entry = (score: string | null, state: "SCORED" | "ABSENT" | "EXEMPT" = "SCORED", version = 1) => ({
  state,
  score,
  remarks: null,
  version,
  updatedAt: "2026-01-01T00:00:00Z",
});

describe("a cell", () => {
  it("takes numbers as people write them", () => {
    for (const text of ["9.5", "9,5", " 9.50", "៩.៥"]) {
      const cell = readCell(text, "50");
      expect(typeof cell === "object" && cell.state === "SCORED" && Number(cell.score)).toBe(9.5);
    }
  });

  it("knows the absent, the exempt and the blank", () => {
    expect(readCell("a", "50")).toEqual({ state: "ABSENT" });
    expect(readCell("E", "50")).toEqual({ state: "EXEMPT" });
    expect(readCell(" ", "50")).toEqual({ state: null });
    expect(readCell("0", "50")).toEqual({ state: "SCORED", score: "0" });
  });

  it("says what is wrong", () => {
    expect(readCell("50.01", "50.00")).toBe("tooHigh");
    for (const text of ["-1", "1.234", "ten", "1e1"]) expect(readCell(text, "50")).toBe("notNumber");
  });

  it("shows no zeros that nobody wrote", () => {
    expect(cellText(entry("9.50"))).toBe("9.5");
    expect(cellText(entry("0.00"))).toBe("0");
    expect(cellText(entry(null, "ABSENT"))).toBe("a");
    expect(cellText(null)).toBe("");
  });
});

describe("what is sent", () => {
  const lines = [
    { studentId: "one", entry: entry("9.50", "SCORED", 3) },
    { studentId: "two", entry: null },
    { studentId: "three", entry: entry("5.00") },
  ];

  it("is what has changed, with the version that was seen", () => {
    expect(changesOf(lines, { one: "9.5", two: "7", three: "" }, "50")).toEqual([
      { studentId: "two", state: "SCORED", score: "7", remarks: null, version: 0 },
      { studentId: "three", state: null, score: null, remarks: null, version: 1 },
    ]);
  });

  it("leaves out what cannot be read", () => {
    expect(changesOf(lines, { one: "51", two: "ten" }, "50")).toEqual([]);
  });
});

describe("what was typed before the page was loaded anew", () => {
  const kept = { a: { text: "7", version: 0 }, b: { text: "8", version: 1 }, gone: { text: "9", version: 1 } };
  it("does not go over a mark that somebody saved meanwhile", () => {
    const lines = [{ studentId: "a", entry: null }, { studentId: "b", entry: entry("5", "SCORED", 2) }];
    expect(textsOf(stillOf(lines, kept))).toEqual({ a: "7" });
    expect(stillOf([], kept)).toBeUndefined();
  });
});
