/** How this area's part of the cache is named. */
export const keys = {
  all: ["moderation"] as const,
  queue: (status: string) => ["moderation", "queue", status] as const,
  mine: ["moderation", "mine"] as const,
  rules: ["moderation", "rules"] as const,
};
