import { Emitter } from "../emitter.js";

/**
 * A list that is read page by page. Emits `change`.
 *
 * @template T
 */
export class Pages extends Emitter {
  /** @type {"loading" | "ready" | "error"} */
  status = "loading";
  /** @type {unknown} */
  error = null;
  /** @type {T[]} */
  items = [];
  hasMore = false;
  loadingMore = false;
  #read;
  /** @type {string | null} */
  #cursor = null;

  /** @param {(cursor: string | null) => Promise<import("../../../client/api.js").Page<T>>} read */
  constructor(read) {
    super();
    this.#read = read;
  }

  async load() {
    try {
      this.#take(await this.#read(null), []);
      this.status = "ready";
    } catch (error) {
      if (this.status !== "ready") this.status = "error";
      this.error = error;
    }
    this.emit("change");
  }

  async more() {
    if (!this.hasMore || this.loadingMore) return;
    this.loadingMore = true;
    this.emit("change");
    try {
      this.#take(await this.#read(this.#cursor), this.items);
    } finally {
      this.loadingMore = false;
      this.emit("change");
    }
  }

  /**
   * @param {import("../../../client/api.js").Page<T>} page
   * @param {T[]} before
   */
  #take({ data, pageInfo }, before) {
    this.items = [...before, ...data];
    this.#cursor = pageInfo.nextCursor;
    this.hasMore = pageInfo.hasMore;
  }
}
