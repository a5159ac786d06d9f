import { randomUuid } from "../api/uuid.js";
import { Observable } from "./observable.js";

/**
 * A list that shows changes before the server has confirmed them.
 *
 * What the server has said and what this person wants are kept apart: the view is the one with the
 * other on top. So an answer, an event before it and an event after it all lead to the same list,
 * and a refusal leaves no trace. Emits `change`.
 *
 *     const list = new Optimistic();
 *     client.subscribe("message:created", ({ data }) => list.confirm(toMessage(data), data.clientMessageId));
 *     await list.create({ text }, (key) => api.send({ text, clientMessageId: key }));
 *
 * @template {{id: string}} T
 * @typedef {{item: T | Partial<T>, key: string | null, pending: boolean}} Shown `key` where this
 *   client made the item and the server has not confirmed it yet
 */

/**
 * @template T
 * @typedef {{kind: "create", draft: Partial<T>} | {kind: "update", id: string, patch: Partial<T>}
 *   | {kind: "remove", id: string}} Wish
 */

/** @template {{id: string, updatedAt?: string}} T */
export class Optimistic extends Observable {
  /** @type {Map<string, T>} */
  #confirmed = new Map();
  /** By idempotency key, in the order in which they were made. @type {Map<string, Wish<T>>} */
  #wishes = new Map();
  /** What events have confirmed before their answers. @type {Map<string, T>} */
  #early = new Map();
  #isOlder;

  /** @param {{isOlder?: (item: T, known: T) => boolean}} [options] which of two states is older */
  constructor({ isOlder = olderByTime } = {}) {
    super();
    this.#isOlder = isOlder;
  }

  /** The list with every wish applied; drafts come last. @returns {Shown<T>[]} */
  get shown() {
    /** @type {Map<string, Shown<T>>} */
    const shown = new Map();
    for (const [id, item] of this.#confirmed) shown.set(id, { item, key: null, pending: false });
    for (const [key, wish] of this.#wishes) {
      if (wish.kind === "create") shown.set(key, { item: wish.draft, key, pending: true });
      else if (wish.kind === "remove") shown.delete(wish.id);
      else {
        const known = shown.get(wish.id);
        if (known === undefined) continue;
        shown.set(wish.id, { item: { ...known.item, ...wish.patch }, key: null, pending: true });
      }
    }
    return [...shown.values()];
  }

  /**
   * Take over what the API lists; wishes stay on top, and so does what events have brought since.
   *
   * @param {readonly T[]} items
   */
  load(items) {
    const known = this.#confirmed;
    this.#confirmed = new Map();
    for (const item of items) {
      const before = known.get(item.id);
      if (before !== undefined) this.#confirmed.set(item.id, before);
      this.#put(item);
    }
    this.changed();
  }

  /**
   * Show a draft, and send it. Give the same `key` again to repeat a request whose answer was lost.
   *
   * @param {Partial<T>} draft
   * @param {(key: string) => Promise<T>} send with the key as Idempotency-Key or as a client's id
   * @param {string} [key]
   * @returns {Promise<T>} rejects as `send` does, with the draft gone
   */
  create(draft, send, key = randomUuid()) {
    return this.#try(key, { kind: "create", draft }, () => send(key));
  }

  /**
   * Show a change, and send it.
   *
   * @param {string} id
   * @param {Partial<T>} patch
   * @param {(key: string) => Promise<T>} send
   * @returns {Promise<T>} rejects as `send` does, with the change undone
   */
  update(id, patch, send) {
    const key = randomUuid();
    return this.#try(key, { kind: "update", id, patch }, () => send(key));
  }

  /**
   * Take an item away, and ask the server to.
   *
   * @param {string} id
   * @param {(key: string) => Promise<unknown>} send
   */
  async remove(id, send) {
    const key = randomUuid();
    this.#wish(key, { kind: "remove", id });
    try {
      await send(key);
      this.#confirmed.delete(id);
    } finally {
      this.#wishes.delete(key);
      this.changed();
    }
  }

  /**
   * Follow an event that brings an item, made here or elsewhere.
   *
   * @param {T} item
   * @param {string | null} [key] the key or client's id that it was made with
   */
  confirm(item, key = null) {
    if (key !== null && this.#wishes.delete(key)) this.#early.set(key, item);
    this.#put(item);
    this.changed();
  }

  /** Follow an event that takes an item away. @param {string} id */
  drop(id) {
    this.#confirmed.delete(id);
    this.changed();
  }

  /**
   * @param {string} key
   * @param {Wish<T>} wish
   */
  #wish(key, wish) {
    this.#wishes.set(key, wish);
    this.changed();
  }

  /**
   * @param {string} key
   * @param {Wish<T>} wish
   * @param {() => Promise<T>} send
   */
  async #try(key, wish, send) {
    this.#wish(key, wish);
    try {
      const item = await send();
      // Where the event came first, it may have been followed by others: what they left is newer.
      if (!this.#early.has(key)) this.#put(item);
      return item;
    } catch (error) {
      const early = this.#early.get(key);
      // The answer was lost on the way, not the change.
      if (early !== undefined) return early;
      throw error;
    } finally {
      this.#wishes.delete(key);
      this.#early.delete(key);
      this.changed();
    }
  }

  /** @param {T} item */
  #put(item) {
    const known = this.#confirmed.get(item.id);
    if (known !== undefined && this.#isOlder(item, known)) return;
    this.#confirmed.set(item.id, item);
  }
}

/**
 * @param {{updatedAt?: string}} item
 * @param {{updatedAt?: string}} known
 */
function olderByTime(item, known) {
  if (item.updatedAt === undefined || known.updatedAt === undefined) return false;
  return Date.parse(item.updatedAt) < Date.parse(known.updatedAt);
}
