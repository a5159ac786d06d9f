import { describe, expect, it } from "vitest";

import { FACTORS, USUAL, boundsOf, differ, madeOf, sumOf } from "./weights";

describe("what counts in a chosen feed", () => {
  it("makes a whole, and none may count less than nothing", () => {
    expect(sumOf(USUAL)).toBe(100);
    expect(boundsOf("semantic")).toEqual({ min: 0, max: 17 });
    expect(boundsOf("engagement")).toEqual({ min: 15, max: 35 });
    expect(FACTORS).toHaveLength(7);
  });

  it("differs where one of them does", () => {
    expect(differ(USUAL, { ...USUAL })).toBe(false);
    expect(differ(USUAL, { ...USUAL, recency: 16 })).toBe(true);
  });

  it("is saved when it makes a whole, and no field is empty", () => {
    const moved = { ...USUAL, recency: 20, engagement: 20 };
    expect(madeOf(moved)).toEqual(moved);
    expect(madeOf({ ...USUAL, recency: 20 })).toBeNull();
    expect(sumOf({ ...USUAL, semantic: null, recency: 22 })).toBe(100);
    expect(madeOf({ ...USUAL, semantic: null, recency: 22 })).toBeNull();
  });
});
