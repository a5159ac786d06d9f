import { describe, expect, it } from "vitest";

import { MOST, barsOf } from "./bars";

const series = (length: number) => Array.from({ length }, (_, n) => ({ at: String(n), count: n }));

describe("bars of a series", () => {
  it("are its points where there is room for them", () => {
    expect(barsOf(series(30))).toEqual(series(30));
    expect(barsOf([])).toEqual([]);
  });

  it("put together what would be too many, and lose nothing", () => {
    for (const length of [MOST + 1, 90, 168]) {
      const bars = barsOf(series(length));
      expect(bars.length).toBeLessThanOrEqual(MOST);
      expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe((length * (length - 1)) / 2);
      expect(bars[0]?.at).toBe("0");
    }
  });
});
