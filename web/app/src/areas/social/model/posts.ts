import { signal } from "@preact/signals";
import type { QueryClient } from "@tanstack/preact-query";

import type { PostUpdate } from "../../../kernel/api";
import { isGone } from "../../../kernel/errors";
import type { Refetches } from "../../../kernel/query";
import { Told } from "../../../kernel/told";
import { keys } from "../keys";
import type { Post, Requests } from "../requests";

/**
 * What is known beside a post as the server has it: whether a wish is on its way, the number of
 * likes that the last event told meanwhile, the time of the last event that counted.
 */
interface Notes {
  sending: boolean;
  heard: number | null;
  countedAt: number;
}

type Counts = Partial<Pick<Post, "likesCount" | "commentsCount">>;

/**
 * Every post this tab knows, each once in the cache; null where it is gone.
 *
 * A like shows at once. It is a wish beside the server's state, never a change of it, so an event
 * that arrives in between is counted right and a refusal leaves no trace.
 */
export class Posts {
  /** What this person wants of posts and the server has not confirmed, by id. */
  readonly wishes = signal<ReadonlyMap<string, boolean>>(new Map());
  /** Those that have changed while nobody was here. */
  readonly missed = new Set<string>();
  /** Called with the id of a post that is gone. */
  onRemove: (id: string) => void = () => {};
  #notes = new Map<string, Notes>();
  #told = new Told<Post>();

  constructor(
    private readonly requests: Pick<Requests, "post" | "counters" | "like" | "updatePost" | "deletePost">,
    private readonly me: string,
    private readonly cache: QueryClient,
    private readonly refetches: Pick<Refetches, "again">,
  ) {
    // Lists hold ids and look their posts up: those stay as long as the lists do.
    cache.setQueryDefaults([...keys.all, "post"], { gcTime: Infinity });
  }

  /** A post as the server has it. */
  known(id: string): Post | null {
    return this.cache.getQueryData<Post | null>(keys.post(id)) ?? null;
  }

  /** A post with the wish applied. */
  get(id: string): Post | null {
    return wished(this.known(id), this.wishes.value.get(id));
  }

  put(post: Post): void {
    const before = this.known(post.id);
    // Answers may overtake one another too.
    if (before !== null && post.updatedAt < before.updatedAt) return;
    this.cache.setQueryData(keys.post(post.id), post);
  }

