import { ApiError } from "./error.js";
import { FAREWELL, isFresh, isStep, sessionOf } from "./session.js";
import { randomUuid } from "./uuid.js";

/** @typedef {import("./session.js").Session} Session */

/**
 * What the tabs of one browser have in common; the browser's own by default.
 *
 * @typedef {object} Place
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage
 * @property {Pick<LockManager, "request"> | null} locks
 * @property {((name: string) => BroadcastChannel) | null} channel
 */

/**
 * Another person, another school, or nobody: in this tab or in another one.
 *
 * @callback SessionChanged
 * @param {Session | null} session
 * @param {boolean} left whether somebody signed out, rather than being signed out
 * @returns {void}
 */

/** @typedef {{changed?: SessionChanged, place?: Place}} BrowserOptions */

const NAME = "stunity.session";
/** The token against forgery; there is one for as long as this browser has a session. */
const CSRF = "stunity.csrf";
/** Somebody signed out, and the server has not heard of it yet. */
const LEAVING = "stunity.leaving";

/** How long a tab waits for its turn, and for what another tab knows. */
const TURN = 10_000;
const TOLD = 150;

/**
 * The session of a browser. The refresh token is a cookie that no script reads; the access token is
 * in the memory of each tab. Tabs renew in turn and tell one another, so that one renewal serves
 * all of them; and who signs in, changes school or signs out in one does so in all.
 */
export class CookieSession {
  #send;
  #now;
  #changed;
  #storage;
  #locks;
  #others;
  #id = randomUuid();
  /** @type {Session | null} */
  #session = null;
  /** @type {Promise<Session | null> | null} */
  #refreshing = null;
  #told = () => {};

  /**
   * @param {import("./session.js").SessionRequest} send
   * @param {() => number} now
   * @param {BrowserOptions} options
   */
  constructor(send, now, { changed = () => {}, place = browserPlace() }) {
    this.#send = send;
    this.#now = now;
    this.#changed = changed;
    this.#storage = place.storage;
    this.#locks = place.locks;
    this.#others = place.channel?.(NAME) ?? null;
    if (this.#others !== null) this.#others.onmessage = ({ data }) => this.#hear(data);
    if (this.#storage.getItem(LEAVING) !== null) void this.#leaveAtLast().catch(() => {});
  }

  get current() {
    return this.#session;
  }

  /**
   * Begin a session by a route that answers with tokens.
   *
   * @param {string} path
   * @param {object} body
   * @param {import("./types.js").CallOptions} [options]
   * @returns {Promise<Session | import("./types.js").SecondStep>} the session, or what has to follow
   */
  signIn(path, body, options) {
    return this.#inTurn(async () => {
      const answer = await this.#exchange(path, { ...options, body });
      return isStep(answer) ? answer : this.#begin(answer, randomUuid());
    });
  }

