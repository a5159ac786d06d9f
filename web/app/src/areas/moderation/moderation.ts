import { type InfiniteData, infiniteQueryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { type Part, requests } from "./requests";

type Page = Awaited<ReturnType<typeof requests.queue>>;
export type Pages = InfiniteData<Page, string | null>;

/** What was reported and decided; it arrives by itself. */
export class Moderation {
  readonly bridge: Bridge;

  constructor(world: World) {
    const again = () => world.refetches.request(keys.all);
    this.bridge = {
      events: {
        "report:created": again,
        "moderation:decision": again,
        "moderation:appealed": again,
        "moderation:appeal_decided": again,
      },
      stale: { user: again },
    };
  }

  readonly queue = (status: Part) =>
    infiniteQueryOptions({
      queryKey: keys.queue(status),
      queryFn: ({ pageParam: cursor }: { pageParam: string | null }) => requests.queue({ status, limit: 10, cursor }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ pageInfo }: Page) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
    });

  readonly mine = infiniteQueryOptions({
    queryKey: keys.mine,
    queryFn: ({ pageParam: cursor }: { pageParam: string | null }) => requests.mine({ limit: 20, cursor }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
  });
}

/** This area of somebody's world. */
export const moderation = (world: World): Moderation => world.area(Moderation);
