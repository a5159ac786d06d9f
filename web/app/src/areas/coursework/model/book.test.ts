import { expect, test } from "vitest";

import type { GradebookRead } from "../requests";
import { type ChangedCells, withCells } from "./book";

const row = (id: string, points: number | null, total: number | null) => ({
  student: { id },
  points: [points, null],
  states: ["GRADED", "PENDING"],
  versions: [2, 0],
  total,
});
const BOOK = {
  courseId: "c",
  items: [{ id: "essay" }, { id: "test" }],
  rows: [row("dara", 50, 50), row("bopha", 60, 60)],
} as unknown as GradebookRead;

const cell = (fields: Partial<ChangedCells[number]>): ChangedCells[number] => ({
  studentId: "dara",
  assignmentId: "test",
  points: 90,
  state: "GRADED",
  version: 1,
  total: 70,
  ...fields,
});

test("a changed cell and the total that it makes are shown, and nothing else changes", () => {
  const { rows } = withCells(BOOK, [cell({})]);
  expect(rows[0]).toMatchObject({ points: [50, 90], states: ["GRADED", "GRADED"], versions: [2, 1], total: 70 });
  expect(rows[1]).toBe(BOOK.rows[1]);
  expect(BOOK.rows[0]?.points).toEqual([50, null]);
});

test("what was read later than it happened stays", () => {
  const late = [cell({ assignmentId: "essay", version: 2, points: 1, total: 1 })];
  expect(withCells(BOOK, late).rows).toEqual(BOOK.rows);
});

test("a student or an assignment that is not there changes nothing", () => {
  const strange = [cell({ studentId: "nobody" }), cell({ assignmentId: "nothing" })];
  expect(withCells(BOOK, strange).rows).toEqual(BOOK.rows);
});
