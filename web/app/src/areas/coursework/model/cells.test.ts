import { expect, test } from "vitest";

import { pastedColumn, readCell, shownCell } from "./cells";

const words = { EXCUSED: "Excused", MISSING: "Missing" };
const inKhmer = { EXCUSED: "បានអនុគ្រោះ", MISSING: "ខ្វះ" };

test("numbers are read as people write them, in both scripts", () => {
  expect(readCell(" 12.5 ", words)).toEqual({ points: 12.5 });
  expect(readCell("12,5", words)).toEqual({ points: 12.5 });
  expect(readCell("១២", words)).toEqual({ points: 12 });
  expect(readCell("", words)).toEqual({ state: "NONE" });
});

test("why there are no points is said in a word, a letter, or as tables have it", () => {
  for (const text of ["excused", "EXCUSED", "e", "E", "ល"]) expect(readCell(text, words)).toEqual({ state: "EXCUSED" });
  for (const text of ["missing", "m", "ខ", "ខ្វះ"]) expect(readCell(text, inKhmer)).toEqual({ state: "MISSING" });
  for (const each of [words, inKhmer]) {
    for (const state of ["EXCUSED", "MISSING"] as const) {
      expect(readCell(shownCell(null, state, each), each)).toEqual({ state });
    }
  }
});

test("what is no grade is not taken for one", () => {
  for (const text of ["-1", "many", "1.234", "1e3", "20000"]) expect(readCell(text, words)).toBeNull();
});

test("a pasted column is one cell a line, without the end of the last line", () => {
  expect(pastedColumn("1\r\n\r\n3\r\n")).toEqual(["1", "", "3"]);
  expect(pastedColumn("1\tx\n2\ty")).toEqual(["1", "2"]);
});

test("a cell shows points, or why there are none", () => {
  expect(shownCell(12.5, "GRADED", words)).toBe("12.5");
  expect(shownCell(null, "EXCUSED", inKhmer)).toBe("បានអនុគ្រោះ");
  expect(shownCell(0, "MISSING", words)).toBe("0");
  expect(shownCell(null, "PENDING", words)).toBe("");
});