  /** End it: here in any case, and on the server now or when this browser reaches it again. */
  signOut() {
    this.#storage.setItem(LEAVING, "1");
    return this.#inTurn(async () => {
      const token = this.#session?.accessToken;
      try {
        await this.#exchange("/auth/logout", { token, signal: AbortSignal.timeout(FAREWELL) });
        this.#storage.removeItem(LEAVING);
      } catch {
        // The cookie is still there, and the next page takes it to the server.
      } finally {
        this.#end(true);
      }
    });
  }

  /**
   * Work in another school from now on.
   *
   * @param {string} tenantId
   * @param {import("./types.js").CallOptions} [options]
   */
  async switchTenant(tenantId, options) {
    if ((await this.fresh()) === null) return;
    await this.#inTurn(async () => {
      const sent = { ...options, body: { tenantId }, token: this.#session?.accessToken };
      this.#begin(await this.#exchange("/auth/switch-tenant", sent), randomUuid());
    });
  }

  /**
   * A session whose access token can be used. The first call finds the one that the browser keeps.
   *
   * @param {string | null} [refused] an access token that was not accepted
   * @returns {Promise<Session | null>} null when nobody is signed in
   */
  async fresh(refused = null) {
    const session = this.#session;
    if (isFresh(session, refused, this.#now())) return session;
    if (this.#isNobody) return null;
    this.#refreshing ??= this.#renew(refused).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  get #isNobody() {
    return this.#session === null && this.#storage.getItem(CSRF) === null;
  }

  /**
   * @param {string | null} refused
   * @returns {Promise<Session | null>}
   */
  #renew(refused) {
    return this.#inTurn(async (waited) => {
      const done = () => isFresh(this.#session, refused, this.#now());
      // Whoever had to wait for another tab has its tokens, or can have them.
      if (waited && !done()) await this.#ask();
      if (done() || this.#isNobody) return this.#session;
      try {
        // It outlives the page: an answer that nobody takes would spend the cookie for nothing.
        const tokens = await this.#exchange("/auth/refresh", { body: {}, keepalive: true });
        return this.#begin(tokens, this.#session?.id ?? randomUuid());
      } catch (error) {
        if (!(error instanceof ApiError) || error.temporary) throw error;
        this.#end(false);
        return null;
      }
    });
  }

  /**
   * @param {import("./types.js").SessionTokens} tokens
   * @param {string} id
   */
  #begin(tokens, id) {
    this.#storage.setItem(CSRF, tokens.csrfToken ?? "");
    this.#storage.removeItem(LEAVING);
    const session = sessionOf(tokens, id, this.#now());
    this.#adopt(session);
    this.#others?.postMessage({ kind: "session", session: this.#portable(session) });
    return session;
  }

  /** @param {boolean} left */
  #end(left) {
    this.#storage.removeItem(CSRF);
    this.#others?.postMessage({ kind: "end", left });
    this.#session = null;
    this.#changed(null, left);
  }

  /** @param {Session} session */
  #adopt(session) {
    const before = this.#session;
    this.#session = session;
    const same = before?.userId === session.userId && before.tenantId === session.tenantId;
    if (!same) this.#changed(session, false);
  }

  // Tabs among themselves.

  /**
   * Do something while no other tab touches the cookie.
   *
   * @template T
   * @param {(waited: boolean) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #inTurn(work) {
    if (this.#locks === null) return work(false);
    const taken = {};
    const free = { ifAvailable: true };
    const first = await this.#locks.request(NAME, free, (lock) => (lock ? work(false) : taken));
    if (first !== taken) return /** @type {T} */ (first);
    let begun = false;
    const wait = { signal: AbortSignal.timeout(TURN) };
    try {
      return await this.#locks.request(NAME, wait, () => ((begun = true), work(true)));
    } catch (error) {
      if (begun) throw error;
      // Whoever holds it hangs; the server tells uses of one cookie apart by itself.
      return work(true);
    }
  }

  /** Return when another tab has told its session, or none has in time. */
  async #ask() {
    if (this.#others === null) return;
    const { promise, resolve } = deferred();
    this.#told = resolve;
    this.#others.postMessage({ kind: "ask", from: this.#id });
    setTimeout(resolve, TOLD);
    await promise;
  }

  /** @param {any} message */
  #hear({ kind, from, to, session, left }) {
    if (kind === "ask" && isFresh(this.#session, null, this.#now())) {
      this.#others?.postMessage({ kind: "session", to: from, session: this.#portable(this.#session) });
    }
    if (kind === "session" && (to === undefined || to === this.#id)) {
      const { lasts, ...rest } = session;
      this.#adopt({ ...rest, expiresAt: this.#now() + lasts });
      this.#told();
    }
    if (kind === "end") {
      this.#session = null;
      this.#changed(null, left);
    }
  }

  /** A session by its time left: each tab has a clock of its own. @param {Session} session */
  #portable({ expiresAt, ...rest }) {
    return { ...rest, lasts: (expiresAt ?? 0) - this.#now() };
  }

  // The cookie.

  /**
   * @param {string} path
   * @param {Parameters<import("./session.js").SessionRequest>[2]} options
   */
  async #exchange(path, options) {
    const csrf = options?.csrf ?? this.#storage.getItem(CSRF) ?? (await this.#askCsrf());
    try {
      return await this.#send("POST", path, { ...options, csrf, cookie: true });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "csrf_failed") throw error;
      // The cookie is another one than this page knew of.
      const fresh = await this.#askCsrf();
      return this.#send("POST", path, { ...options, csrf: fresh, cookie: true });
    }
  }

  /** @returns {Promise<string>} */
  async #askCsrf() {
    return (await this.#send("GET", "/auth/csrf", { cookie: true })).csrfToken;
  }

  /** Tell the server that somebody signed out while it could not be reached. */
  #leaveAtLast() {
    return this.#inTurn(async () => {
      if (this.#storage.getItem(LEAVING) === null) return;
      try {
        const csrf = await this.#askCsrf();
        const tokens = await this.#exchange("/auth/refresh", { body: {}, csrf });
        const token = tokens.accessToken;
        await this.#exchange("/auth/logout", { token, csrf: tokens.csrfToken });
      } catch (error) {
        if (!(error instanceof ApiError) || error.temporary) return;
      }
      this.#storage.removeItem(LEAVING);
    });
  }
}

/** @returns {Place} */
function browserPlace() {
  return {
    storage: globalThis.localStorage,
    // Absent on pages that are no secure context: there the cookie is refused as well.
    locks: globalThis.navigator?.locks ?? null,
    channel: globalThis.BroadcastChannel && ((name) => new BroadcastChannel(name)),
  };
}

function deferred() {
  /** @type {() => void} */
  let resolve = () => {};
  const promise = new Promise((done) => void (resolve = () => done(undefined)));
  return { promise, resolve };
}
