/** How this area's part of the cache is named. */
export const keys = {
  list: ["notifications", "list"] as const,
  ways: ["notifications", "ways"] as const,
  unread: ["notifications", "unread"] as const,
  devices: ["notifications", "devices"] as const,
};
