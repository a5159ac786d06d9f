import { signal } from "@preact/signals";
import type { QueryClient } from "@tanstack/preact-query";

import { type FeedMode, keys } from "../keys";
import type { Paging, Post, Requests } from "../requests";
import type { Posts } from "./posts";

const PAGE = 20;
const DEEPEST = 50;
const MOST_PAGES = 4;

/**
 * A list of posts in the cache, newest first. `ids` is what is shown. `waiting` are newer posts that
 * arrived while the reader was further down: the page must not move under somebody's eyes.
 */
export interface FeedList {
  ids: string[];
  waiting: string[];
  cursor: string | null;
  hasMore: boolean;
}

interface PageInfo {
  nextCursor: string | null;
  hasMore: boolean;
}

/** Reads a feed, again and further. */
export class Feed {
  /** Whether new posts may go straight to the top; the page keeps this up to date. */
  atTop = true;
  readonly more = signal<{ loading: boolean; error: unknown }>({ loading: false, error: null });

  constructor(
    readonly mode: FeedMode,
    private readonly requests: Pick<Requests, "feed">,
    private readonly posts: Posts,
    private readonly cache: QueryClient,
  ) {
    cache.setQueryDefaults(keys.feed(mode), { gcTime: Infinity });
  }

  /** For useQuery. What is there already is joined with what is new. */
  get query() {
    return {
      queryKey: keys.feed(this.mode),
      queryFn: () => (this.list === undefined ? this.#first() : this.#refreshed()),
    };
  }

  get list(): FeedList | undefined {
    return this.cache.getQueryData<FeedList>(keys.feed(this.mode));
  }

  /** Append the next page. */
  async loadMore(): Promise<void> {
    const before = this.list;
    if (before === undefined || !before.hasMore || this.more.value.loading) return;
    this.more.value = { loading: true, error: null };
    try {
      const { data, pageInfo } = await this.#read({ limit: PAGE, cursor: before.cursor });
      this.#change((list) => {
        const known = new Set([...list.waiting, ...list.ids]);
        const fresh = data.map(({ id }) => id).filter((id) => !known.has(id));
        const { nextCursor: cursor, hasMore } = pageInfo;
        return { ...list, ids: [...list.ids, ...fresh], cursor, hasMore };
      });
      this.more.value = { loading: false, error: null };
    } catch (error) {
      this.more.value = { loading: false, error };
    }
  }

  showWaiting(): void {
    this.#change((list) => ({ ...list, ids: [...list.waiting, ...list.ids], waiting: [] }));
  }

  /** Put a post of one's own at the top, before its event arrives. */
  prepend(post: Post): void {
    this.posts.put(post);
    this.#change((list) => {
      if (list.ids.includes(post.id)) return list;
      const waiting = list.waiting.filter((id) => id !== post.id);
      return { ...list, ids: [post.id, ...list.ids], waiting };
    });
  }

  drop(gone: readonly string[]): void {
    this.#change((list) => without(list, gone));
  }

  async #first(): Promise<FeedList> {
    const { data, pageInfo } = await this.#read({ limit: PAGE });
    return anew(data, pageInfo);
  }

  async #refreshed(): Promise<FeedList> {
    const asked = [...(this.list?.waiting ?? []), ...(this.list?.ids ?? [])];
    const top = this.#time(asked[0]);
    const limit = Math.min(DEEPEST, Math.max(PAGE, asked.length));
    let newest: Post[] = [];
    let pageInfo: PageInfo = { nextCursor: null, hasMore: true };
    // Until what was read joins what was known: else posts between the two would be missing.
    for (let page = 0; page < MOST_PAGES && pageInfo.hasMore; page += 1) {
      const answer = await this.#read({ limit, cursor: pageInfo.nextCursor });
      newest.push(...answer.data);
      pageInfo = answer.pageInfo;
      if (asked.length > 0 && (newest.at(-1)?.createdAt ?? "") <= top) break;
    }
    // One of the first page may have been deleted while the second was read.
    newest = newest.filter(({ id }) => this.posts.known(id) !== null);
    const joins = !pageInfo.hasMore || (newest.at(-1)?.createdAt ?? "") <= top;
    const list = this.list;
    if (list === undefined || asked.length === 0 || !joins) return anew(newest, pageInfo);
    return this.#merged(list, newest, asked, pageInfo.hasMore);
  }

  /**
   * @param list what is known by now
   * @param page the newest posts
   * @param asked what was known before they were asked for
   */
  #merged(list: FeedList, page: Post[], asked: string[], hasMore: boolean): FeedList {
    const current = new Set(page.map(({ id }) => id));
    const oldest = page.at(-1);
    // Whoever is newer than the page's end and not in it is gone. What arrived while the page was
    // on its way is not judged by it.
    const gone = asked.filter((id) => {
      const post = this.posts.known(id);
      if (current.has(id) || post === null) return false;
      return !hasMore || (oldest !== undefined && post.createdAt > oldest.createdAt);
    });
    const { ids, waiting, ...rest } = without(list, gone);
    const known = new Set([...waiting, ...ids]);
    const fresh = page.filter(({ id }) => !known.has(id));
    const top = this.#time(waiting[0] ?? ids[0]);
    const end = this.#time(ids.at(-1));
    const newer = fresh.filter(({ createdAt }) => createdAt > top);
    // Older than the end of the list is the business of loadMore().
    const between = fresh.filter(
      ({ createdAt }) => createdAt <= top && (createdAt >= end || !list.hasMore),
    );
    if (this.atTop) {
      return { ...rest, ids: this.#ordered([...newer, ...between], waiting, ids), waiting: [] };
    }
    return { ...rest, ids: this.#ordered(between, ids), waiting: this.#ordered(newer, waiting) };
  }

  #ordered(fresh: Post[], ...lists: string[][]): string[] {
    const ids = [...fresh.map(({ id }) => id), ...lists.flat()];
    const time = (id: string) => this.#time(id);
    return ids.sort((a, b) => (time(a) === time(b) ? 0 : time(a) < time(b) ? 1 : -1));
  }

  #time(id: string | undefined): string {
    return (id !== undefined && this.posts.known(id)?.createdAt) || "";
  }

  #read(page: Paging) {
    return this.posts.read(() => this.requests.feed(this.mode, page));
  }

  #change(change: (list: FeedList) => FeedList) {
    this.cache.setQueryData<FeedList>(keys.feed(this.mode), (list) => list && change(list));
  }
}

/** So much happened that the old list, if any, lies too far below. */
function anew(posts: Post[], { nextCursor, hasMore }: PageInfo): FeedList {
  return { ids: posts.map(({ id }) => id), waiting: [], cursor: nextCursor, hasMore };
}

function without(list: FeedList, gone: readonly string[]): FeedList {
  const kept = (id: string) => !gone.includes(id);
  return { ...list, ids: list.ids.filter(kept), waiting: list.waiting.filter(kept) };
}
