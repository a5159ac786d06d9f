import { describe, expect, it } from "vitest";

import { batchCsv, claimAddress } from "./sheet";

const batch = {
  batchId: "b",
  type: "STUDENT" as const,
  expiresAt: "2026-12-28T00:00:00Z",
  codes: [
    { id: "1", code: "7K3M-9QRT-X2VW", studentName: "=HYPERLINK(1)" },
    { id: "2", code: "0000-1111-2222", studentName: 'Chan, "Dara"' },
    { id: "3", code: "3333-4444-5555", studentName: null },
  ],
};

describe("the sheet of a batch", () => {
  it("leads to the page with the code behind the #", () => {
    const address = new URL(claimAddress("https://app.example", "7K3M-9QRT-X2VW"));
    expect(address.pathname).toBe("/claim");
    expect(address.hash).toBe("#7K3M-9QRT-X2VW");
  });

  it("is a line for each code, and no cell is a formula", () => {
    const lines = batchCsv(batch, "https://app.example").slice(1).trimEnd().split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain(",'=HYPERLINK(1),");
    expect(lines[2]).toContain(',"Chan, ""Dara""",');
    expect(lines[3]).toContain("3333-4444-5555,,https://app.example/claim#3333-4444-5555,");
  });
});
