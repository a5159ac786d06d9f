import type { Content } from "../requests";
import { EXAM } from "./periods";

type Part = Content["parts"][number];

export type Made =
  | { key: "made.semester"; months: string; count: number; exam: string }
  | { key: "made.exam"; exam: string }
  | { key: "made.year"; parts: string; count: number }
  | null;

/**
 * How the average of a semester or a year comes from its parts; null where nothing is to be said:
 * of a month, whose marks stand above, and where something is missing.
 */
export function madeOf({ scope, average, parts }: Pick<Content, "scope" | "average"> & { parts: readonly Pick<Part, "period" | "average">[] }): Made {
  if (scope === "MONTH" || average === null) return null;
  const known = parts.flatMap(({ period, average: of }) => (of === null ? [] : [{ period, of }]));
  if (scope === "YEAR") return { key: "made.year", parts: known.map(({ of }) => of).join(" + "), count: known.length };
  const exam = known.find(({ period }) => period === EXAM)?.of ?? "";
  const months = known.filter(({ period }) => period !== EXAM);
  if (months.length === 0) return { key: "made.exam", exam };
  return { key: "made.semester", months: months.map(({ of }) => of).join(" + "), count: months.length, exam };
}
