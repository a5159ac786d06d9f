import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { requests } from "./requests";

export const unreadQuery = { queryKey: keys.unread, queryFn: requests.unread };

/** How many notifications are unread; the events say it. */
export class Unread {
  readonly bridge: Bridge;

  constructor(world: World) {
    const count = () => world.refetches.request(unreadQuery.queryKey);
    this.bridge = {
      events: {
        // It may join others of its group, which counts as one: the server knows.
        "notification:new": count,
        "notification:read": ({ data }) =>
          void world.cache.setQueryData(unreadQuery.queryKey, { unread: data.unreadCount }),
      },
      stale: { user: count },
    };
  }
}

/** Follows the number of unread notifications from the first time it is asked for. */
export const unread = (world: World): Unread => world.area(Unread);
