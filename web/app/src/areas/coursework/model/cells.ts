/** What somebody typed into a cell of the gradebook. */
export type Typed = { points: number } | { state: "EXCUSED" | "MISSING" | "NONE" } | null;

const STATES = ["EXCUSED", "MISSING"] as const;

/** Reads a cell as a person writes it; null where it is no grade. An empty one takes the grade back. */
export function readCell(text: string): Typed {
  const plain = text.normalize("NFKC").trim();
  if (plain === "") return { state: "NONE" };
  const state = STATES.find((one) => one === plain.toUpperCase());
  if (state !== undefined) return { state };
  const digits = plain.replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0)).replace(",", ".");
  if (!/^\d{1,5}(\.\d{1,2})?$/.test(digits)) return null;
  const points = Number(digits);
  return points <= 10_000 ? { points } : null;
}

/** The lines of what was pasted: one cell each, downwards. */
export function pastedColumn(text: string): string[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => line.split("\t")[0] ?? "");
}

/** What stands in a cell. */
export function shownCell(points: number | null, state: string): string {
  if (state === "EXCUSED" || (state === "MISSING" && points === null)) return state;
  return points === null ? "" : String(points);
}
