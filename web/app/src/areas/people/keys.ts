export type ListName = "following" | "followers";

/** How this area's part of the cache is named; `shared/relations` reads all of it again after a change. */
export const keys = {
  all: ["people"] as const,
  list: (name: ListName) => ["people", "list", name] as const,
  hidden: ["people", "hidden"] as const,
};
