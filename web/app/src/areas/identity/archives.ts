import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { requests } from "./requests";

export const archivesQuery = {
  queryKey: ["identity", "archives"] as const,
  queryFn: requests.exports,
};

/** The archives of this person's data; an event says when one is there. */
class Archives {
  readonly bridge: Bridge;

  constructor(world: World) {
    const read = () => world.refetches.request(archivesQuery.queryKey);
    this.bridge = {
      events: { "export:ready": read },
      stale: { user: read },
    };
  }
}

/** Follows the archives from the first time they are asked for. */
export const followArchives = (world: World): Archives => world.area(Archives);
