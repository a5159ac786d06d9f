import type { Whose } from "./requests";

/** How this area's part of the cache is named. */
export const keys = {
  all: ["timetable"] as const,
  weeks: ["timetable", "week"] as const,
  week: (whose: Whose, on: string) => ["timetable", "week", whose, on] as const,
  periods: ["timetable", "periods"] as const,
  lists: (name: "classes" | "teachers" | "rooms" | "subjects" | "years") => ["timetable", "lists", name] as const,
  oneClass: (id: string) => ["timetable", "class", id] as const,
};
