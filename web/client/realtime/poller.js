import { withQuery } from "./address.js";
import { askForToken } from "./attempt.js";
import { retryAfter } from "./fetch-transport.js";

/** A page that takes longer than this will not come. */
const TIMEOUT = 30_000;

/** Pages read in a row while the server has more; the rest waits for the next turn. */
const MAX_PAGES = 5;

/** Turns follow one another no faster, and an answer that comes sooner was not waited for. */
const BEAT = 1000;

/**
 * @typedef {object} PollPage
 * @property {import("./inbox.js").Envelope[]} events
 * @property {string} nextCursor
 * @property {boolean} hasMore
 * @property {string[]} channels
 * @property {Record<string, string>} ids of the channels, as cursors spell them
 * @property {string[]} rejected
 * @property {import("./inbox.js").ResyncData[]} resync
 * @property {string} tenantId
 */

/**
 * @typedef {object} PollHandlers
 * @property {() => {channels: string[], after: string | null}} question what to ask for now
 * @property {(page: PollPage) => boolean} onPage false: the page was not complete, do not go on
 * @property {(error: unknown) => void} onError the turn failed; the next one comes as usual
 * @property {() => void} onRefused no token is accepted
 */

/**
 * Reads the polling twin of a stream again and again. A server that waits until there is something
 * is asked again at once, so that news comes within a second or two; one that answers at once, with
 * nothing, is left alone for the interval.
 */
export class Poller {
  #settings;
  #handlers;
  #interval = 0;
  /** Seconds that the server may wait. */
  #wait = 0;
  /** @type {unknown} */
  #timer;
  /** @type {unknown} */
  #watch;
  /** @type {AbortController | null} */
  #turn = null;

  /**
   * @param {import("./options.js").Settings} settings
   * @param {PollHandlers} handlers
   */
  constructor(settings, handlers) {
    this.#settings = settings;
    this.#handlers = handlers;
  }

  /**
   * Poll now and then every `interval` milliseconds, or whenever the server has waited `wait` seconds.
   *
   * @param {number} interval
   * @param {number} [wait]
   */
  start(interval, wait = 0) {
    this.stop();
    this.#interval = interval;
    this.#wait = wait;
    void this.#poll();
  }

  /** End it; a page under way is not reported. */
  stop() {
    this.#settings.clock.clearTimeout(this.#timer);
    this.#settings.clock.clearTimeout(this.#watch);
    const turn = this.#turn;
    this.#turn = null;
    turn?.abort();
  }

  async #poll() {
    const { clock } = this.#settings;
    const turn = (this.#turn = new AbortController());
    this.#watch = clock.setTimeout(() => turn.abort(new Error("no page in time")), TIMEOUT);
    const began = clock.now();
    let pause = this.#interval;
    try {
      pause = await this.#pages(turn);
    } catch (error) {
      if (this.#turn === turn) this.#handlers.onError(error);
    }
    if (this.#turn !== turn) return;
    clock.clearTimeout(this.#watch);
    const next = Math.max(pause, BEAT - (clock.now() - began));
    this.#timer = clock.setTimeout(() => void this.#poll(), next);
  }

  /**
   * @param {AbortController} turn
   * @returns {Promise<number>} how long to leave the server alone, in milliseconds
   */
  async #pages(turn) {
    const { onPage, onRefused, onError, question } = this.#handlers;
    const { clock } = this.#settings;
    for (let count = 0; count < MAX_PAGES; count += 1) {
      const { channels, after } = question();
      const asked = clock.now();
      const response = await this.#get(turn.signal, channels, after);
      if (this.#turn !== turn) return 0;
      if (response === null) {
        onRefused();
        return this.#interval;
      }
      if (!response.ok) {
        onError(new Error(`polling was answered with ${response.status}`));
        return Math.max(retryAfter(response), this.#interval);
      }
      const page = /** @type {PollPage} */ (await response.json());
      if (this.#turn !== turn || !onPage(page)) return this.#interval;
      if (page.hasMore) continue;
      // Without a position there is nothing to wait for yet.
      const first = after === null || page.events.length > 0;
      const waits = this.#wait > 0 && (first || clock.now() - asked >= BEAT);
      return waits ? 0 : this.#interval;
    }
    return this.#interval;
  }

  /**
   * @param {AbortSignal} signal
   * @param {string[]} channels
   * @param {string | null} after
   * @returns {Promise<Response | null>} null when a new token is not accepted either
   */
  async #get(signal, channels, after) {
    const wait = after === null || this.#wait === 0 ? "" : String(this.#wait);
    const parameters = { channels: channels.join(","), after: after ?? "", wait };
    const url = withQuery(this.#settings.pollUrl ?? "", parameters);
    for (const force of [false, true]) {
      const credentials = await askForToken(this.#settings, force);
      if (credentials === null) return null;
      const response = await this.#settings.fetch(url, {
        headers: { Accept: "application/json", Authorization: `Bearer ${credentials.token}` },
        signal,
        cache: "no-store",
      });
      if (response.status !== 401) return response;
    }
    return null;
  }
}
