import { Emitter } from "./emitter.js";
import { Told } from "./told.js";

/** @typedef {import("../../client/api/types.js").Post} Post */
/** @typedef {import("../../client/realtime/inbox.js").Envelope} Envelope */

/**
 * A post as the server knows it, and what this person wants of it meanwhile. `heard` is the number of
 * likes that the last event told while a wish was on its way; `countedAt` the time of
 * the last event that counted.
 *
 * @typedef {{post: Post, wish: boolean | null, sending: boolean, heard: number | null,
 *   countedAt: number}} Entry
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
  /** @type {Told<Post>} */
  #told = new Told();

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
    // Answers may overtake one another too.
    if (entry !== undefined && post.updatedAt < entry.post.updatedAt) return;
    if (entry !== undefined) entry.post = post;
    else {
      const blank = { wish: null, sending: false, heard: null, countedAt: 0 };
      this.#entries.set(post.id, { post, ...blank });
    }
    this.emit("change", post.id);
  }

  /**
   * Read posts and know them, with what happened to them while they were on their way.
   *
   * @template {{data: Post[]}} A
   * @param {() => Promise<A>} read
   * @returns {Promise<A>} without those that were deleted meanwhile
   */
  read(read) {
    return this.#told.during(async () => {
      const answer = await read();
      const data = this.#told.over(answer.data);
      for (const post of data) this.put(post);
      return { ...answer, data };
    });
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
      await this.read(async () => ({ data: [await this.#api.post(id)] }));
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
    entry.heard = null;
    try {
      while (entry.wish !== null && entry.wish !== entry.post.liked) {
        const { liked: now, likesCount } = await this.#api.like(id, entry.wish);
        this.#told.tell(id, { liked: now, ...(entry.heard === null && { likesCount }) });
        entry.post = { ...entry.post, liked: now, likesCount };
      }
    } finally {
      entry.sending = false;
      entry.wish = null;
      this.emit("change", id);
    }
    // An event and the answer differ, and nobody here can tell which of them is newer.
    const unsure = entry.heard !== null && entry.heard !== entry.post.likesCount;
    if (unsure) this.load(id).catch(() => {});
  }

  /**
   * @param {string} id
   * @param {import("../../client/api/types.js").PostUpdate} update
   */
  async edit(id, update) {
    await this.read(async () => ({ data: [await this.#api.updatePost(id, update)] }));
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
  apply({ type, data, timestamp }) {
    const id = data.postId;
    if (type === "post:deleted") {
      this.#told.tell(id, null);
      this.remove(id);
    } else if (type === "post:updated") {
      // The event names the fields; the text itself is read by those who may.
      if (this.#entries.has(id)) this.load(id).catch(() => {});
    } else if (type === "post:liked") {
      this.#count(id, { likesCount: data.likesCount }, timestamp);
      if (data.userId === this.#me) this.#likedByMe(id);
    } else if (type === "post:stats") {
      this.#total(id, data, timestamp);
    } else if (type === "comment:created") {
      this.#count(id, { commentsCount: data.commentsCount }, timestamp);
    }
  }

  /**
   * Another device of this person liked the post, or this one did and has taken it back since.
   *
   * @param {string} id
   */
  #likedByMe(id) {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.post.liked) return;
    if (entry.sending) entry.post = { ...entry.post, liked: true };
    else this.load(id).catch(() => {});
    this.emit("change", id);
  }

  /**
   * A total is held back for a while, so a like or a comment may overtake it.
   *
   * @param {string} id
   * @param {{likesCount: number, commentsCount: number}} data
   * @param {number} timestamp
   */
  #total(id, { likesCount, commentsCount }, timestamp) {
    const entry = this.#entries.get(id);
    if (entry !== undefined && timestamp < entry.countedAt) return;
    if (entry?.sending) {
      // The answer that is on its way counts the own wish; this may not do so yet.
      entry.heard = likesCount;
      this.#told.tell(id, { likesCount });
      this.#count(id, { commentsCount }, timestamp);
    } else {
      this.#count(id, { likesCount, commentsCount }, timestamp);
    }
  }

  /**
   * @param {string} id
   * @param {Partial<Post>} fields
   * @param {number} timestamp
   */
  #count(id, fields, timestamp) {
    this.#told.tell(id, fields);
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    if (entry.sending && fields.likesCount !== undefined) entry.heard = fields.likesCount;
    entry.countedAt = Math.max(entry.countedAt, timestamp);
    entry.post = { ...entry.post, ...fields };
    this.emit("change", id);
  }
}
