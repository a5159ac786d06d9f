type Reason = "EXCUSED" | "MISSING";

/** What somebody typed into a cell of the gradebook. */
export type Typed = { points: number } | { state: Reason | "NONE" } | null;

/** What the reasons for no points are called in the language of the page. */
export type Words = Readonly<Record<Reason, string>>;

const REASONS = ["EXCUSED", "MISSING"] as const;
// As in the marks of a class; tables that go out and come back have the names of the API.
const LETTERS: Readonly<Record<Reason, readonly string[]>> = { EXCUSED: ["e", "x", "ល"], MISSING: ["m", "ខ"] };

/** Reads points as a person writes them, in the digits of either script; null where they are none. */
export function readPoints(text: string): number | null {
  const plain = text.normalize("NFKC").trim();
  const digits = plain.replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0)).replace(",", ".");
  if (!/^\d{1,5}(\.\d{1,2})?$/.test(digits)) return null;
  const points = Number(digits);
  return points <= 10_000 ? points : null;
}

/** Reads a cell as a person writes it; null where it is no grade. An empty one takes the grade back. */
export function readCell(text: string, words: Words): Typed {
  const plain = text.normalize("NFKC").trim().toLowerCase();
  if (plain === "") return { state: "NONE" };
  const state = REASONS.find((one) => [one, words[one], ...LETTERS[one]].some((name) => name.toLowerCase() === plain));
  if (state !== undefined) return { state };
  const points = readPoints(plain);
  return points === null ? null : { points };
}

/** The lines of what was pasted: one cell each, downwards. */
export function pastedColumn(text: string): string[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => line.split("\t")[0] ?? "");
}

/** What stands in a cell. */
export function shownCell(points: number | null, state: string, words: Words): string {
  if (state === "EXCUSED" || (state === "MISSING" && points === null)) return words[state];
  return points === null ? "" : String(points);
}
