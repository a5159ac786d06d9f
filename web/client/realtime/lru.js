/** The last keys seen, up to a capacity; the oldest is forgotten first. */
export class SeenKeys {
  /** @type {Set<string>} */
  #keys = new Set();
  #capacity;

  /** @param {number} capacity */
  constructor(capacity) {
    this.#capacity = capacity;
  }

  /**
   * Note a key; true when it was already known.
   *
   * @param {string} key
   * @returns {boolean}
   */
  note(key) {
    const known = this.#keys.delete(key);
    this.#keys.add(key);
    if (this.#keys.size > this.#capacity) {
      const [oldest] = this.#keys;
      this.#keys.delete(oldest);
    }
    return known;
  }
}
