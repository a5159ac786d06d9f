import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";

/** What this area does with events. */
export class Marks {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    const read = () => refetches.request(keys.all);
    this.bridge = {
      events: { "grade:posted": read, "grade:sheet_locked": read, "report_card:issued": read },
      stale: { user: read, tenant: read, class: read },
    };
  }
}

/** This area of somebody's world. */
export const marks = (world: World): Marks => world.area(Marks);