  /** Read posts and know them, as they are after what happened while they were on their way. */
  read<A extends { data: Post[] }>(read: () => Promise<A>): Promise<A> {
    return this.#told.during(async () => {
      const answer = await read();
      const data = this.#told.over(answer.data);
      for (const post of data) this.put(post);
      return { ...answer, data };
    });
  }

  remove(id: string): void {
    const known = this.known(id) !== null;
    this.cache.setQueryData(keys.post(id), null);
    this.#notes.delete(id);
    if (known) this.onRemove(id);
  }

  /** Read a post again, or for the first time. */
  async load(id: string): Promise<Post | null> {
    try {
      await this.read(async () => ({ data: [await this.requests.post(id)] }));
    } catch (error) {
      if (!isGone(error)) throw error;
      this.remove(id);
    }
    return this.known(id);
  }

  /**
   * Read the counters of posts again, which may have changed since the posts were read. What is not
   * named any more is gone.
   */
  async recount(ids: readonly string[]): Promise<void> {
    const asked = ids.filter((id) => this.known(id) !== null);
    if (asked.length === 0) return;
    await this.#told.during(async () => {
      const { data } = await this.requests.counters(asked);
      const found = new Set(data.map(({ id }) => id));
      for (const id of asked) if (!found.has(id)) this.remove(id);
      const counted = data.flatMap((counters) => {
        const post = this.known(counters.id);
        return post === null ? [] : [{ ...post, ...counters }];
      });
      for (const post of this.#told.over(counted)) this.put(post);
    });
  }

  /** Like or unlike. Fast clicks make one request after another, and the last wish wins. */
  async like(id: string, liked: boolean): Promise<void> {
    if (this.known(id) === null) return;
    this.#wish(id, liked);
    const notes = this.#notesOf(id);
    if (notes.sending) return;
    notes.sending = true;
    notes.heard = null;
    try {
      for (;;) {
        const wish = this.wishes.value.get(id);
        if (wish === undefined || wish === this.known(id)?.liked) break;
        const { liked: now, likesCount } = await this.requests.like(id, wish);
        this.#told.tell(id, { liked: now, ...(notes.heard === null && { likesCount }) });
        this.#patch(id, { liked: now, likesCount });
      }
    } finally {
      notes.sending = false;
      this.#wish(id, null);
    }
    // An event and the answer differ, and nobody here can tell which of them is newer.
    const unsure = notes.heard !== null && notes.heard !== this.known(id)?.likesCount;
    if (unsure) this.#readAgain(id);
  }

  async edit(id: string, update: PostUpdate): Promise<void> {
    await this.read(async () => ({ data: [await this.requests.updatePost(id, update)] }));
  }

  async delete(id: string): Promise<void> {
    await this.requests.deletePost(id);
    this.remove(id);
  }

  // What events say.

  deleted(id: string): void {
    this.#told.tell(id, null);
    this.remove(id);
  }

  /** The event names the fields; the text itself is read by those who may. */
  updated(id: string): void {
    if (this.known(id) !== null) this.#readAgain(id);
  }

  liked(id: string, userId: string, likesCount: number, at: number): void {
    this.#count(id, { likesCount }, at);
    if (userId === this.me) this.#likedByMe(id);
  }

  commented(id: string, commentsCount: number, at: number): void {
    this.#count(id, { commentsCount }, at);
  }

  /** A total is held back for a while, so a like or a comment may overtake it. */
  counted(id: string, { likesCount, commentsCount }: Required<Counts>, at: number): void {
    const notes = this.#notes.get(id);
    if (notes !== undefined && at < notes.countedAt) return;
    if (notes?.sending) {
      // The answer that is on its way counts the own wish; this may not do so yet.
      notes.heard = likesCount;
      this.#told.tell(id, { likesCount });
      this.#count(id, { commentsCount }, at);
    } else {
      this.#count(id, { likesCount, commentsCount }, at);
    }
  }

  /** Another device of this person liked the post, or this one did and has taken it back since. */
  #likedByMe(id: string) {
    const post = this.known(id);
    if (post === null || post.liked) return;
    if (this.#notesOf(id).sending) this.#patch(id, { liked: true });
    else this.#readAgain(id);
  }

  #count(id: string, fields: Counts, at: number) {
    this.#told.tell(id, fields);
    if (this.known(id) === null) return;
    const notes = this.#notesOf(id);
    if (notes.sending && fields.likesCount !== undefined) notes.heard = fields.likesCount;
    notes.countedAt = Math.max(notes.countedAt, at);
    this.#patch(id, fields);
  }

  #patch(id: string, fields: Partial<Post>) {
    this.cache.setQueryData<Post | null>(keys.post(id), (post) => post && { ...post, ...fields });
  }

  #wish(id: string, wish: boolean | null) {
    const wishes = new Map(this.wishes.value);
    if (wish === null) wishes.delete(id);
    else wishes.set(id, wish);
    this.wishes.value = wishes;
  }

  #notesOf(id: string): Notes {
    const notes = this.#notes.get(id) ?? { sending: false, heard: null, countedAt: 0 };
    this.#notes.set(id, notes);
    return notes;
  }

  /** What is shown is not true any more: it is read until that has succeeded. */
  #readAgain(id: string) {
    this.refetches.again(`post ${id}`, () => this.load(id));
  }
}

/** A post as its reader wants it, which the server will confirm or refuse. */
export function wished(post: Post | null, wish: boolean | undefined): Post | null {
  if (post === null || wish === undefined || wish === post.liked) return post;
  return { ...post, liked: wish, reaction: wish ? "LIKE" : null, likesCount: Math.max(0, post.likesCount + (wish ? 1 : -1)) };
}
