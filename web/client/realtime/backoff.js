/**
 * How long to wait before the next attempt: 1, 2, 4 … 30 s, each spread by ±20 %, so that the
 * readers of one relay do not come back in the same instant.
 *
 * @param {number} retries attempts already waited for in a row
 * @param {{base: number, max: number, jitter: number, random: () => number}} options `jitter` is
 *   the spread on either side as a part of the delay; 1 spreads over the whole of [0, 2·delay].
 * @returns {number} milliseconds
 */
export function backoffDelay(retries, { base, max, jitter, random }) {
  // The exponent is bounded: 2 ** 2000 is Infinity, and Infinity times a zero base is not a number.
  const delay = Math.min(max, base * 2 ** Math.min(retries, 30));
  return Math.round(delay * (1 - jitter + 2 * jitter * random()));
}

/** Counts what goes wrong in a row, until something succeeds. */
export class Patience {
  #settings;
  #retries = 0;
  /** Attempts in a row that did not open a stream. */
  failures = 0;

  /** @param {import("./options.js").Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  renew() {
    this.failures = this.#retries = 0;
  }

  get exhausted() {
    return this.failures >= this.#settings.maxReconnectAttempts;
  }

  /** The wait before the next attempt; each is longer than the last. */
  nextDelay() {
    const { reconnectDelay, maxReconnectDelay, reconnectJitter, random } = this.#settings;
    return backoffDelay(this.#retries++, {
      base: reconnectDelay,
      max: maxReconnectDelay,
      jitter: reconnectJitter,
      random,
    });
  }
}
