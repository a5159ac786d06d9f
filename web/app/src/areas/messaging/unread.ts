import { api, ask } from "../../kernel/api";
import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";

/** Asked on every page; the other routes of the area come with its pages. */
export const unreadMessages = {
  queryKey: keys.unread,
  queryFn: () => ask(api.GET("/v1/messages/unread-count")),
};

/** How many messages are unread; the server counts, whenever something has changed it. */
export class UnreadMessages {
  readonly bridge: Bridge;

  constructor(world: World) {
    const count = () => world.refetches.request(keys.unread);
    this.bridge = {
      events: {
        "message:created": ({ data }) => {
          if (data.senderId !== world.me.id) count();
        },
        "message:deleted": count,
        "message:read": ({ data }) => {
          if (data.userId === world.me.id) count();
        },
        "conversation:marked": count,
        "conversation:updated": count,
      },
      stale: { user: count },
    };
  }
}

/** Follows the number of unread messages from the first time it is asked for. */
export const unreadOf = (world: World): UnreadMessages => world.area(UnreadMessages);
