/** A month of a term, such as `2026-01`, or its examination. */
export interface Period {
  termId: string;
  period: string;
}

/** What averages are of. */
export interface Choice {
  scope: "MONTH" | "SEMESTER" | "YEAR";
  termId?: string;
  period?: string;
}

export interface Term {
  id: string;
  name: string;
  nameKh: string | null;
  months: string[];
}

export const EXAM = "EXAM";

/** The periods of a year in which marks are given, in their order. */
export function periodsOf(terms: readonly Term[]): Period[] {
  return terms.flatMap(({ id, months }) => [...months, EXAM].map((period) => ({ termId: id, period })));
}

/** What a class can be ranked by: months, semesters, the year. */
export function choicesOf(terms: readonly Term[]): Choice[] {
  const parts = terms.flatMap<Choice>(({ id, months }) => [
    ...months.map<Choice>((period) => ({ scope: "MONTH", termId: id, period })),
    { scope: "SEMESTER", termId: id },
  ]);
  return [...parts, { scope: "YEAR" }];
}

/** The month that is going on, or the last that has begun; the first before the year. */
export function currentOf<Each extends { period?: string }>(periods: readonly Each[], today: string): Each | undefined {
  const months = periods.filter(({ period }) => period !== undefined && period !== EXAM);
  const begun = months.filter(({ period }) => (period ?? "") <= today.slice(0, 7));
  return begun.at(-1) ?? months[0] ?? periods[0];
}

/** The last month of which sheets were handed in, for who reads; what is going on where there is none yet. */
export function latestOf(choices: readonly Choice[], handedIn: readonly Period[], today: string): Choice | undefined {
  const known = new Set(handedIn.map(periodText));
  const months = choices.filter(({ termId = "", period }) => period !== undefined && known.has(periodText({ termId, period })));
  return months.at(-1) ?? currentOf(choices, today);
}

/** One text for a choice, as selects and keys want it. */
export const textOf = ({ scope, termId = "", period = "" }: Choice): string => `${scope} ${termId} ${period}`;
export const periodText = ({ termId, period }: Period): string => `${termId} ${period}`;
