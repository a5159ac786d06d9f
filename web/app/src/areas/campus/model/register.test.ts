import { expect, test } from "vitest";

import type { Register, Status } from "../requests";
import { choicesOf, countsOf, marksOf, next } from "./register";

const entry = (studentId: string, status: Status | null, remarks: string | null = null) => ({ studentId, status, remarks });
const register = (...entries: ReturnType<typeof entry>[]) => ({ entries }) as unknown as Register;

test("what was announced is chosen, and nothing is said of the others", () => {
  const choices = choicesOf(register(entry("a", null), entry("b", "MEDICAL")));
  expect([...choices]).toEqual([["b", "MEDICAL"]]);
});

test("a tap goes from present to absent, late, with permission, and back", () => {
  const through = ["PRESENT", "ABSENT", "LATE", "PERMISSION"] as const;
  expect(through.map(next)).toEqual(["ABSENT", "LATE", "PERMISSION", "PRESENT"]);
  expect(next("MEDICAL")).toBe("PRESENT");
});

test("who is present is not named, but for what was written beside them", () => {
  const read = register(entry("a", "PRESENT"), entry("b", "PRESENT", "Came with the nurse"), entry("c", null));
  expect(marksOf(read, new Map([["c", "ABSENT"]]))).toEqual([
    { studentId: "b", status: "PRESENT", remarks: "Came with the nurse" },
    { studentId: "c", status: "ABSENT", remarks: null },
  ]);
});

test("who is late is there", () => {
  const read = register(entry("a", null), entry("b", null), entry("c", null));
  expect(countsOf(read, new Map([["a", "LATE"], ["b", "MEDICAL"]]))).toEqual({ present: 2, absent: 1 });
});
