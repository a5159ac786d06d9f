/** How this area's part of the cache is named. */
export const keys = {
  todo: ["coursework", "todo"] as const,
  course: (id: string) => ["coursework", "course", id] as const,
  works: (courseId: string) => ["coursework", "works", courseId] as const,
  work: (id: string) => ["coursework", "work", id] as const,
  submission: (id: string, submissionId: string) => ["coursework", "work", id, "of", submissionId] as const,
  history: (id: string, submissionId: string) => ["coursework", "work", id, "history", submissionId] as const,
  entries: (id: string) => ["coursework", "work", id, "entries"] as const,
  students: (courseId: string) => ["coursework", "students", courseId] as const,
  classes: ["coursework", "classes"] as const,
  quizzes: ["coursework", "quizzes"] as const,
  bank: (q: string) => ["coursework", "bank", q] as const,
  book: (courseId: string) => ["coursework", "book", courseId] as const,
  mine: (courseId: string, whatIf: string, userId: string | null) => ["coursework", "mine", courseId, whatIf, userId] as const,
  figures: (courseId: string) => ["coursework", "figures", courseId] as const,
};
