/** What the tabs of one browser have in common: a storage, locks and channels. */

import { ApiClient } from "../../api.js";
import { Network } from "./network.js";

export class Browser {
  /** @type {Map<string, string>} */
  kept = new Map();
  /** @type {Map<string, Promise<unknown>>} */
  #locks = new Map();
  /** @type {Set<any>} */
  #channels = new Set();
  network = new Network();

  /** Open a tab; what changed in it is in `changes`. */
  tab() {
    const time = { now: 1_000_000 };
    /** @type {[string | null, boolean][]} */
    const changes = [];
    /** @type {any} */
    const place = { storage: this.#storage, locks: { request: this.#request }, channel: this.#channel };
    const api = new ApiClient({
      browser: { changed: (session, left) => void changes.push([session?.userId ?? null, left]), place },
      fetch: this.network.fetch,
      now: () => time.now,
    });
    return { api, changes, time };
  }

  #storage = {
    getItem: (/** @type {string} */ key) => this.kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void this.kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void this.kept.delete(key),
  };

  /** @param {string} name @param {LockOptions} options @param {(lock: any) => any} grant */
  #request = async (name, options, grant) => {
    const before = this.#locks.get(name);
    if (options.ifAvailable && before !== undefined) return grant(null);
    const work = (async () => {
      await before?.catch(() => {});
      return grant({ name });
    })();
    this.#locks.set(name, work);
    try {
      return await work;
    } finally {
      if (this.#locks.get(name) === work) this.#locks.delete(name);
    }
  };

  /** @param {string} name */
  #channel = (name) => {
    /** @type {any} */
    const channel = { name, onmessage: () => {} };
    channel.postMessage = (/** @type {any} */ message) => {
      for (const other of this.#channels) {
        if (other === channel || other.name !== name) continue;
        const data = structuredClone(message);
        queueMicrotask(() => other.onmessage({ data }));
      }
    };
    this.#channels.add(channel);
    return channel;
  };
}
