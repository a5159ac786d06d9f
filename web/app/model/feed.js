import { Emitter } from "./emitter.js";
import { Refresher } from "./refresher.js";

/** @typedef {import("../../client/api/types.js").Post} Post */
/** @typedef {"latest" | "following"} FeedMode */
/** @typedef {"new" | "loading" | "ready" | "error"} FeedStatus */

const PAGE = 20;
const DEEPEST = 50;
const MOST_PAGES = 4;
const INTERVAL = 2000;

/**
 * One list of posts, newest first. Emits `change`.
 *
 * `ids` is what is shown. `waiting` are newer posts that arrived while the reader was further down:
 * the page must not move under somebody's eyes.
 */
export class Feed extends Emitter {
  #api;
  #posts;
  #refresher;
  mode;
  /** @type {FeedStatus} */
  status = "new";
  /** @type {unknown} */
  error = null;
  /** @type {string[]} */
  ids = [];
  /** @type {string[]} */
  waiting = [];
  hasMore = false;
  loadingMore = false;
  /** @type {unknown} */
  moreError = null;
  /** Whether new posts may go straight to the top; the view keeps this up to date. */
  atTop = true;
  /** @type {string | null} */
  #cursor = null;

  /**
   * @param {FeedMode} mode
   * @param {import("../../client/api.js").ApiClient} api
   * @param {import("./posts.js").Posts} posts
   */
  constructor(mode, api, posts) {
    super();
    this.mode = mode;
    this.#api = api;
    this.#posts = posts;
    this.#refresher = new Refresher(() => this.#refresh(), INTERVAL);
    posts.on("remove", (id) => this.#drop([id]));
  }

  async load() {
    if (this.status === "loading") return;
    this.status = "loading";
    this.emit("change");
    try {
      const { data, pageInfo } = await this.#read({ limit: PAGE });
      this.#replace(data, pageInfo);
      this.status = "ready";
    } catch (error) {
      this.status = "error";
      this.error = error;
    }
    this.emit("change");
  }

  /** Append the next page. */
  async more() {
    if (this.loadingMore || !this.hasMore || this.status !== "ready") return;
    this.loadingMore = true;
    this.moreError = null;
    this.emit("change");
    try {
      const { data, pageInfo } = await this.#read({ limit: PAGE, cursor: this.#cursor });
      const known = new Set([...this.waiting, ...this.ids]);
      this.ids.push(...data.map(({ id }) => id).filter((id) => !known.has(id)));
      this.#cursor = pageInfo.nextCursor;
      this.hasMore = pageInfo.hasMore;
    } catch (error) {
      this.moreError = error;
    }
    this.loadingMore = false;
    this.emit("change");
  }

  /** Read the newest posts again, because something happened that is not known in full. */
  refresh() {
    if (this.status !== "new") this.#refresher.request();
  }

  /** Stop for good. */
  stop() {
    this.#refresher.stop();
  }

  /** Show what is waiting. */
  showWaiting() {
    this.ids = [...this.waiting, ...this.ids];
    this.waiting = [];
    this.emit("change");
  }

  /**
   * Put a post of one's own at the top.
   *
   * @param {Post} post
   */
  prepend(post) {
    this.#posts.put(post);
    if (this.status !== "ready" || this.ids.includes(post.id)) return;
    this.waiting = this.waiting.filter((id) => id !== post.id);
    this.ids = [post.id, ...this.ids];
    this.emit("change");
  }

  async #refresh() {
    if (this.status !== "ready") {
      await this.load();
      return;
    }
    const known = [...this.waiting, ...this.ids];
    const top = this.#time(known[0]);
    const limit = Math.min(DEEPEST, Math.max(PAGE, known.length));
    /** @type {Post[]} */
    let newest = [];
    let pageInfo = { nextCursor: /** @type {string | null} */ (null), hasMore: true };
    // Until what was read joins what was known: else posts between the two would be missing.
    for (let page = 0; page < MOST_PAGES && pageInfo.hasMore; page += 1) {
      const answer = await this.#read({ limit, cursor: pageInfo.nextCursor });
      newest.push(...answer.data);
      pageInfo = answer.pageInfo;
      if (known.length > 0 && (newest.at(-1)?.createdAt ?? "") <= top) break;
    }
    // One of the first page may have been deleted while the second was read.
    newest = newest.filter(({ id }) => this.#posts.get(id) !== null);
    const joins = !pageInfo.hasMore || (newest.at(-1)?.createdAt ?? "") <= top;
    if (known.length > 0 && joins) this.#merge(newest, known, pageInfo.hasMore);
    else this.#replace(newest, pageInfo);
    this.emit("change");
  }

  /**
   * Begin anew: so much happened that the old list lies too far below.
   *
   * @param {Post[]} newest
   * @param {{nextCursor: string | null, hasMore: boolean}} pageInfo
   */
  #replace(newest, { nextCursor, hasMore }) {
    this.ids = newest.map(({ id }) => id);
    this.waiting = [];
    this.#cursor = nextCursor;
    this.hasMore = hasMore;
  }

  /**
   * @param {Post[]} page the newest posts now
   * @param {string[]} asked what was known before they were asked for
   * @param {boolean} hasMore
   */
  #merge(page, asked, hasMore) {
    const current = new Set(page.map(({ id }) => id));
    const oldest = page.at(-1);
    // Whoever is newer than the page's end and not in it is gone. What arrived while the page was
    // on its way is not judged by it.
    const gone = asked.filter((id) => {
      const post = this.#posts.get(id);
      if (current.has(id) || post === null) return false;
      return !hasMore || (oldest !== undefined && post.createdAt > oldest.createdAt);
    });
    this.#drop(gone);
    const known = new Set([...this.waiting, ...this.ids]);
    const fresh = page.filter(({ id }) => !known.has(id));
    const top = this.#time(this.waiting[0] ?? this.ids[0]);
    const end = this.#time(this.ids.at(-1));
    const newer = fresh.filter(({ createdAt }) => createdAt > top);
    // Older than the end of the list is the business of more().
    const between = fresh.filter(
      ({ createdAt }) => createdAt <= top && (createdAt >= end || !this.hasMore),
    );
    if (this.atTop) {
      this.ids = this.#ordered([...newer, ...between], this.waiting, this.ids);
      this.waiting = [];
    } else {
      this.waiting = this.#ordered(newer, this.waiting);
      this.ids = this.#ordered(between, this.ids);
    }
  }

  /**
   * @param {Post[]} fresh
   * @param {string[][]} lists
   */
  #ordered(fresh, ...lists) {
    const ids = [...fresh.map(({ id }) => id), ...lists.flat()];
    return ids.sort((a, b) => compare(this.#time(b), this.#time(a)));
  }

  /** @param {string | undefined} id */
  #time(id) {
    return (id !== undefined && this.#posts.get(id)?.createdAt) || "";
  }

  /** @param {{limit: number, cursor?: string | null}} page */
  #read(page) {
    return this.#posts.read(() => this.#api.feed({ mode: this.mode, ...page }));
  }

  /** @param {string[]} gone */
  #drop(gone) {
    const kept = (/** @type {string} */ id) => !gone.includes(id);
    const before = this.ids.length + this.waiting.length;
    this.ids = this.ids.filter(kept);
    this.waiting = this.waiting.filter(kept);
    if (this.ids.length + this.waiting.length !== before) this.emit("change");
  }
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
