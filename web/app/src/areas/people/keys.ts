export type ListName = "following" | "followers";

/** How this area's part of the cache is named; `shared/relations` reads all of it again after a change. */
export const keys = {
  all: ["people"] as const,
  list: (name: ListName, id: string) => ["people", "list", name, id] as const,
  hidden: ["people", "hidden"] as const,
  requests: ["people", "requests"] as const,
  suggestions: ["people", "suggestions"] as const,
  person: (id: string) => ["people", "person", id] as const,
  presence: (id: string) => ["presence", id] as const,
  online: ["online"] as const,
  me: ["people", "me"] as const,
  profile: ["people", "profile"] as const,
};
