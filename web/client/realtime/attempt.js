/** Answers that another attempt of the same session does not change. */
const FINAL_STATUSES = new Set([400, 403, 404, 422]);

/**
 * @typedef {object} AttemptOptions
 * @property {import("./options.js").Settings} settings
 * @property {string} url
 * @property {string | null} cursor
 * @property {string[]} channels what the address asks for
 * @property {(data: string) => void} onMessage
 * @property {(bytes: number) => void} onBytes
 * @property {(reason: string, retryAfter: number) => void} onLost worth another attempt
 * @property {(reason: string) => void} onRefused not worth another attempt
 */

/**
 * One attempt to stream: a token, a stream, and once a new token where the first is not accepted.
 * Reports its end once, and nothing after close().
 */
export class Attempt {
  #options;
  #closed = false;
  /** The channels that were settled: carried, or refused. @type {Set<string>} */
  channels;
  /** Those asked for that the stream may still carry. @type {Set<string>} */
  asked;
  /** What the server calls this stream. @type {string | null} */
  connectionId = null;
  /** @type {{close: () => void} | null} */
  #stream = null;
  /** @type {unknown} */
  #timer;
  /** Whether the server said `connected`. */
  opened = false;
  /** When the token in use ends, if that is known. @type {number | null} */
  expiresAt = null;

  /** @param {AttemptOptions} options */
  constructor(options) {
    this.#options = options;
    this.channels = new Set(options.channels);
    this.asked = new Set(options.channels);
    void this.#run(false);
  }

  get closed() {
    return this.#closed;
  }

  close() {
    this.#closed = true;
    this.#options.settings.clock.clearTimeout(this.#timer);
    this.#stream?.close();
  }

  /** @param {boolean} force */
  async #run(force) {
    const { settings } = this.#options;
    // The stream watches itself; the wait for a token is bounded here.
    this.#timer = settings.clock.setTimeout(
      () => this.#lost("no token in time"),
      settings.connectTimeout,
    );
    /** @type {import("./options.js").Credentials | null} */
    let credentials;
    try {
      credentials = await askForToken(settings, force);
    } catch {
      this.#lost("no token");
      return;
    }
    if (this.#closed) return;
    settings.clock.clearTimeout(this.#timer);
    if (credentials === null) {
      this.#refused("unauthorized");
      return;
    }
    this.expiresAt = credentials.expiresAt ?? null;
    this.#stream = this.#open(credentials.token, force);
  }

  /**
   * @param {string} token
   * @param {boolean} forced
   */
  #open(token, forced) {
    const { settings, url, cursor, onMessage, onBytes } = this.#options;
    return settings.transport.open({
      url,
      token,
      cursor,
      fetch: settings.fetch,
      clock: settings.clock,
      openTimeout: settings.connectTimeout,
      silenceTimeout: settings.heartbeatTimeout,
      onMessage,
      onBytes,
      onEnd: (end) => this.#ended(end, forced),
    });
  }

  /**
   * @param {import("./transport.js").StreamEnd} end
   * @param {boolean} forced
   */
  #ended(end, forced) {
    if (end.kind === "network" && this.#mayBeToken && !forced) void this.#run(true);
    else if (end.kind !== "status") this.#lost(end.kind);
    else if (end.status === 401 && !forced) void this.#run(true);
    else if (end.status === 401) this.#refused("unauthorized");
    else if (FINAL_STATUSES.has(end.status)) this.#refused(`status ${end.status}`);
    else this.#lost(`status ${end.status}`, end.retryAfter);
  }

  /** Whether a failure without a status may have been a refusal. */
  get #mayBeToken() {
    return !this.opened && !this.#options.settings.transport.tellsStatus;
  }

  /**
   * @param {string} reason
   * @param {number} [retryAfter]
   */
  #lost(reason, retryAfter = 0) {
    if (this.#closed) return;
    this.close();
    this.#options.onLost(reason, retryAfter);
  }

  /** @param {string} reason */
  #refused(reason) {
    if (this.#closed) return;
    this.close();
    this.#options.onRefused(reason);
  }
}

/**
 * Ask the application for its token.
 *
 * @param {import("./options.js").Settings} settings
 * @param {boolean} force
 * @returns {Promise<import("./options.js").Credentials | null>}
 */
export async function askForToken(settings, force) {
  const answer = await settings.tokenProvider({ force });
  return typeof answer === "string" ? { token: answer } : answer;
}
