import { describe, expect, it } from "vitest";

import { asCode } from "./CodeField";

describe("a code from paper", () => {
  it("is read from any hand", () => {
    for (const typed of ["7K3M-9QRT-X2VW", "7k3m 9qrt x2vw", "7K3M9QRTX2VW", " 7k3m-9qrt-x2vw "]) {
      expect(asCode(typed)).toBe("7K3M-9QRT-X2VW");
    }
    expect(asCode("OIL0-0000-0000")).toBe("0110-0000-0000");
  });

  it("is none where it cannot be one", () => {
    for (const typed of ["", "7K3M-9QRT", "7K3M-9QRT-X2VU", "7K3M-9QRT-X2VW-X"]) expect(asCode(typed)).toBeNull();
  });
});
