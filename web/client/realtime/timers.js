/** Timers by name: setting one replaces it, and all of them end together. */
export class Timers {
  #clock;
  /** @type {Map<string, unknown>} */
  #running = new Map();

  /** @param {import("./options.js").Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /**
   * @param {string} name
   * @param {number} milliseconds
   * @param {() => void} callback
   */
  set(name, milliseconds, callback) {
    this.clear(name);
    const timer = this.#clock.setTimeout(() => {
      this.#running.delete(name);
      callback();
    }, milliseconds);
    this.#running.set(name, timer);
  }

  /**
   * Whether the timer is still to fire.
   *
   * @param {string} name
   */
  has(name) {
    return this.#running.has(name);
  }

  /** @param {string[]} names */
  clear(...names) {
    for (const name of names) {
      this.#clock.clearTimeout(this.#running.get(name));
      this.#running.delete(name);
    }
  }

  clearAll() {
    this.clear(...this.#running.keys());
  }
}
