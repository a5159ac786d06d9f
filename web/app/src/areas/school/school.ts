import { infiniteQueryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { requests } from "./requests";

/** What the school asks, newest first. */
export const surveysQuery = infiniteQueryOptions({
  queryKey: keys.surveys,
  queryFn: ({ pageParam: cursor }) => requests.surveys({ limit: 20, cursor }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ pageInfo }) => pageInfo.nextCursor,
});

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
