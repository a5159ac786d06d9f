import type { Lesson, LessonWrite, Period, Week } from "../requests";

/** A lesson that is being arranged. */
export interface Draft extends LessonWrite {
  key: string;
  teacherId: string | null;
  roomId: string | null;
}

export interface Place {
  weekday: number;
  periodId: string;
}

export type Clash = { code: "class"; subjectId: string } | { code: "teacher" | "room"; who: string; className: string };

/** What is known of others: the weeks of the teacher and in the room of a lesson. */
export interface Busy {
  teacher: Week | undefined;
  room: Week | undefined;
}

/** The lessons of a class as they stand, to be arranged anew. */
export function draftOf({ data }: Week): Draft[] {
  return data.map(({ id, subjectId, teacherId, roomId, periodId, weekday }) => ({ key: id, subjectId, teacherId, roomId, periodId, weekday }));
}

/** What is sent of them. */
export function writesOf(drafts: readonly Draft[]): LessonWrite[] {
  return drafts.map(({ key: _, ...lesson }) => lesson);
}

type Times = Pick<Period, "starts" | "ends">;

/** Whether two times of a day share a moment. Times of the API compare as texts. */
export function overlap(one: Times, other: Times): boolean {
  return one.starts < other.ends && other.starts < one.ends;
}

/** What stands against a lesson in a place: of its own class, of its teacher, in its room. */
export function clashesAt(
  lesson: Draft,
  { weekday, periodId }: Place,
  { drafts, periods, busy, classId }: { drafts: readonly Draft[]; periods: readonly Period[]; busy: Busy; classId: string },
): Clash[] {
  const times = new Map(periods.map((period) => [period.id, period]));
  const wanted = times.get(periodId);
  if (wanted === undefined) return [];
  const found: Clash[] = drafts
    .filter((other) => other.key !== lesson.key && other.weekday === weekday)
    .filter((other) => overlap(wanted, times.get(other.periodId) ?? { starts: "", ends: "" }))
    .map(({ subjectId }) => ({ code: "class", subjectId }));
  const others = (week: Week | undefined) =>
    (week?.data ?? []).filter((other) => other.classId !== classId && other.weekday === weekday && overlap(wanted, other));
  const taken = (code: "teacher" | "room", name: (other: Lesson) => string | null) => (other: Lesson) =>
    found.push({ code, who: name(other) ?? "", className: other.className });
  if (lesson.teacherId !== null) others(busy.teacher).forEach(taken("teacher", ({ teacherName }) => teacherName));
  if (lesson.roomId !== null) others(busy.room).forEach(taken("room", ({ roomName }) => roomName));
  return found;
}

/** The place one step away from another, or null at the edge of the week. */
export function step(from: Place, key: string, weekdays: readonly number[], periods: readonly Period[]): Place | null {
  const row = periods.findIndex(({ id }) => id === from.periodId);
  const column = weekdays.indexOf(from.weekday);
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] ?? [0, 0];
  const period = periods[row + (down ?? 0)];
  const weekday = weekdays[column + (right ?? 0)];
  return period === undefined || weekday === undefined ? null : { weekday, periodId: period.id };
}

/** The days of a school week: Monday to Saturday, and Sunday where something is then. */
export function weekdaysOf(lessons: readonly { weekday: number }[]): number[] {
  const last = Math.max(6, ...lessons.map(({ weekday }) => weekday));
  return Array.from({ length: last }, (_, index) => index + 1);
}
