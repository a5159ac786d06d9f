/** How this area's part of the cache is named. */
export const keys = {
  todo: ["coursework", "todo"] as const,
  work: (id: string) => ["coursework", "work", id] as const,
  submission: (id: string, submissionId: string) => ["coursework", "work", id, "of", submissionId] as const,
  entries: (id: string) => ["coursework", "work", id, "entries"] as const,
  book: (courseId: string) => ["coursework", "book", courseId] as const,
  mine: (courseId: string, whatIf: string) => ["coursework", "mine", courseId, whatIf] as const,
  figures: (courseId: string) => ["coursework", "figures", courseId] as const,
};
