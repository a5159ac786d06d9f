/** How this area's part of the cache is named. */
export const keys = {
  list: ["notifications", "list"] as const,
  unread: ["notifications", "unread"] as const,
};
