/** How this area's part of the cache is named. */
export const keys = {
  list: ["learning", "list"] as const,
  quiz: (id: string) => ["learning", "quiz", id] as const,
  /** Everything about attempts of a quiz. */
  results: (id: string) => ["learning", "results", id] as const,
  own: (id: string) => ["learning", "results", id, "own"] as const,
  all: (id: string) => ["learning", "results", id, "all"] as const,
  attempt: (id: string, attemptId: string) => ["learning", "results", id, "one", attemptId] as const,
  corrections: (id: string, attemptId: string, version: number) =>
    ["learning", "results", id, "corrections", attemptId, version] as const,
  preview: (id: string) => ["learning", "quiz", id, "preview"] as const,
  allBank: ["learning", "bank"] as const,
  bank: (filter: object) => ["learning", "bank", "list", filter] as const,
  bankTags: ["learning", "bank", "tags"] as const,
  stats: (id: string) => ["learning", "results", id, "stats"] as const,
};
