/** Who wants which events: exact types, `prefix:*`, or `*`. */

/** @typedef {(envelope: import("./inbox.js").Envelope) => void} Listener */

export class Topics {
  /** @type {Map<string, Set<Listener>>} */
  #listeners = new Map();

  /**
   * @param {string} pattern
   * @param {Listener} listener
   * @returns {() => void} ends this subscription
   */
  add(pattern, listener) {
    if (!/^(\*|[a-z_]+(:([a-z_]+|\*))?)$/.test(pattern)) {
      throw new TypeError(`"${pattern}" is neither an event type nor prefix:* nor *`);
    }
    let listeners = this.#listeners.get(pattern);
    if (listeners === undefined) this.#listeners.set(pattern, (listeners = new Set()));
    listeners.add(listener);
    return () => this.remove(pattern, listener);
  }

  /**
   * @param {string} pattern
   * @param {Listener} [listener] all of the pattern when left out
   */
  remove(pattern, listener) {
    const listeners = this.#listeners.get(pattern);
    if (listeners === undefined) return;
    if (listener === undefined) listeners.clear();
    else listeners.delete(listener);
    if (listeners.size === 0) this.#listeners.delete(pattern);
  }

  /**
   * The listeners of an event, each once however many of its patterns match.
   *
   * @param {string} type
   * @returns {Set<Listener>}
   */
  of(type) {
    const prefix = `${type.split(":", 1)[0]}:*`;
    const found = [type, prefix, "*"].map((pattern) => this.#listeners.get(pattern) ?? []);
    return new Set(found.flatMap((listeners) => [...listeners]));
  }
}
