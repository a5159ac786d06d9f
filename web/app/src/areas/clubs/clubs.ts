import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { type Status, requests as routes } from "./requests";

const PAGE = 50;

interface Paged {
  pageInfo: { hasMore: boolean; nextCursor: string | null };
}

const paging = {
  initialPageParam: null as string | null,
  getNextPageParam: ({ pageInfo }: Paged) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
};

/** The clubs of a school, and who is in them. */
export class Clubs {
  readonly bridge: Bridge;

  constructor(
    private readonly world: World,
    readonly requests = routes,
  ) {
    const read = () => world.refetches.request(keys.all);
    this.bridge = {
      events: {
        "club:created": read,
        "club:updated": read,
        "club:member_joined": read,
        "club:member_left": read,
        "club:join_requested": read,
        "club:invited": read,
      },
      stale: { user: read, club: read },
    };
  }

  list(mine: boolean) {
    return infiniteQueryOptions({
      queryKey: keys.list(mine),
      queryFn: ({ pageParam: cursor }) => this.requests.list(mine, { limit: PAGE, cursor }),
      ...paging,
    });
  }

  club(id: string) {
    return queryOptions({ queryKey: keys.club(id), queryFn: () => this.requests.club(id) });
  }

  members(id: string, status: Status) {
    return infiniteQueryOptions({
      queryKey: keys.members(id, status),
      queryFn: ({ pageParam: cursor }) => this.requests.members(id, status, { limit: PAGE, cursor }),
      ...paging,
    });
  }

  /** Do something about a club, and read again what is seen of it. */
  async change(doing: Promise<unknown>): Promise<void> {
    await doing;
    this.world.refetches.request(keys.all);
  }
}

/** This area of somebody's world. */
export const clubs = (world: World): Clubs => world.area(Clubs);
