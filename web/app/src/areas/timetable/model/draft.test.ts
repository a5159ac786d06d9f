import { assert, test } from "vitest";

import type { Lesson, Period, Week } from "../requests";
import { mondayOf, later } from "./days";
import { type Draft, clashesAt, overlap, step, weekdaysOf } from "./draft";

const period = (id: string, starts: string, ends: string) => ({ id, name: id, starts, ends }) as Period;
const periods = [period("1", "07:00:00", "07:50:00"), period("2", "08:00:00", "08:50:00"), period("double", "07:30:00", "08:30:00")];
const draft = (key: string, place: Partial<Draft> = {}): Draft => ({
  key,
  subjectId: key,
  teacherId: "sok",
  roomId: "r1",
  weekday: 1,
  periodId: "1",
  ...place,
});
const lesson = (fields: Partial<Lesson>) => ({ classId: "7B", className: "7B", weekday: 1, starts: "07:00:00", ends: "07:50:00", ...fields }) as Lesson;
const week = (...data: Lesson[]) => ({ monday: "2026-02-09", version: null, data }) as Week;
const alone = { drafts: [], periods, busy: { teacher: undefined, room: undefined }, classId: "7A" };

test("times that only touch do not overlap", () => {
  assert.isFalse(overlap({ starts: "07:00:00", ends: "08:00:00" }, { starts: "08:00:00", ends: "09:00:00" }));
  assert.isTrue(overlap(periods[0]!, periods[2]!));
});

test("a class has one lesson at a time, by the clock and not by the period", () => {
  const drafts = [draft("maths"), draft("khmer", { periodId: "2" })];
  const at = (periodId: string) => clashesAt(drafts[1]!, { weekday: 1, periodId }, { ...alone, drafts });
  assert.deepEqual(at("double"), [{ code: "class", subjectId: "maths" }]);
  assert.deepEqual(at("2"), []);
});

test("a teacher and a room are where another class has them", () => {
  const busy = { teacher: week(lesson({ teacherName: "Sok" }), lesson({ classId: "7A", weekday: 2 })), room: week(lesson({ weekday: 3, roomName: "Room 1" })) };
  const at = (weekday: number, fields: Partial<Draft> = {}) => clashesAt(draft("maths", fields), { weekday, periodId: "1" }, { ...alone, busy });
  assert.deepEqual(at(1), [{ code: "teacher", who: "Sok", className: "7B" }]);
  assert.deepEqual(at(2), []);
  assert.deepEqual(at(3), [{ code: "room", who: "Room 1", className: "7B" }]);
  assert.deepEqual(at(1, { teacherId: null }), []);
});

test("a lesson goes step by step, and not over the edge", () => {
  const weekdays = weekdaysOf([]);
  assert.deepEqual(weekdays, [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(step({ weekday: 1, periodId: "1" }, "ArrowDown", weekdays, periods), { weekday: 1, periodId: "2" });
  assert.deepEqual(step({ weekday: 1, periodId: "1" }, "ArrowRight", weekdays, periods), { weekday: 2, periodId: "1" });
  assert.isNull(step({ weekday: 1, periodId: "1" }, "ArrowUp", weekdays, periods));
  assert.isNull(step({ weekday: 6, periodId: "1" }, "ArrowRight", weekdays, periods));
});

test("weeks begin on Monday, over the end of a month too", () => {
  assert.equal(mondayOf("2026-03-01"), "2026-02-23");
  assert.equal(mondayOf("2026-02-23"), "2026-02-23");
  assert.equal(later("2026-02-28", 1), "2026-03-01");
});
