import { infiniteQueryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { type Code, type Member, type MemberRole, requests } from "./requests";

const PAGE = 30;

interface Listed<Item> {
  data: Item[];
  pageInfo: { nextCursor: string | null };
}

/** A list that is read page by page. */
const list = <Item>(
  queryKey: readonly unknown[],
  read: (query: { limit: number; cursor: string | null }) => Promise<Listed<Item>>,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam: cursor }) => read({ limit: PAGE, cursor }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => pageInfo.nextCursor,
  });

/** Which members are looked for; empty words ask for all. */
export interface MemberWish {
  q: string;
  role: MemberRole | "";
  status: Member["status"] | "";
}

export const queries = {
  members: ({ q, role, status }: MemberWish) =>
    list([...keys.members, q, role, status], (page) =>
      requests.members({
        ...page,
        ...(q === "" ? {} : { q }),
        ...(role === "" ? {} : { role }),
        ...(status === "" ? {} : { status }),
      }),
    ),
  invitations: list(keys.invitations, requests.invitations),
  codes: (status: Code["status"] | "") =>
    list([...keys.codes, status], (page) => requests.codes({ ...page, ...(status === "" ? {} : { status }) })),
  pupils: (q: string) => list([...keys.pupils, q], (page) => requests.pupils({ ...page, ...(q === "" ? {} : { q }) })),
  schools: (q: string) => list([...keys.schools, q], (page) => requests.schools({ ...page, ...(q === "" ? {} : { q }) })),
};

/** What this area does with events: who comes in is seen by whoever let them in. */
export class Tenants {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    const settings = () => {
      refetches.request(keys.settings);
      refetches.request(keys.flags);
    };
    const coming = () => {
      refetches.request(keys.members);
      refetches.request(keys.invitations);
      refetches.request(keys.codes);
    };
    const all = () => {
      settings();
      coming();
    };
    this.bridge = {
      events: { "member:joined": coming, "claim_code:claimed": coming, "flags:updated": settings },
      stale: { user: all, tenant: all },
    };
  }
}

/** This area of somebody's world. */
export const tenants = (world: World): Tenants => world.area(Tenants);
