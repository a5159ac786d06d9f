import { ApiError } from "./error.js";
import { randomUuid } from "./uuid.js";

/**
 * A signed-in session as it is kept. `id` stays the same while its tokens change.
 *
 * @typedef {object} Session
 * @property {string} id
 * @property {string} accessToken
 * @property {string} refreshToken empty where a browser's cookie holds it
 * @property {number | null} expiresAt when the access token ends, by the clock of the client; null
 *   for one that cannot be renewed and is used until it is refused
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

/**
 * Sends a request about the session itself.
 *
 * @callback SessionRequest
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {import("./types.js").CallOptions & {body?: object, token?: string, csrf?: string,
 *   cookie?: boolean, keepalive?: boolean}} [options] `cookie` sends the browser's and takes one
 * @returns {Promise<any>}
 */

/** A token that ends sooner than this is renewed before it is used. */
const MARGIN = 60_000;
/** How long signing out waits for the server. */
export const FAREWELL = 5000;

/**
 * Whether a session's access token can be used.
 *
 * @param {Session | null} session
 * @param {string | null} refused an access token that was not accepted
 * @param {number} now
 * @returns {session is Session}
 */
export function isFresh(session, refused, now) {
  if (session === null || session.accessToken === refused) return false;
  return session.expiresAt === null || session.expiresAt - now >= MARGIN;
}

/**
 * A session from the tokens that a server answered with.
 *
 * @param {import("./types.js").SessionTokens} tokens
 * @param {string} id
 * @param {number} now
 * @returns {Session}
 */
export function sessionOf({ accessToken, refreshToken, expiresIn, tenantId, userId }, id, now) {
  const expiresAt = now + expiresIn * 1000;
  return { id, accessToken, refreshToken: refreshToken ?? "", expiresAt, tenantId, userId };
}

/**
 * Whether a sign-in is not over yet.
 *
 * @param {import("./types.js").SessionTokens | import("./types.js").SecondStep} answer
 * @returns {answer is import("./types.js").SecondStep}
 */
export function isStep(answer) {
  return "mfaToken" in answer;
}

/**
 * Keeps the tokens of a session fresh where the application stores them; any number of callers
 * share one refresh.
 */
export class SessionKeeper {
  #store;
  #send;
  #now;
  /** @type {Promise<Session | null> | null} */
  #refreshing = null;

  /**
   * @param {SessionStore} store
   * @param {SessionRequest} send
   * @param {() => number} now
   */
  constructor(store, send, now) {
    this.#store = store;
    this.#send = send;
    this.#now = now;
  }

  get current() {
    return this.#store.get();
  }

  /**
   * Begin a session by a route that answers with tokens.
   *
   * @param {string} path
   * @param {object} body
   * @param {import("./types.js").CallOptions} [options]
   * @returns {Promise<Session | import("./types.js").SecondStep>} the session, or what has to follow
   */
  async signIn(path, body, options) {
    const answer = await this.#send("POST", path, { ...options, body });
    return isStep(answer) ? answer : this.#begin(answer, randomUuid());
  }

  /** End it: here in any case, and on the server if it answers in time. */
  async signOut() {
    try {
      const session = await this.fresh();
      const signal = AbortSignal.timeout(FAREWELL);
      if (session !== null) {
        await this.#send("POST", "/auth/logout", { token: session.accessToken, signal });
      }
    } catch {
      // Nothing to repair from here: the access token ends by itself, the other one is forgotten.
    } finally {
      this.#store.set(null);
    }
  }

  /**
   * Work in another school from now on.
   *
   * @param {string} tenantId
   * @param {import("./types.js").CallOptions} [options]
   */
  async switchTenant(tenantId, options) {
    const session = await this.fresh();
    if (session === null) return;
    const sent = { ...options, body: { tenantId }, token: session.accessToken };
    this.#begin(await this.#send("POST", "/auth/switch-tenant", sent), session.id);
  }

  /**
   * A session whose access token can be used.
   *
   * @param {string | null} [refused] an access token that was not accepted
   * @returns {Promise<Session | null>} null when the session is over
   */
  async fresh(refused = null) {
    const session = this.current;
    if (session === null || isFresh(session, refused, this.#now())) return session;
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
    const { refreshToken } = session;
    if (refreshToken === "") {
      this.#store.set(null);
      return null;
    }
    try {
      const tokens = await this.#send("POST", "/auth/refresh", { body: { refreshToken } });
      // Whoever signed out meanwhile stays signed out.
      return this.current?.id === session.id ? this.#begin(tokens, session.id) : this.current;
    } catch (error) {
      if (!(error instanceof ApiError) || error.temporary) throw error;
      const { current } = this;
      // Somebody else who uses the same store may have renewed it first.
      if (current !== null && current.refreshToken !== session.refreshToken) return current;
      this.#store.set(null);
      return null;
    }
  }

  /**
   * @param {import("./types.js").SessionTokens} tokens
   * @param {string} id
   */
  #begin(tokens, id) {
    const session = sessionOf(tokens, id, this.#now());
    this.#store.set(session);
    return session;
  }
}
