import { Observable } from "./observable.js";

/**
 * @typedef {object} Activity
 * @property {string} id
 * @property {string} entityType
 * @property {string} entityId
 * @property {string} action
 * @property {string} description
 * @property {string} userName
 * @property {string} createdAt
 */

/**
 * The last activities of a school, newest first, and how many of them are new. Emits `change`.
 * The count goes back to nothing by itself, some seconds after the last arrival.
 */
export class ActivityList extends Observable {
  #limit;
  #freshFor;
  /** @type {readonly Activity[]} */
  items = [];
  /** How many arrived lately: the N of "N new". */
  fresh = 0;

  /**
   * @param {import("./observable.js").Client} client
   * @param {object} [options]
   * @param {number} [options.limit]
   * @param {number} [options.freshFor] milliseconds until "N new" goes; Infinity leaves it to seen()
   * @param {import("../realtime/options.js").Clock} [options.clock]
   */
  constructor(client, { limit = 50, freshFor = 3000, clock } = {}) {
    super(clock);
    this.#limit = limit;
    this.#freshFor = freshFor;
    this.follow(client, { "activity:new": (data) => this.#arrived(data) });
  }

  /**
   * Begin with what the API lists, newest first; what arrived before stays on top.
   *
   * @param {readonly Activity[]} items
   */
  load(items) {
    const listed = new Set(items.map(({ id }) => id));
    const arrived = this.items.filter(({ id }) => !listed.has(id));
    this.items = [...arrived, ...items].slice(0, this.#limit);
    this.changed();
  }

  /** The reader has looked. */
  seen() {
    this.timers.clear("fresh");
    if (this.fresh === 0) return;
    this.fresh = 0;
    this.changed();
  }

  /** @param {Activity} activity */
  #arrived(activity) {
    if (this.items.some(({ id }) => id === activity.id)) return;
    this.items = [activity, ...this.items].slice(0, this.#limit);
    this.fresh = Math.min(this.fresh + 1, this.#limit);
    if (Number.isFinite(this.#freshFor)) {
      this.timers.set("fresh", this.#freshFor, () => this.seen());
    }
    this.changed();
  }
}
