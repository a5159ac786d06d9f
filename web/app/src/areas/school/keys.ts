/** How this area's part of the cache is named. */
export const keys = {
  surveys: ["school", "surveys"] as const,
  summary: (id: string) => ["school", "survey", id] as const,
};
