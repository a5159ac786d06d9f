import { ApiError, errorOf } from "./api/error.js";
import { SessionKeeper } from "./api/session.js";
import { withQuery } from "./realtime/address.js";

export { ApiError };

/** @typedef {import("./api/types.js").CallOptions} CallOptions */
/** @typedef {import("./api/types.js").PageQuery} PageQuery */

/**
 * @typedef {object} ApiOptions
 * @property {import("./api/session.js").SessionStore} sessions where the tokens are kept
 * @property {string} [base]
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now]
 * @property {() => string} [newKey] makes Idempotency-Keys
 * @property {() => string} [language] value of Accept-Language
 * @property {number} [timeout] milliseconds until a request counts as lost
 */

/**
 * @typedef {CallOptions & {query?: Record<string, unknown>, body?: unknown,
 *   anonymous?: boolean}} RequestOptions
 */

/** The API, one method for each route. Every failure is an ApiError, but for an abort. */
export class ApiClient {
  #base;
  #fetch;
  #newKey;
  #language;
  #timeout;
  #keeper;

  /** @param {ApiOptions} options */
  constructor(options) {
    this.#base = options.base ?? "/v1";
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#newKey = options.newKey ?? (() => crypto.randomUUID());
    this.#language = options.language ?? (() => "en");
    this.#timeout = options.timeout ?? 20_000;
    const refresh = (/** @type {string} */ refreshToken) => this.refresh(refreshToken);
    this.#keeper = new SessionKeeper(options.sessions, refresh, options.now ?? Date.now);
  }

  /** The session in use, or null. */
  get session() {
    return this.#keeper.session;
  }

  /**
   * The access token for a stream; fits `tokenProvider` of RealtimeClient.
   *
   * @param {{force?: boolean}} [wish]
   * @returns {Promise<{token: string, expiresAt: number} | null>}
   */
  async token({ force = false } = {}) {
    const refused = force ? (this.session?.accessToken ?? null) : null;
    const session = await this.#keeper.fresh(refused);
    return session && { token: session.accessToken, expiresAt: session.expiresAt };
  }

  // Accounts and sessions.

  /** @param {import("./api/types.js").Registration} body */
  register(body) {
    const options = { body, anonymous: true };
    return this.#send("POST", "/auth/register", options, /** @type {{email: string}} */ ({}));
  }
