import { Emitter } from "./emitter.js";
import { Refresher } from "./refresher.js";

/** @typedef {import("../../client/api/types.js").Comment} Comment */

const PAGE = 100;
const MOST_PAGES = 5;
const INTERVAL = 1500;

/** The comments of one post. Emits `change`. */
export class Thread extends Emitter {
  #api;
  #postId;
  #refresher;
  /** @type {"new" | "loading" | "ready" | "error"} */
  status = "new";
  /** @type {unknown} */
  error = null;
  /** How many parts of a page are open on this thread. */
  viewers = 0;
  /** @type {Map<string, Comment>} */
  #comments = new Map();

  /**
   * @param {import("../../client/api.js").ApiClient} api
   * @param {string} postId
   */
  constructor(api, postId) {
    super();
    this.#api = api;
    this.#postId = postId;
    this.#refresher = new Refresher(() => this.#read(), INTERVAL);
  }

  /** In the order of reading: each answer below what it answers, older before newer. */
  get comments() {
    const all = [...this.#comments.values()];
    all.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    /** @type {Comment[]} */
    const ordered = [];
    const below = (/** @type {string | null} */ parentId) => {
      for (const comment of all) {
        const parent = this.#comments.has(comment.parentId ?? "") ? comment.parentId : null;
        if (parent !== parentId) continue;
        ordered.push(comment);
        below(comment.id);
      }
    };
    below(null);
    return ordered;
  }

  async load() {
    if (this.status === "loading") return;
    if (this.status !== "ready") this.status = "loading";
    this.emit("change");
    try {
      await this.#read();
    } catch (error) {
      if (this.status !== "ready") {
        this.status = "error";
        this.error = error;
      }
    }
    this.emit("change");
  }

  /** Read it again, if anybody has it open. */
  refresh() {
    if (this.viewers > 0) this.#refresher.request();
  }

  stop() {
    this.#refresher.stop();
  }

  /**
   * @param {{content: string, parentId: string | null}} body
   * @param {string} key repeats of one text carry one key, so that it stands here once
   */
  async add(body, key) {
    const comment = await this.#api.createComment(this.#postId, body, { key });
    this.#comments.set(comment.id, comment);
    this.emit("change");
  }

  async #read() {
    /** @type {Map<string, Comment>} */
    const comments = new Map();
    const before = new Set(this.#comments.keys());
    /** @type {string | null} */
    let cursor = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { data, pageInfo } = await this.#api.comments(this.#postId, { limit: PAGE, cursor });
      for (const comment of data) comments.set(comment.id, comment);
      cursor = pageInfo.nextCursor;
      if (!pageInfo.hasMore) break;
    }
    // One's own comment may have been written while the pages were on their way.
    for (const [id, comment] of this.#comments) {
      if (!before.has(id)) comments.set(id, comment);
    }
    this.#comments = comments;
    this.status = "ready";
    this.emit("change");
  }
}

/** The threads that were opened in this tab. */
export class Threads {
  #api;
  /** @type {Map<string, Thread>} */
  #threads = new Map();

  /** @param {import("../../client/api.js").ApiClient} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * @param {string} postId
   * @returns {Thread}
   */
  of(postId) {
    let thread = this.#threads.get(postId);
    if (thread === undefined) {
      thread = new Thread(this.#api, postId);
      this.#threads.set(postId, thread);
    }
    return thread;
  }

  /** @param {string} postId */
  refresh(postId) {
    this.#threads.get(postId)?.refresh();
  }

  refreshAll() {
    for (const thread of this.#threads.values()) thread.refresh();
  }

  stop() {
    for (const thread of this.#threads.values()) thread.stop();
  }
}
