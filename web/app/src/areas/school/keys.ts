/** How this area's part of the cache is named. */
export const keys = {
  announcements: ["school", "announcements"] as const,
  classChoice: ["school", "class-choice"] as const,
  surveys: ["school", "surveys"] as const,
  summary: (id: string) => ["school", "survey", id] as const,
};
