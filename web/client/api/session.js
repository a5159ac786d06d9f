import { ApiError } from "./error.js";

/**
 * A signed-in session as it is kept. `id` stays the same while its tokens change.
 *
 * @typedef {object} Session
 * @property {string} id
 * @property {string} accessToken
 * @property {string} refreshToken
 * @property {number} expiresAt when the access token ends, epoch milliseconds
 * @property {string} tenantId
 * @property {string} userId
 */

/**
 * Where the session is kept; the application decides.
 *
 * @typedef {object} SessionStore
 * @property {() => Session | null} get
 * @property {(session: Session | null) => void} set null signs out
 */

/** A token that ends sooner than this is renewed before it is used. */
const MARGIN = 60_000;

/** Keeps the tokens of a session fresh; any number of callers share one refresh. */
export class SessionKeeper {
  #store;
  #refresh;
  #now;
  /** @type {Promise<Session | null> | null} */
  #refreshing = null;

  /**
   * @param {SessionStore} store
   * @param {(refreshToken: string) => Promise<import("./types.js").SessionTokens>} refresh
   * @param {() => number} now
   */
  constructor(store, refresh, now) {
    this.#store = store;
    this.#refresh = refresh;
    this.#now = now;
  }

  get current() {
    return this.#store.get();
  }

  /**
   * Begin a session.
   *
   * @param {import("./types.js").SessionTokens} tokens
   * @param {string} id
   * @returns {Session}
   */
  begin(tokens, id) {
    const session = { ...this.#kept(tokens), id };
    this.#store.set(session);
    return session;
  }

  end() {
    this.#store.set(null);
  }

  /**
   * Put another access token into the session.
   *
   * @param {import("./types.js").AccessToken} token
   */
  replaceAccess(token) {
    const session = this.current;
    if (session === null) return;
    const { accessToken, tenantId } = token;
    const expiresAt = this.#expiry(token.expiresIn);
    this.#store.set({ ...session, accessToken, tenantId, expiresAt });
  }

  /**
   * A session whose access token can be used.
   *
   * @param {string | null} [refused] an access token that was not accepted
   * @returns {Promise<Session | null>} null when the session is over
   */
  async fresh(refused = null) {
    const session = this.current;
    if (session === null) return null;
    const stale = session.expiresAt - this.#now() < MARGIN;
    if (!stale && session.accessToken !== refused) return session;
    this.#refreshing ??= this.#renew(session).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /**
   * @param {Session} session
   * @returns {Promise<Session | null>}
   */
  async #renew(session) {
    try {
      const tokens = await this.#refresh(session.refreshToken);
      // Whoever signed out meanwhile stays signed out.
      return this.current?.id === session.id ? this.begin(tokens, session.id) : this.current;
    } catch (error) {
      if (!(error instanceof ApiError) || error.temporary) throw error;
      const { current } = this;
      // Another tab of the same session may have renewed it first.
      if (current !== null && current.refreshToken !== session.refreshToken) return current;
      this.end();
      return null;
    }
  }

  /** @param {import("./types.js").SessionTokens} tokens */
  #kept({ accessToken, refreshToken, expiresIn, tenantId, userId }) {
    return { accessToken, refreshToken, expiresAt: this.#expiry(expiresIn), tenantId, userId };
  }

  /** @param {number} expiresIn */
  #expiry(expiresIn) {
    return this.#now() + expiresIn * 1000;
  }
}
