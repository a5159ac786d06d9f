/** How this area's part of the cache is named. */
export const keys = {
  all: ["moderation"] as const,
  queue: (status: "OPEN" | "DECIDED") => ["moderation", status] as const,
};
