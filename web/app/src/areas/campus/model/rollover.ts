import type { Rollover, Year } from "../requests";

type Row = Rollover["rows"][number];
export type Decision = "PROMOTE" | "REPEAT" | "LEAVE";
export const DECISIONS: readonly Decision[] = ["PROMOTE", "REPEAT", "LEAVE"];

const OUTCOMES: readonly Row["outcome"][] = ["PROMOTED", "REPEATED", "GRADUATED", "LEFT", "NO_CLASS", "ALREADY_THERE"];

/** How many have each outcome, those that nobody has left out. */
export function counted(rows: readonly Pick<Row, "outcome">[]): [Row["outcome"], number][] {
  return OUTCOMES.map((outcome): [Row["outcome"], number] => [outcome, rows.filter((row) => row.outcome === outcome).length]).filter(([, count]) => count > 0);
}

/** Those who have no class to go to. */
export function unplaced(rows: readonly Row[]): Row[] {
  return rows.filter(({ outcome }) => outcome === "NO_CLASS");
}

/** What is sent of what was decided: who is promoted need not be named. */
export function decisionsOf(decisions: ReadonlyMap<string, Decision>): { studentId: string; decision: Decision }[] {
  return [...decisions].filter(([, decision]) => decision !== "PROMOTE").map(([studentId, decision]) => ({ studentId, decision }));
}

/** A day one year later; the last of February stays the last. */
export function yearLater(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year + 1, month, 0)).getUTCDate();
  const two = (part: number) => String(part).padStart(2, "0");
  return `${year + 1}-${two(month)}-${two(Math.min(date, last))}`;
}

/** The year after another one, with its terms and months a year later. */
export function nextYearOf({ startDate, endDate, terms }: Year) {
  const [first, last] = [yearLater(startDate), yearLater(endDate)];
  return {
    name: `${first.slice(0, 4)}-${last.slice(0, 4)}`,
    startDate: first,
    endDate: last,
    isCurrent: false,
    status: "PLANNING" as const,
    terms: terms.map(({ name, nameKh, startDate: begins, endDate: ends, months }) => ({
      name,
      nameKh,
      startDate: yearLater(begins),
      endDate: yearLater(ends),
      months: months.map(({ month, counts }) => ({ month: yearLater(month), counts })),
    })),
  };
}
