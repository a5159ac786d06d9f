import { Emitter } from "./emitter.js";
import { Refresher } from "./refresher.js";

/** @typedef {import("../../client/api/types.js").Notification} Notification */
/** @typedef {import("../../client/realtime/inbox.js").Envelope} Envelope */

const PAGE = 20;
const INTERVAL = 2000;

/** What concerns this person. Emits `change`; `new` with an envelope when one arrives. */
export class Notifications extends Emitter {
  #api;
  #refresher;
  /** @type {"loading" | "ready" | "error"} */
  status = "loading";
  /** @type {unknown} */
  error = null;
  /** @type {Notification[]} */
  items = [];
  unread = 0;
  hasMore = false;
  loadingMore = false;
  /** @type {string | null} */
  #cursor = null;
  /** How often something was marked as read here; what was asked for before is older than that. */
  #marks = 0;

  /** @param {import("../../client/api.js").ApiClient} api */
  constructor(api) {
    super();
    this.#api = api;
    this.#refresher = new Refresher(() => this.#read(), INTERVAL);
  }

  async load() {
    this.status = "loading";
    this.emit("change");
    try {
      await this.#read();
    } catch (error) {
      this.status = "error";
      this.error = error;
      this.emit("change");
    }
  }

  refresh() {
    this.#refresher.request();
  }

  stop() {
    this.#refresher.stop();
  }

  async more() {
    if (this.loadingMore || !this.hasMore) return;
    this.loadingMore = true;
    this.emit("change");
    try {
      const query = { limit: PAGE, cursor: this.#cursor };
      const { data, pageInfo } = await this.#api.notifications(query);
      const known = new Set(this.items.map(({ id }) => id));
      this.items = [...this.items, ...data.filter(({ id }) => !known.has(id))];
      this.#cursor = pageInfo.nextCursor;
      this.hasMore = pageInfo.hasMore;
    } finally {
      this.loadingMore = false;
      this.emit("change");
    }
  }

  /** @param {string} id */
  async markRead(id) {
    const item = this.items.find((other) => other.id === id);
    if (item === undefined || item.read) return;
    this.#mark([id]);
    this.unread = Math.max(0, this.unread - 1);
    this.emit("change");
    await this.#settle(this.#api.readNotification(id));
  }

  async markAllRead() {
    this.#mark("all");
    this.unread = 0;
    this.emit("change");
    await this.#settle(this.#api.readAllNotifications());
  }

  /**
   * Follow an event of the stream.
   *
   * @param {Envelope} envelope
   */
  apply(envelope) {
    const { type, data } = envelope;
    if (type === "notification:read") {
      this.#mark(data.ids);
      this.unread = data.unreadCount;
      this.emit("change");
    } else if (type === "notification:new") {
      // The event has no actor, and a grown group counts once: the list itself knows both.
      this.refresh();
      this.emit("new", envelope);
    }
  }

  async #read() {
    const marks = this.#marks;
    const [page, { unread }] = await Promise.all([
      this.#api.notifications({ limit: PAGE }),
      this.#api.unreadCount(),
    ]);
    if (marks !== this.#marks && this.status === "ready") {
      this.refresh();
      return;
    }
    const fresh = new Set(page.data.map(({ id }) => id));
    const older = this.status === "ready" ? this.items.filter(({ id }) => !fresh.has(id)) : [];
    if (older.length === 0) {
      this.#cursor = page.pageInfo.nextCursor;
      this.hasMore = page.pageInfo.hasMore;
    }
    this.items = [...page.data, ...older];
    this.unread = unread;
    this.status = "ready";
    this.emit("change");
  }

  /** @param {string[] | "all"} ids */
  #mark(ids) {
    this.#marks += 1;
    const read = (/** @type {string} */ id) => ids === "all" || ids.includes(id);
    this.items = this.items.map((item) => (read(item.id) ? { ...item, read: true } : item));
  }

  /**
   * Wait for the server; what it refuses is shown as it is there.
   *
   * @param {Promise<unknown>} answer
   */
  async #settle(answer) {
    try {
      await answer;
    } catch (error) {
      this.refresh();
      throw error;
    }
  }
}
