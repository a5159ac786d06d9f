/** How this area's part of the cache is named. */
export const keys = {
  years: ["rosters", "years"] as const,
  imports: ["rosters", "imports"] as const,
  oneImport: (id: string) => ["rosters", "import", id] as const,
  rows: (id: string) => ["rosters", "import", id, "rows"] as const,
};
