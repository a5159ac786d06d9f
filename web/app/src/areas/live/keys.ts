/** How this area's part of the cache is named. Games are kept by `Game`. */
export const keys = {
  quiz: (id: string) => ["live", "quiz", id] as const,
};
