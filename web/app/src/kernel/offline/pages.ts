import { type Query, type QueryClient, type QueryKey, hashKey } from "@tanstack/preact-query";

import { type Database, type KeptPage, database } from "./store";

/** Which answers may outlive the visit. What is not named here is never written to the device. */
export interface Keeps {
  /** Queries whose key begins so. */
  key: QueryKey;
  /** What of an answer may be kept; null for nothing of it. */
  only?: (data: unknown) => unknown;
}

const DELAY = 1000;
const MONTH = 30 * 24 * 60 * 60 * 1000;
const MOST = 300;

/**
 * Keeps the last read pages of one account on the device.
 *
 * What comes back counts as old: it is shown at once, and read again as soon as somebody looks at it
 * and the network answers.
 */
export class Pages {
  #changed = new Map<string, Query>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void)[] = [];

  constructor(
    private readonly account: string,
    private readonly cache: QueryClient,
    private readonly keeps: readonly Keeps[],
    private readonly store: () => Promise<Database | null> = database,
    private readonly version = __API__,
  ) {}

  /** Fill the cache with what was read before. Returns whether there was anything. */
  async restore(): Promise<boolean> {
    const db = await this.store();
    if (db === null) return false;
    const rows = await db.getAllFromIndex("pages", "account", this.account);
    const oldest = Date.now() - MONTH;
    rows.sort((one, other) => other.updatedAt - one.updatedAt);
    const kept = rows.filter(
      ({ updatedAt, key, version }, at) =>
        at < MOST && updatedAt > oldest && version === this.version && this.#rule(key) !== undefined,
    );
    for (const row of rows) if (!kept.includes(row)) void db.delete("pages", [row.account, row.hash]);
    for (const { key, data, updatedAt } of kept) {
      // Whatever was read in this visit already is newer.
      if (this.cache.getQueryData(key) !== undefined) continue;
      this.cache.setQueryData(key, data, { updatedAt });
      void this.cache.invalidateQueries({ queryKey: key, exact: true, refetchType: "none" });
    }
    return kept.length > 0;
  }

  /** Write down what changes from now on. */
  follow(): void {
    this.#stop.push(
      this.cache.getQueryCache().subscribe(({ type, query }) => {
        if (type !== "updated" || this.#rule(query.queryKey) === undefined) return;
        this.#changed.set(query.queryHash, query);
        this.#timer ??= setTimeout(() => void this.write(), DELAY);
      }),
    );
    // The page may not come back from this.
    const leaving = () => void this.write();
    document.addEventListener("visibilitychange", leaving);
    window.addEventListener("pagehide", leaving);
    this.#stop.push(() => {
      document.removeEventListener("visibilitychange", leaving);
      window.removeEventListener("pagehide", leaving);
    });
  }

  get following(): boolean {
    return this.#stop.length > 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#changed.clear();
    for (const each of this.#stop) each();
    this.#stop = [];
  }

  /** Write what has changed now. */
  async write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows = [...this.#changed.values()];
    this.#changed.clear();
    const db = await this.store();
    // Whoever has left meanwhile leaves nothing behind.
    if (db === null || rows.length === 0 || !this.following) return;
    const work = db.transaction("pages", "readwrite");
    for (const query of rows) {
      const page = this.#pageOf(query);
      if (page === null) void work.store.delete([this.account, query.queryHash]);
      else void work.store.put(page);
    }
    await work.done.catch(() => {
      // There is no room: what was kept before stays.
    });
  }

  #pageOf({ queryKey, queryHash, state }: Query): KeptPage | null {
    const { only = (data: unknown) => data } = this.#rule(queryKey) as Keeps;
    const data = state.data == null ? null : only(state.data);
    if (data == null) return null;
    const { account, version } = this;
    return { account, version, hash: queryHash, key: queryKey, data, updatedAt: state.dataUpdatedAt };
  }

  #rule(key: QueryKey): Keeps | undefined {
    return this.keeps.find((one) => one.key.every((part, at) => hashKey([part]) === hashKey([key[at]])));
  }
}
