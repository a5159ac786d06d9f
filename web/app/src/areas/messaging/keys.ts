/** How this area's part of the cache is named. */
export const keys = {
  all: ["messaging"] as const,
  unread: ["messaging", "unread"] as const,
  lists: ["messaging", "list"] as const,
  list: (q: string) => ["messaging", "list", q] as const,
  one: (id: string) => ["messaging", "one", id] as const,
  thread: (id: string, at: number | null = null) => ["messaging", "thread", id, at] as const,
  found: (id: string, q: string) => ["messaging", "found", id, q] as const,
  people: (q: string) => ["messaging", "people", q] as const,
};
