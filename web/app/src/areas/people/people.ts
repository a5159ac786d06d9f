import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { relations } from "../../shared/relations";
import { ownPortrait } from "../../ui/people";
import { type ListName, keys } from "./keys";
import { requests as routes } from "./requests";

const PAGE = 50;
/** In the morning a whole school comes within minutes. */
const COUNT_MS = 15_000;

interface Paged {
  pageInfo: { hasMore: boolean; nextCursor: string | null };
}

const paging = {
  initialPageParam: null as string | null,
  getNextPageParam: ({ pageInfo }: Paged) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
};

/** People of the school: who they are, who follows whom, and whom this person does not want to see. */
export class People {
  readonly bridge: Bridge;

  constructor(
    private readonly world: World,
    private readonly requests = routes,
  ) {
    const read = () => world.refetches.request(keys.all);
    this.bridge = {
      events: {
        "user:followed": read,
        "user:updated": read,
        "user:online": ({ data }) => this.#there(data.userId),
        "user:offline": ({ data }) => this.#there(data.userId),
      },
      stale: {
        user: read,
        presence: () => void world.cache.invalidateQueries({ queryKey: ["presence"] }),
      },
    };
  }

  list(name: ListName, id = this.world.me.id) {
    return infiniteQueryOptions({
      queryKey: keys.list(name, id),
      queryFn: async ({ pageParam: cursor }) => {
        const page = await this.requests.list(name, id, { limit: PAGE, cursor });
        relations(this.world).learn(page.data);
        return page;
      },
      ...paging,
    });
  }

  person(id: string) {
    // No event tells others what somebody writes about themselves.
    return queryOptions({ queryKey: keys.person(id), queryFn: () => this.requests.person(id), staleTime: 0 });
  }

  readonly suggestions = queryOptions({ queryKey: keys.suggestions, queryFn: () => this.requests.suggestions() });

  presence(id: string) {
    return queryOptions({ queryKey: keys.presence(id), queryFn: () => this.requests.presence(id) });
  }

  get online() {
    return queryOptions({ queryKey: keys.online, queryFn: () => this.requests.online(this.world.me.tenant.id) });
  }

  readonly me = queryOptions({ queryKey: keys.me, queryFn: () => this.requests.me(), staleTime: 0 });

  readonly profile = queryOptions({ queryKey: keys.profile, queryFn: () => this.requests.profile() });

  readonly hidden = infiniteQueryOptions({
    queryKey: keys.hidden,
    queryFn: ({ pageParam: cursor }) => this.requests.hidden({ limit: PAGE, cursor }),
    ...paging,
  });

  readonly asking = infiniteQueryOptions({
    queryKey: keys.requests,
    queryFn: ({ pageParam: cursor }) => this.requests.asking({ limit: PAGE, cursor }),
    ...paging,
  });

  /** Somebody came or went, who may be the one that is looked at. */
  #there(id: string) {
    this.world.refetches.request(keys.presence(id));
    this.world.refetches.request(keys.online, COUNT_MS);
  }

  /** Take a picture of oneself, or remove it. */
  async picture(picture: { avatarUploadId: string | null } | { coverUploadId: string | null }): Promise<void> {
    const { firstName, lastName, bio } = await this.requests.me();
    const me = await this.requests.saveMe({ firstName, lastName, bio, ...picture });
    this.world.cache.setQueryData(keys.me, me);
    ownPortrait.value = me;
    this.world.refetches.request(keys.all);
  }

  /** Let somebody follow who has asked, or refuse. */
  async decide(id: string, decision: "ACCEPT" | "REJECT"): Promise<void> {
    await this.requests.decide(id, decision);
    this.world.refetches.request(keys.all);
  }
}

/** This area of somebody's world. */
export const people = (world: World): People => world.area(People);

/** Everybody in these pages, each once: between two pages somebody may have moved. */
export function everybody<One extends { id: string }>(pages: readonly { data: readonly One[] }[] = []): One[] {
  return [...new Map(pages.flatMap(({ data }) => data).map((one) => [one.id, one])).values()];
}
