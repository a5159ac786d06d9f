import { Emitter } from "./emitter.js";

/** @typedef {import("../../client/api/types.js").Post} Post */
/** @typedef {import("../../client/realtime/inbox.js").Envelope} Envelope */

/**
 * A post as the server knows it, and what this person wants of it meanwhile.
 *
 * @typedef {{post: Post, wish: boolean | null, sending: boolean}} Entry
 */

/**
 * Every post this tab knows, each once. Emits `change` and `remove` with the id of a post.
 *
 * A like shows at once. It is a wish beside the server's state, never a change of it, so an event
 * that arrives in between is counted right and a refusal leaves no trace.
 */
export class Posts extends Emitter {
  #api;
  #me;
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /**
   * @param {import("../../client/api.js").ApiClient} api
   * @param {string} me
   */
  constructor(api, me) {
    super();
    this.#api = api;
    this.#me = me;
  }

  /**
   * A post with the wish applied.
   *
   * @param {string} id
   * @returns {Post | null}
   */
  get(id) {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    const { post, wish } = entry;
    if (wish === null || wish === post.liked) return post;
    return { ...post, liked: wish, likesCount: Math.max(0, post.likesCount + (wish ? 1 : -1)) };
  }

  /** @param {Post} post */
  put(post) {
    const entry = this.#entries.get(post.id);
    if (entry === undefined) this.#entries.set(post.id, { post, wish: null, sending: false });
    else entry.post = post;
    this.emit("change", post.id);
  }

  /** @param {string} id */
  remove(id) {
    if (this.#entries.delete(id)) this.emit("remove", id);
  }

  /**
   * Read a post again, or for the first time.
   *
   * @param {string} id
   */
  async load(id) {
    try {
      this.put(await this.#api.post(id));
    } catch (error) {
      if (/** @type {{status?: number}} */ (error).status === 404) this.remove(id);
      throw error;
    }
  }

  /**
   * Like or unlike. Fast clicks make one request after another, and the last wish wins.
   *
   * @param {string} id
   * @param {boolean} liked
   */
  async like(id, liked) {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.wish = liked;
    this.emit("change", id);
    if (entry.sending) return;
    entry.sending = true;
    try {
      while (entry.wish !== null && entry.wish !== entry.post.liked) {
        const { liked: now, likesCount } = await this.#api.like(id, entry.wish);
        entry.post = { ...entry.post, liked: now, likesCount };
      }
    } finally {
      entry.sending = false;
      entry.wish = null;
      this.emit("change", id);
    }
  }

  /**
   * @param {string} id
   * @param {import("../../client/api/types.js").PostUpdate} update
   */
  async edit(id, update) {
    this.put(await this.#api.updatePost(id, update));
  }

  /** @param {string} id */
  async delete(id) {
    await this.#api.deletePost(id);
    this.remove(id);
  }

  /**
   * Follow an event of the stream.
   *
   * @param {Envelope} envelope
   */
  apply({ type, data }) {
    const entry = this.#entries.get(data.postId);
    if (entry === undefined) return;
    if (type === "post:deleted") {
      this.remove(data.postId);
    } else if (type === "post:updated") {
      // The event names the fields; the text itself is read by those who may.
      this.load(data.postId).catch(() => {});
    } else if (type === "post:liked") {
      const mine = data.userId === this.#me;
      this.#change(entry, { likesCount: data.likesCount, ...(mine && { liked: true }) });
    } else if (type === "post:stats") {
      // While a like is under way, its own answer counts it more exactly.
      const likesCount = entry.sending ? entry.post.likesCount : data.likesCount;
      this.#change(entry, { likesCount, commentsCount: data.commentsCount });
    } else if (type === "comment:created") {
      this.#change(entry, { commentsCount: data.commentsCount });
    }
  }

  /**
   * @param {Entry} entry
   * @param {Partial<Post>} fields
   */
  #change(entry, fields) {
    entry.post = { ...entry.post, ...fields };
    this.emit("change", entry.post.id);
  }
}
