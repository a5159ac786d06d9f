import { infiniteQueryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { relations } from "../../shared/relations";
import { type ListName, keys } from "./keys";
import { requests as routes } from "./requests";

const PAGE = 50;

interface Paged {
  pageInfo: { hasMore: boolean; nextCursor: string | null };
}

const paging = {
  initialPageParam: null as string | null,
  getNextPageParam: ({ pageInfo }: Paged) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
};

/** Whom this person follows, who follows them, and whom they do not want to see. */
export class People {
  readonly bridge: Bridge;

  constructor(
    private readonly world: World,
    private readonly requests = routes,
  ) {
    const read = () => world.refetches.request(keys.all);
    this.bridge = {
      events: { "user:followed": read },
      stale: ({ kind }) => {
        if (kind === "user") read();
      },
    };
  }

  list(name: ListName) {
    return infiniteQueryOptions({
      queryKey: keys.list(name),
      queryFn: async ({ pageParam: cursor }) => {
        const page = await this.requests.list(name, this.world.me.id, { limit: PAGE, cursor });
        relations(this.world).learn(page.data);
        return page;
      },
      ...paging,
    });
  }

  readonly hidden = infiniteQueryOptions({
    queryKey: keys.hidden,
    queryFn: ({ pageParam: cursor }) => this.requests.hidden({ limit: PAGE, cursor }),
    ...paging,
  });
}

/** This area of somebody's world. */
export const people = (world: World): People => world.area(People);

/** Everybody in these pages, each once: between two pages somebody may have moved. */
export function everybody<One extends { id: string }>(pages: readonly { data: readonly One[] }[] = []): One[] {
  return [...new Map(pages.flatMap(({ data }) => data).map((one) => [one.id, one])).values()];
}
