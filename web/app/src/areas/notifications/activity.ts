import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { requests } from "./requests";

export const activityQuery = {
  queryKey: keys.activity,
  queryFn: () => requests.activity({ limit: 50 }),
};

/** What happens in the school. The list is filtered for each viewer, so it is read again. */
class ActivityFeed {
  readonly bridge: Bridge;

  constructor(world: World) {
    const read = () => world.refetches.request(keys.activity);
    this.bridge = {
      events: { "activity:new": read },
      stale: ({ kind }) => {
        if (kind !== "post") read();
      },
    };
  }
}

/** Follows what happens from the first time it is asked for. */
export const followActivity = (world: World): ActivityFeed => world.area(ActivityFeed);
