/** How this area's part of the cache is named. */
export const keys = {
  all: ["boards"] as const,
  list: ["boards", "list"] as const,
  board: (id: string) => ["boards", "board", id] as const,
  guests: (id: string) => ["boards", "guests", id] as const,
  tags: ["boards", "tags"] as const,
};
