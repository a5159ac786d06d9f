const NAME = "search.recent";
const MOST = 8;

interface Kept {
  get<T>(name: string): T | undefined;
  set(name: string, value: unknown): void;
}

/** What somebody looked for last, newest first: kept in this tab, for this person alone. */
export const recent = (kept: Kept): readonly string[] => kept.get<string[]>(NAME) ?? [];

/** Keep what was looked for; `null` forgets all of it. */
export function remember(kept: Kept, text: string | null): void {
  const before = text === null ? [] : [text, ...recent(kept).filter((one) => one !== text)];
  kept.set(NAME, before.slice(0, MOST));
}

export function forget(kept: Kept, text: string): void {
  kept.set(NAME, recent(kept).filter((one) => one !== text));
}
