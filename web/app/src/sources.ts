import type { Notice, Sources } from "@stunity/react";

import { unreadQuery } from "./areas/notifications/unread";
import { requests } from "./areas/notifications/requests";
import type { World } from "./kernel/world";

const known = new WeakMap<World, Sources>();

/** Where the hooks of `@stunity/react` begin in somebody's world. */
export function sourcesOf(world: World): Sources {
  const made = known.get(world) ?? {
    notifications: async () => {
      const [page, { unread }] = await Promise.all([
        requests.notifications({ limit: 50, unread: true }),
        world.cache.ensureQueryData(unreadQuery),
      ]);
      return { notices: page.data as Notice[], unread };
    },
    markRead: (id: string) => requests.markRead(id),
    markAllRead: () => requests.markAllRead(),
    // Nobody types before a conversation is open.
    typing: async (id: string, op: "start" | "stop") => {
      const { requests: messages } = await import("./areas/messaging/requests");
      return messages.typing(id, op === "start" ? "START" : "STOP");
    },
    activity: async () => (await requests.activity({ limit: 50 })).data,
  };
  known.set(world, made);
  return made;
}
