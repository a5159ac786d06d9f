import { Observable } from "./observable.js";

/**
 * A notification as the API lists it or as `notification:new` brings it.
 *
 * @typedef {object} Notice
 * @property {string} id
 * @property {string} priority
 * @property {string} title
 * @property {string} message
 * @property {string | null} groupKey
 * @property {number} groupCount how many events it stands for
 * @property {string} createdAt
 * @property {boolean} [read]
 */

/**
 * Notifications about the same thing. `newest` is what to show, `count` how many events it tells of.
 *
 * @typedef {{key: string, newest: Notice, ids: string[], count: number, unread: boolean}} Group
 */

const URGENT = "URGENT";

/**
 * Notifications in groups, newest first, with urgent ones apart: those ask to be answered one by
 * one. Events: `change`; `urgent` with the notification when one arrives, for a sign of its own.
 */
export class NotificationGroups extends Observable {
  /** @type {Map<string, Notice>} */
  #notices = new Map();
  #limit;
  /** How many are unread in all, beyond those known here as well. */
  unread = 0;

  /**
   * @param {import("./observable.js").Client} client
   * @param {{limit?: number}} [options] notifications kept
   */
  constructor(client, { limit = 200 } = {}) {
    super();
    this.#limit = limit;
    this.follow(client, {
      "notification:new": (data) => this.#arrived(data),
      "notification:read": ({ ids, unreadCount }) => this.#read(ids, unreadCount),
    });
  }

  /**
   * Begin with what the API lists; later events come on top, and what they say is read stays so.
   *
   * @param {readonly Notice[]} notices
   * @param {number} unread
   */
  load(notices, unread) {
    const known = this.#notices;
    const listed = new Set(notices.map(({ id }) => id));
    this.#notices = new Map([...known].filter(([id]) => !listed.has(id)));
    for (const notice of notices) {
      const before = known.get(notice.id);
      // Read is for good, but for a group that grew since.
      const read = before?.read && before.groupCount === notice.groupCount;
      this.#notices.set(notice.id, read ? { ...notice, read } : notice);
    }
    this.unread = unread;
    this.#trim();
    this.changed();
  }

  /** The urgent ones that are unread, newest first. */
  get urgent() {
    return this.#sorted().filter(({ priority, read }) => priority === URGENT && !read);
  }

  /** All others by what they are about; one without a group is a group of itself. */
  get groups() {
    /** @type {Map<string, Group>} */
    const groups = new Map();
    for (const notice of this.#sorted()) {
      if (notice.priority === URGENT && !notice.read) continue;
      const key = notice.groupKey ?? notice.id;
      const group = groups.get(key) ?? { key, newest: notice, ids: [], count: 0, unread: false };
      groups.set(key, group);
      group.ids.push(notice.id);
      group.count += notice.groupCount;
      group.unread ||= notice.read !== true;
    }
    return [...groups.values()];
  }

  /** @param {Notice} notice */
  #arrived(notice) {
    const known = this.#notices.get(notice.id);
    if (known === undefined || known.read) this.unread += 1;
    this.#notices.set(notice.id, { ...known, ...notice, read: false });
    this.#trim();
    this.changed();
    if (notice.priority === URGENT) this.tell("urgent", notice);
  }

  /**
   * @param {string[] | "all"} ids
   * @param {number} unread
   */
  #read(ids, unread) {
    for (const id of ids === "all" ? [...this.#notices.keys()] : ids) {
      const notice = this.#notices.get(id);
      if (notice !== undefined) this.#notices.set(id, { ...notice, read: true });
    }
    this.unread = unread;
    this.changed();
  }

  #sorted() {
    return [...this.#notices.values()].sort(newestFirst);
  }

  #trim() {
    for (const { id } of this.#sorted().slice(this.#limit)) this.#notices.delete(id);
  }
}

/**
 * @param {Notice} left
 * @param {Notice} right
 */
function newestFirst(left, right) {
  return Date.parse(right.createdAt) - Date.parse(left.createdAt) || (left.id < right.id ? 1 : -1);
}
