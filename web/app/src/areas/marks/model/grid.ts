import type { EntryPut, EntryRead } from "../../../kernel/api";

/** What somebody typed into a cell, as the server takes it, or why it cannot. */
export type Typed = { state: "SCORED"; score: string } | { state: "ABSENT" | "EXEMPT" } | { state: null };
export type Wrong = "notNumber" | "tooHigh";

const KHMER_ZERO = 0x17e0;
const ABSENT = new Set(["a", "អ"]);
const EXEMPT = new Set(["e", "x", "ល"]);

/** Read a cell: a number in any digits, with a comma or a point; `a` for absent, `e` for exempt. */
export function readCell(text: string, max: string): Typed | Wrong {
  const typed = text.trim().toLowerCase();
  if (typed === "") return { state: null };
  if (ABSENT.has(typed)) return { state: "ABSENT" };
  if (EXEMPT.has(typed)) return { state: "EXEMPT" };
  const plain = [...typed].map(asciiDigit).join("").replace(",", ".");
  if (!/^\d{1,4}(\.\d{1,2})?$/.test(plain)) return "notNumber";
  return Number(plain) > Number(max) ? "tooHigh" : { state: "SCORED", score: plain };
}

function asciiDigit(character: string): string {
  const digit = (character.codePointAt(0) ?? 0) - KHMER_ZERO;
  return digit >= 0 && digit <= 9 ? String(digit) : character;
}

/** What a cell shows of an entry: no zeros that nobody wrote. */
export function cellText(entry: Pick<EntryRead, "state" | "score"> | null): string {
  if (entry === null) return "";
  if (entry.state !== "SCORED") return entry.state === "ABSENT" ? "a" : "e";
  return String(Number(entry.score));
}

interface Line {
  studentId: string;
  entry: EntryRead | null;
}

/** What is typed into cells and not saved: the text, and the version of the entry that one saw. */
export type Kept = Readonly<Record<string, { text: string; version: number }>>;

/** The version of what lies in a cell; zero where nothing does. */
export function versionOf(entry: Pick<EntryRead, "version"> | null): number {
  return entry?.version ?? 0;
}

/** What was typed over entries that nobody has changed since; undefined where nothing was. */
export function stillOf(lines: readonly Line[], kept: Kept): Kept | undefined {
  const versions = new Map(lines.map(({ studentId, entry }) => [studentId, versionOf(entry)]));
  const still = Object.entries(kept).filter(([studentId, { version }]) => versions.get(studentId) === version);
  return still.length === 0 ? undefined : Object.fromEntries(still);
}

/** What the cells show in place of their entries. */
export function textsOf(kept: Kept = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(kept).map(([studentId, { text }]) => [studentId, text]));
}

/** The cells that changed, with the versions that were seen; 9.5 and 9.50 are one mark. */
export function changesOf(lines: readonly Line[], typed: Readonly<Record<string, string>>, max: string): EntryPut[] {
  return lines.flatMap(({ studentId, entry }) => {
    const text = typed[studentId];
    if (text === undefined) return [];
    const cell = readCell(text, max);
    if (typeof cell === "string" || same(cell, entry)) return [];
    const score = cell.state === "SCORED" ? cell.score : null;
    // What was remarked goes with the mark that it is about.
    const remarks = cell.state === null ? null : (entry?.remarks ?? null);
    return [{ studentId, state: cell.state, score, remarks, version: versionOf(entry) }];
  });
}

function same(cell: Typed, entry: EntryRead | null): boolean {
  if (cell.state !== (entry?.state ?? null)) return false;
  return cell.state !== "SCORED" || Number(cell.score) === Number(entry?.score);
}
