import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";

/** What this area does with events. */
export class School {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    const read = () => refetches.request(keys.surveys);
    this.bridge = { events: { "pulse:opened": read }, stale: read };
  }
}

/** This area of somebody's world. */
export const school = (world: World): School => world.area(School);
