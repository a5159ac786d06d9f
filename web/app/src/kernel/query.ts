import { QueryClient, type QueryKey } from "@tanstack/preact-query";

import { Refresher } from "./refresher";

/** What the server knows, for one person in one school. */
export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Events keep what is shown true, and `stale` channels what they missed.
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: false,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/**
 * Reads queries again, each at most once per interval however often it is asked for. What nobody
 * looks at is read when somebody does.
 */
export class Refetches {
  #refreshers = new Map<string, Refresher>();

  constructor(
    private readonly cache: QueryClient,
    private readonly interval = 1500,
  ) {}

  /** Every query that begins with this key. */
  request(queryKey: QueryKey, interval = this.interval): void {
    const task = () => this.cache.invalidateQueries({ queryKey }, { throwOnError: true });
    this.again(JSON.stringify(queryKey), task, interval);
  }

  /** What is read whether or not somebody looks at it, under a name of its own. */
  again(name: string, task: () => Promise<unknown>, interval = this.interval): void {
    let refresher = this.#refreshers.get(name);
    if (refresher === undefined) {
      refresher = new Refresher(task, interval);
      this.#refreshers.set(name, refresher);
    }
    refresher.request();
  }

  stop(): void {
    for (const refresher of this.#refreshers.values()) refresher.stop();
  }
}
