/** How courses' part of the cache is named. */
export const keys = {
  lists: ["courses", "list"] as const,
  mine: ["courses", "list", "mine"] as const,
  catalogue: (q: string) => ["courses", "list", "all", q] as const,
  recommended: ["courses", "list", "recommended"] as const,
  /** Everything of one course. */
  of: (id: string) => ["courses", "of", id] as const,
  course: (id: string) => ["courses", "of", id, "course"] as const,
  outline: (id: string) => ["courses", "of", id, "outline"] as const,
  roster: (id: string) => ["courses", "of", id, "roster"] as const,
  progress: (id: string) => ["courses", "of", id, "progress"] as const,
  announcements: (id: string) => ["courses", "of", id, "announcements"] as const,
  faq: (id: string) => ["courses", "of", id, "faq"] as const,
  certificate: (id: string) => ["courses", "of", id, "certificate"] as const,
  lessons: ["courses", "lesson"] as const,
  lesson: (id: string) => ["courses", "lesson", id] as const,
};
