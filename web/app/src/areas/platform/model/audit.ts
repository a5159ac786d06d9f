import type { Entry } from "../requests";

/** A value that was changed; nothing where there was none before, or is none any more. */
export interface Change {
  name: string;
  before: string | null;
  after: string | null;
  /** What the value is, by its column's name: an id says something to a computer only. */
  kind: "id" | "moment" | "plain";
}

/** What a row of the log tells of values, by their names. */
export function changesOf({ before, after, texts }: Pick<Entry, "before" | "after" | "texts">): Change[] {
  const old = { ...before, ...part(texts, "before") };
  const now = { ...after, ...part(texts, "after") };
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return names
    .map((name) => ({
      name,
      before: shown(without(old[name], now[name])),
      after: shown(without(now[name], old[name])),
      kind: kindOf(name),
    }))
    .filter(({ before, after }) => before !== null || after !== null);
}

/** Of a value with parts, those that are others there; of any other value all. */
function without(value: unknown, other: unknown): unknown {
  if (!hasParts(value) || !hasParts(other)) return value;
  const parts = Object.entries(value).filter(([name, part]) => JSON.stringify(part) !== JSON.stringify(other[name]));
  if (parts.length === 0) return null;
  return Object.fromEntries(parts.map(([name, part]) => [name, without(part, other[name])]));
}

const hasParts = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(name: string): Change["kind"] {
  if (name.endsWith("_id")) return "id";
  return name.endsWith("_at") ? "moment" : "plain";
}

function part(texts: Entry["texts"], name: "before" | "after"): Record<string, unknown> {
  return (texts?.[name] as Record<string, unknown> | undefined) ?? {};
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The whole days that two date fields name, as moments of this device; an empty field asks for any. */
export function daysOf(from: string, to: string): { since?: string; until?: string } {
  const found: { since?: string; until?: string } = {};
  if (from !== "") found.since = midnight(from, 0);
  if (to !== "") found.until = midnight(to, 1);
  return found;
}

function midnight(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
