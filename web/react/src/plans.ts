import { ActivityList, NotificationGroups, Presence, Typists } from "@stunity/client/helpers";

import type { Hub, Plan } from "./shared";

const clientOf = ({ stream }: Hub) => ({
  subscribe: (type: string, listener: any) => stream.subscribe(type, listener),
});

export const notifications = (hub: Hub): Plan<NotificationGroups> => ({
  make: () => new NotificationGroups(clientOf(hub)),
  load: async (groups) => {
    const found = await hub.sources.notifications?.();
    if (found !== undefined) groups.load(found.notices, found.unread);
  },
  stale: ({ kind }) => kind === "user",
});

export const activity = (hub: Hub): Plan<ActivityList> => ({
  make: () => new ActivityList(clientOf(hub)),
  load: async (list) => {
    const found = await hub.sources.activity?.();
    if (found !== undefined) list.load(found);
  },
  stale: ({ kind }) => kind === "tenant" || kind === "class",
});

export const presence = (hub: Hub): Plan<Presence> => ({
  make: () => {
    const { beat = async () => {}, hidden } = hub.sources.presence ?? {};
    return new Presence(clientOf(hub), hidden === undefined ? { beat } : { beat, hidden });
  },
  load: async (seen) => {
    const ids = [...watched(hub).keys()];
    if (ids.length > 0) seen.load((await hub.sources.presence?.list(ids)) ?? []);
  },
  // Events of presence are not replayed, so each new stream begins with what the API says.
  stale: ({ kind }) => kind === "presence",
  begin: (seen) => {
    if (hub.sources.presence !== undefined) seen.start();
  },
});

export const typists = (hub: Hub): Plan<Typists> => ({ make: () => new Typists(clientOf(hub)) });

/** Whose presence somebody wants to see, and how often, by provider. */
const wanted = new WeakMap<Hub, Map<string, number>>();

function watched(hub: Hub): Map<string, number> {
  const known = wanted.get(hub) ?? new Map<string, number>();
  wanted.set(hub, known);
  return known;
}

/** Want to know whether people are here, until the function that comes back is called. */
export function watchPeople(hub: Hub, userIds: readonly string[]): () => void {
  const people = watched(hub);
  for (const id of userIds) people.set(id, (people.get(id) ?? 0) + 1);
  void hub.of(presence).load();
  return () => {
    for (const id of userIds) {
      const others = (people.get(id) ?? 1) - 1;
      if (others > 0) people.set(id, others);
      else people.delete(id);
    }
  };
}
