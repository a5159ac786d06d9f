/** How this area's part of the cache is named. */
export const keys = {
  list: ["learning", "list"] as const,
  quiz: (id: string) => ["learning", "quiz", id] as const,
  /** Everything about attempts of a quiz. */
  results: (id: string) => ["learning", "results", id] as const,
  own: (id: string) => ["learning", "results", id, "own"] as const,
  all: (id: string) => ["learning", "results", id, "all"] as const,
  stats: (id: string) => ["learning", "results", id, "stats"] as const,
};
