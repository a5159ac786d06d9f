import type { YearRead } from "../../../kernel/api";
import type { Structure } from "../requests";

type Term = Pick<YearRead["terms"][number], "startDate" | "endDate"> & { months: { month: string; counts: boolean }[] };

const iso = (at: Date) => at.toISOString().slice(0, 10);

/** The months that begin within these days, but for the last, in which the exam is. */
function monthsOf(first: string, last: string): Term["months"] {
  const found = [];
  const at = new Date(`${first.slice(0, 7)}-01T00:00:00Z`);
  for (; iso(at) <= last; at.setUTCMonth(at.getUTCMonth() + 1)) {
    if (iso(at) >= first) found.push({ month: iso(at), counts: true });
  }
  return found.length > 1 ? found.slice(0, -1) : found;
}

/** Two semesters of a year, of which the second begins on the day in the middle. */
export function semesters(first: string, middle: string, last: string): [Term, Term] {
  const before = iso(new Date(Date.parse(`${middle}T00:00:00Z`) - 86_400_000));
  return [
    { startDate: first, endDate: before, months: monthsOf(first, before) },
    { startDate: middle, endDate: last, months: monthsOf(middle, last) },
  ];
}

/** Which part of school a grade belongs to, as Cambodian schools count. */
export function bandOf(ordinal: number): Structure["grades"][number]["band"] {
  if (ordinal < 7) return "PRIMARY";
  return ordinal < 10 ? "LOWER_SECONDARY" : "UPPER_SECONDARY";
}
