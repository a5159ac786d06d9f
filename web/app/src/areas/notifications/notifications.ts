import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import { Told } from "../../kernel/told";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { placeOf } from "./model/places";
import { type Notification, type Ways, requests as routes } from "./requests";
import { unread } from "./unread";

const PAGE = 20;

type Page = Awaited<ReturnType<typeof routes.notifications>>;
type Pages = InfiniteData<Page, string | null>;

/** What concerns this person, newest first, and what of it they have read. */
export class Notifications {
  readonly bridge: Bridge;
  /** What was read while the list is on its way stays read. */
  readonly #told = new Told<Notification>();

  constructor(
    private readonly world: World,
    private readonly requests = routes,
  ) {
    unread(world);
    this.bridge = {
      events: {
        // The event has no actor, and a grown group counts once: the list itself knows both.
        "notification:new": () => this.#refresh(),
        "notification:read": ({ data }) => this.#mark(data.ids),
      },
      stale: { user: () => this.#refresh() },
    };
  }

  readonly query = infiniteQueryOptions({
    queryKey: keys.list,
    queryFn: ({ pageParam: cursor }: { pageParam: string | null }) =>
      this.#told.during(async () => {
        const page = await this.requests.notifications({ limit: PAGE, cursor });
        return { ...page, data: this.#told.over(page.data) };
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }: Page) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
  });

  readonly ways = queryOptions({ queryKey: keys.ways, queryFn: () => this.requests.ways() });

  /** Where pushes go. */
  readonly devices = queryOptions({ queryKey: keys.devices, queryFn: () => this.requests.devices() });

  /** Push there no more. */
  removeDevice(id: string): Promise<unknown> {
    return this.requests.removeDevice(id);
  }

  /** Choose by which ways to be told; here at once, and as it was where the server refuses. */
  async choose(wanted: Ways): Promise<void> {
    const { cache } = this.world;
    const before = cache.getQueryData<Ways>(keys.ways);
    cache.setQueryData(keys.ways, wanted);
    try {
      cache.setQueryData(keys.ways, await this.requests.choose(wanted));
    } catch (error) {
      cache.setQueryData(keys.ways, before);
      throw error;
    }
  }

  /** Take one away, on all devices. */
  async remove({ id, read }: Notification): Promise<void> {
    const { cache } = this.world;
    const pages = cache.getQueryData<Pages>(keys.list);
    if (pages !== undefined) {
      const left = pages.pages.map((page) => ({ ...page, data: page.data.filter((one) => one.id !== id) }));
      cache.setQueryData<Pages>(keys.list, { ...pages, pages: left });
    }
    if (!read) this.#count((before) => before - 1);
    await this.#settle(this.requests.remove(id));
  }

  async markRead(notification: Notification): Promise<void> {
    if (notification.read) return;
    this.#mark([notification.id]);
    this.#count((before) => before - 1);
    await this.#settle(this.requests.markRead(notification.id));
  }

  async markAllRead(): Promise<void> {
    this.#mark("all");
    this.#count(() => 0);
    await this.#settle(this.requests.markAllRead());
  }

  /** Somebody opened a page: what is told of it is read by that. */
  async opened(pathname: string): Promise<void> {
    const { data } = await this.requests.notifications({ limit: 50, unread: true });
    for (const one of data) if (placeOf(one) === pathname) await this.markRead(one);
  }

  #refresh() {
    this.world.refetches.request(keys.list);
  }

  #mark(ids: readonly string[] | "all") {
    const { cache } = this.world;
    const read = ({ id }: Notification) => ids === "all" || ids.includes(id);
    const pages = cache.getQueryData<Pages>(keys.list);
    const known = pages?.pages.flatMap(({ data }) => data) ?? [];
    for (const id of ids === "all" ? known.map((one) => one.id) : ids) this.#told.tell(id, { read: true });
    if (pages === undefined) return;
    const marked = pages.pages.map((page) => ({
      ...page,
      data: page.data.map((one) => (read(one) ? { ...one, read: true } : one)),
    }));
    cache.setQueryData<Pages>(keys.list, { ...pages, pages: marked });
    // An answer on its way may hold some that are not known here yet.
    if (ids === "all") this.#refresh();
  }

  #count(next: (before: number) => number) {
    this.world.cache.setQueryData<{ unread: number }>(keys.unread, (known) =>
      known && { unread: Math.max(0, next(known.unread)) },
    );
  }

  /** Wait for the server; what it refuses is shown as it is there. */
  async #settle(answer: Promise<unknown>) {
    try {
      await answer;
    } catch (error) {
      this.#refresh();
      this.world.refetches.request(keys.unread);
      throw error;
    }
  }
}

/** This area of somebody's world. */
export const notifications = (world: World): Notifications => world.area(Notifications);

/** All that is here, each once: between two pages one may have moved to the top. */
export function listed(pages: InfiniteData<Page> | undefined): Notification[] {
  const found = new Map<string, Notification>();
  for (const one of pages?.pages.flatMap(({ data }) => data) ?? []) if (!found.has(one.id)) found.set(one.id, one);
  return [...found.values()];
}
