import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";

/** What this area does with events: weeks are read again. */
export class Timetable {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    const weeks = () => refetches.request(keys.weeks);
    this.bridge = {
      events: { "timetable:published": weeks, "timetable:changed": weeks },
      stale: { user: weeks, tenant: weeks, class: weeks },
    };
  }
}

/** This area of somebody's world. */
export const timetable = (world: World): Timetable => world.area(Timetable);
