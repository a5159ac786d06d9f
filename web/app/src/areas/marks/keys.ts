import type { Period } from "./model/periods";

/** How this area's part of the cache is named. */
export const keys = {
  all: ["marks"] as const,
  classes: ["marks", "classes"] as const,
  pupils: ["marks", "pupils"] as const,
  sheets: (id: string) => ["marks", "sheets", id] as const,
  sheet: (id: string, subject: string, { termId, period }: Period) =>
    ["marks", "sheet", id, subject, termId, period] as const,
  history: (id: string, subject: string, { termId, period }: Period) =>
    ["marks", "history", id, subject, termId, period] as const,
  ranks: (id: string, choice: string) => ["marks", "ranks", id, choice] as const,
  cards: (id: string, choice: string, preview: boolean) => ["marks", "cards", id, choice, preview] as const,
  pupil: (id: string, year?: string) => ["marks", "pupil", id, year ?? ""] as const,
  card: (id: string, choice: string, year: string) => ["marks", "card", id, choice, year] as const,
  transcript: (id: string) => ["marks", "transcript", id] as const,
};
