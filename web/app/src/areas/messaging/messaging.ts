import { type InfiniteData, infiniteQueryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { type Conversation, type Message, requests as routes } from "./requests";

const PAGE = 30;
const LIST_PAGE = 20;
/** How many messages stand after the one that somebody jumps to. */
const BEHIND = 15;

type Page = Awaited<ReturnType<typeof routes.thread>>;
type Pages = InfiniteData<Page, string | null>;
type Listed = Awaited<ReturnType<typeof routes.list>>;

/** Conversations and their messages, kept true by the stream. */
export class Messaging {
  readonly bridge: Bridge;
  /** One question at a time for what is newer than what is known: answers must not overtake each other. */
  readonly #newer = new Map<string, Promise<void>>();

  constructor(
    private readonly world: World,
    private readonly requests = routes,
  ) {
    const again = (id: string) => {
      this.world.refetches.request(keys.thread(id));
      this.#listed();
    };
    this.bridge = {
      events: {
        "message:created": ({ data }) => void this.#came(data.conversationId),
        "message:updated": ({ data }) => again(data.conversationId),
        "message:deleted": ({ data }) => again(data.conversationId),
        "message:reacted": ({ data }) => this.world.refetches.request(keys.thread(data.conversationId)),
        "message:read": ({ data }) => this.#read(data.conversationId, data.userId, data.upToNumber, data.readAt),
        "conversation:created": () => this.#listed(),
        "conversation:updated": ({ data }) => this.changed(data.conversationId),
        "conversation:marked": ({ data }) => this.changed(data.conversationId),
      },
      stale: { user: () => this.world.refetches.request(keys.all) },
    };
  }

  readonly list = (q: string) =>
    infiniteQueryOptions({
      queryKey: keys.list(q),
      queryFn: ({ pageParam: cursor }: { pageParam: string | null }) =>
        this.requests.list({ limit: LIST_PAGE, cursor, ...(q === "" ? {} : { q }) }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ pageInfo }: Listed) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
    });

  readonly one = (id: string) => ({ queryKey: keys.one(id), queryFn: () => this.requests.one(id) });

  /** The newest messages, or those around one to which somebody jumps; older ones follow. */
  readonly thread = (id: string, at: number | null) =>
    infiniteQueryOptions({
      queryKey: keys.thread(id, at),
      queryFn: ({ pageParam: cursor }: { pageParam: string | null }) =>
        this.requests.thread(id, { limit: PAGE, cursor, ...(at === null || cursor !== null ? {} : { before: at + BEHIND }) }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ pageInfo }: Page) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
    });

  /** Show a message of one's own at once. */
  sent(message: Message): void {
    this.#add(message.conversationId, [message]);
    this.#listed();
  }

  /** A message as an answer has it by now. */
  put(message: Message): void {
    this.#add(message.conversationId, [message]);
  }

  /** Somebody has read as far as this, here; the server hears it once. */
  async readUpTo(conversation: Conversation, number: number): Promise<void> {
    const done = conversation.readNumber >= number && conversation.unreadFrom === null;
    if (done) return;
    const state = await this.requests.read(conversation.id, number);
    this.world.cache.setQueryData<Conversation>(keys.one(conversation.id), (known) => known && { ...known, ...state });
    this.#listed();
    this.world.refetches.request(keys.unread);
  }

  /** Something about a conversation is other than it was. */
  changed(id: string): void {
    this.world.refetches.request(keys.one(id));
    this.#listed();
  }

  #listed() {
    this.world.refetches.request(keys.lists);
  }

  /** Ask for what is newer than what is shown, and nothing else. */
  #came(id: string): Promise<void> {
    this.#listed();
    const asking = (this.#newer.get(id) ?? Promise.resolve()).then(() => this.#ask(id)).catch(() => {
      this.world.refetches.request(keys.thread(id));
    });
    this.#newer.set(id, asking);
    return asking;
  }

  async #ask(id: string) {
    const pages = this.world.cache.getQueryData<Pages>(keys.thread(id));
    if (pages === undefined) return;
    const last = Math.max(0, ...pages.pages.flatMap(({ data }) => data.map(({ number }) => number)));
    const { data } = await this.requests.thread(id, { limit: 100, after: last });
    this.#add(id, data);
  }

  #add(id: string, added: readonly Message[]) {
    if (added.length === 0) return;
    const known = new Map(added.map((message) => [message.id, message]));
    const replaced = (pages: Pages): Pages => ({
      ...pages,
      pages: pages.pages.map((page) => ({ ...page, data: page.data.map((one) => known.get(one.id) ?? one) })),
    });
    // What somebody has jumped to ends before the newest ones.
    this.world.cache.setQueriesData<Pages>({ queryKey: ["messaging", "thread", id] }, (pages) => pages && replaced(pages));
    this.world.cache.setQueryData<Pages>(keys.thread(id), (pages) => {
      const [first, ...rest] = pages?.pages ?? [];
      if (pages === undefined || first === undefined) return pages;
      return { ...pages, pages: [{ ...first, data: [...added, ...first.data] }, ...rest] };
    });
    const newest = Math.max(...added.map(({ number }) => number));
    this.world.cache.setQueryData<Conversation>(keys.one(id), (known) =>
      known && { ...known, lastNumber: Math.max(known.lastNumber, newest) },
    );
  }

  #read(id: string, person: string, number: number, at: string) {
    this.world.cache.setQueryData<Conversation>(keys.one(id), (known) =>
      known && {
        ...known,
        participants: known.participants.map((one) =>
          one.id === person && one.readNumber < number ? { ...one, readNumber: number, readAt: at } : one,
        ),
      },
    );
    // Another device of one's own has read: what is unread is the server's to say.
    if (person === this.world.me.id) this.changed(id);
  }
}

/** This area of somebody's world. */
export const messaging = (world: World): Messaging => world.area(Messaging);
