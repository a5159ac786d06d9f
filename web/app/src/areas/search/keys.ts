/** How this area's part of the cache is named. */
export const keys = {
  all: (q: string) => ["search", "all", q] as const,
  page: (collection: string, q: string, facet: string, tag: string) => ["search", collection, q, facet, tag] as const,
};
