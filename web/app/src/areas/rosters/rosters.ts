import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";

/** What this area does with events: an import that goes on is read again. */
export class Rosters {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    this.bridge = {
      events: {
        "job:progress": ({ data }) => {
          refetches.request(keys.oneImport(data.jobId));
          refetches.request(keys.imports);
        },
      },
      stale: { user: () => refetches.request(["rosters"]) },
    };
  }
}

/** This area of somebody's world. */
export const rosters = (world: World): Rosters => world.area(Rosters);
