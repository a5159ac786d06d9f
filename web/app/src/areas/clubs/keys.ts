/** How this area's part of the cache is named. */
export const keys = {
  all: ["clubs"] as const,
  list: (mine: boolean) => ["clubs", "list", mine] as const,
  boards: (id: string) => ["clubs", "boards", id] as const,
  named: (words: string) => ["clubs", "named", words] as const,
  club: (id: string) => ["clubs", "club", id] as const,
  members: (id: string, status: string) => ["clubs", "members", id, status] as const,
};
