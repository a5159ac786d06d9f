import { steady } from "../realtime/steady.js";

/** A correction from here on is worth telling. */
const TOLD = 1000;
/** The header says whole seconds. */
const SECOND = 1000;

/**
 * What time the server has, as far as its answers tell; the device's own may be hours or years off.
 *
 * Each answer bounds it: it was written somewhere between asking and having it. Bounds are laid over
 * one another as long as they agree. When they do not, the device slept or drifted, and the newest
 * hold.
 */
export class ServerClock {
  #machine;
  /** Bounds of what has to be added to the machine's time. */
  #low = -Infinity;
  #high = Infinity;
  #offset = 0;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {() => number} [machine] milliseconds by a clock that only goes forward */
  constructor(machine = steady) {
    this.#machine = machine;
  }

  /** Epoch milliseconds on the server. */
  now() {
    return this.#machine() + this.#offset;
  }

  /** Milliseconds until a moment of the server, 0 once it is past. @param {string} iso */
  until(iso) {
    return Math.max(0, Date.parse(iso) - this.now());
  }

  /** The machine's time, to say when something was asked. */
  machine() {
    return this.#machine();
  }

  /**
   * Be told when the time was put right by more than a second.
   *
   * @param {() => void} listener
   */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  /**
   * Read something that tells the server's time to the millisecond.
   *
   * @template {{serverTime: string}} T
   * @param {() => Promise<T>} read
   * @returns {Promise<T>}
   */
  async ask(read) {
    const sent = this.#machine();
    const answer = await read();
    this.#hear(Date.parse(answer.serverTime), 0, sent, false);
    return answer;
  }

  /**
   * Learn from the `Date` of an answer.
   *
   * @param {Response} response
   * @param {number} sent when it was asked for, by `machine()`
   */
  hear(response, sent) {
    const time = Date.parse(response.headers.get("Date") ?? "");
    // A time that seems to be past is that of an answer which somebody has kept.
    if (!Number.isNaN(time)) this.#hear(time, SECOND, sent, true);
  }

  /**
   * @param {number} time
   * @param {number} precision
   * @param {number} sent
   * @param {boolean} perhapsKept
   */
  #hear(time, precision, sent, perhapsKept) {
    const low = time - this.#machine();
    const high = time + precision - sent;
    if (high < this.#low && perhapsKept) return;
    const agree = low <= this.#high && high >= this.#low;
    this.#low = agree ? Math.max(low, this.#low) : low;
    this.#high = agree ? Math.min(high, this.#high) : high;
    const before = this.#offset;
    this.#offset = (this.#low + this.#high) / 2;
    if (Math.abs(this.#offset - before) < TOLD) return;
    for (const listener of this.#listeners) listener();
  }
}
