import { expect, test } from "vitest";

import { pastedColumn, readCell, shownCell } from "./cells";

test("numbers are read as people write them, in both scripts", () => {
  expect(readCell(" 12.5 ")).toEqual({ points: 12.5 });
  expect(readCell("12,5")).toEqual({ points: 12.5 });
  expect(readCell("១២")).toEqual({ points: 12 });
  expect(readCell("excused")).toEqual({ state: "EXCUSED" });
  expect(readCell("")).toEqual({ state: "NONE" });
});

test("what is no grade is not taken for one", () => {
  for (const text of ["-1", "many", "1.234", "1e3", "20000"]) expect(readCell(text)).toBeNull();
});

test("a pasted column is one cell a line, without the end of the last line", () => {
  expect(pastedColumn("1\r\n\r\n3\r\n")).toEqual(["1", "", "3"]);
  expect(pastedColumn("1\tx\n2\ty")).toEqual(["1", "2"]);
});

test("a cell shows points, or why there are none", () => {
  expect(shownCell(12.5, "GRADED")).toBe("12.5");
  expect(shownCell(null, "EXCUSED")).toBe("EXCUSED");
  expect(shownCell(0, "MISSING")).toBe("0");
  expect(shownCell(null, "PENDING")).toBe("");
});
