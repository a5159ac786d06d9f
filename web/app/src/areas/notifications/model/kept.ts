import type { InfiniteData } from "@tanstack/preact-query";

import type { Notification } from "../requests";

/** Kinds that tell of nothing but the feed and of people. */
const SAFE: ReadonlySet<Notification["type"]> = new Set([
  "POST_LIKE",
  "POST_COMMENT",
  "COMMENT_REPLY",
  "NEW_FOLLOWER",
  "POST_REACTION",
  "POST_SHARE",
  "COMMENT_LIKE",
  "MENTION",
  "ANNOUNCEMENT",
]);

/**
 * What of the notifications may lie on a device: grades and answers to what somebody asked without
 * a name may not. What is left out is there again with the network.
 */
export function safeNotifications(data: unknown): unknown {
  const { pages, pageParams } = data as InfiniteData<{ data: Notification[] }>;
  const safe = pages.map((page) => ({ ...page, data: page.data.filter(({ type }) => SAFE.has(type)) }));
  return { pages: safe, pageParams };
}
