import type { QueryClient } from "@tanstack/preact-query";

import { type SyncChanges, api, ask } from "../api";

/** What happened while nobody was here, by collection. */
export type Missed = Record<string, SyncChanges>;

export interface CaughtUp {
  startAnew: boolean;
  missed: Missed;
  /** Where the stream goes on, with these channels. */
  cursor: string;
  channels: string[];
}

type Ask = (after: string | null) => Promise<{
  startAnew: boolean;
  collections: Missed;
  nextCursor: string;
  channels: string[];
  hasMore: boolean;
}>;

const question: Ask = (after) =>
  ask(api.GET("/v1/sync", { params: { query: after === null ? {} : { after } } }));

/** Ask what has changed since the cursor, page by page. */
export async function catchUp(after: string | null, asking: Ask = question): Promise<CaughtUp> {
  const missed: Missed = {};
  let cursor = after;
  for (;;) {
    const { startAnew, collections, nextCursor, channels, hasMore } = await asking(cursor);
    if (startAnew) return { startAnew, missed: {}, cursor: nextCursor, channels };
    for (const [name, { changed, deleted, everything }] of Object.entries(collections)) {
      const before = missed[name] ?? { changed: [], deleted: [], everything: false };
      const gone = new Set([...before.deleted, ...deleted]);
      missed[name] = {
        changed: [...new Set([...before.changed, ...changed])].filter((id) => !gone.has(id)),
        deleted: [...gone],
        everything: before.everything || everything,
      };
    }
    cursor = nextCursor;
    if (!hasMore) return { startAnew: false, missed, cursor, channels };
  }
}

/** Forget whatever was not read in this visit: the log does not know any more what of it is true. */
export function forgetOld(cache: QueryClient, since: number): void {
  const old = (query: { state: { dataUpdatedAt: number } }) => query.state.dataUpdatedAt < since;
  void cache.resetQueries({ predicate: (query) => query.state.data !== undefined && old(query) });
}
