import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";

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

/** What the school tells, newest first. */
export const announcementsQuery = infiniteQueryOptions({
  queryKey: keys.announcements,
  queryFn: ({ pageParam: cursor }) => requests.announcements({ limit: 20, cursor }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ pageInfo }) => pageInfo.nextCursor,
});

/** The classes that something can be told to. */
export const classChoiceQuery = queryOptions({ queryKey: keys.classChoice, queryFn: requests.classes });

/** What this area does with events. */
export class School {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    const read = () => refetches.request(keys.surveys);
    const news = () => refetches.request(keys.announcements);
    const both = () => {
      read();
      news();
    };
    this.bridge = {
      events: { "pulse:opened": read, "announcement:published": news, "announcement:removed": news },
      stale: { user: both, tenant: both, class: both },
    };
  }
}

/** This area of somebody's world. */
export const school = (world: World): School => world.area(School);
