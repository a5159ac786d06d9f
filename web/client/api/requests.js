import { withQuery } from "../realtime/address.js";
import { steady } from "../realtime/steady.js";
import { CookieSession } from "./cookie-session.js";
import { ApiError, errorOf } from "./error.js";
import { ServerClock } from "./server-clock.js";
import { SessionKeeper } from "./session.js";
import { randomUuid } from "./uuid.js";

/**
 * @typedef {object} ApiOptions
 * @property {import("./session.js").SessionStore} [sessions] where the tokens are kept
 * @property {import("./cookie-session.js").BrowserOptions} [browser] in the place of `sessions`: the
 *   browser keeps the session in a cookie, for all its tabs
 * @property {string} [base]
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now] milliseconds by a clock that only goes forward
 * @property {ServerClock} [clock] what learns the server's time from its answers
 * @property {() => string} [newKey] makes Idempotency-Keys
 * @property {() => string} [language] what Accept-Language says
 * @property {number} [timeout] milliseconds until a request counts as lost
 * @property {(parts: string[]) => void} [degraded] hears of every answer that was given without a
 *   part of the service, such as `redis`; it is valid all the same
 */

/**
 * @typedef {import("./types.js").CallOptions & {query?: object, body?: object}} RequestOptions
 */

/** Sends requests: JSON both ways, tokens, keys, and errors as ApiError. */
export class Requests {
  #base;
  #fetch;
  #newKey;
  #language;
  #timeout;
  #degraded;
  sessions;
  clock;

  /** @param {ApiOptions} options */
  constructor(options) {
    this.#base = options.base ?? "/v1";
    // Called without a receiver: a browser's fetch refuses any other than its window.
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#newKey = options.newKey ?? randomUuid;
    this.#language = options.language ?? (() => "en");
    this.#timeout = options.timeout ?? 20_000;
    this.#degraded = options.degraded ?? (() => {});
    const now = options.now ?? steady;
    this.clock = options.clock ?? new ServerClock(now);
    /** @type {import("./session.js").SessionRequest} */
    const send = async (method, path, { token = null, ...rest } = {}) =>
      this.#answer(await this.#fetchOnce(method, path, rest, token));
    if (options.browser !== undefined) this.sessions = new CookieSession(send, now, options.browser);
    else if (options.sessions !== undefined) this.sessions = new SessionKeeper(options.sessions, send, now);
    else throw new TypeError("say where the session is kept: `browser` or `sessions`");
  }

  /**
   * A request of somebody who need not be signed in.
   *
   * @param {string} method
   * @param {string} path
   * @param {RequestOptions} [options]
   * @returns {Promise<any>}
   */
  async open(method, path, options = {}) {
    return this.#answer(await this.#fetchOnce(method, path, options, null));
  }

  /**
   * A request of the signed-in person.
   *
   * @param {string} method
   * @param {string} path
   * @param {RequestOptions} [options]
   * @returns {Promise<any>}
   */
  async send(method, path, options = {}) {
    let session = await this.sessions.fresh();
    if (session === null) throw signedOut();
    let response = await this.#fetchOnce(method, path, options, session.accessToken);
    if (response.status === 401) {
      session = await this.sessions.fresh(session.accessToken);
      if (session === null) throw await errorOf(response);
      await response.body?.cancel();
      response = await this.#fetchOnce(method, path, options, session.accessToken);
    }
    return this.#answer(response);
  }

  /**
   * A creation by the signed-in person, which may be repeated with its key.
   *
   * @param {string} path
   * @param {RequestOptions} options
   * @returns {Promise<any>}
   */
  create(path, options) {
    return this.send("POST", path, { ...options, key: options.key ?? this.#newKey() });
  }

  /**
   * A request that somebody else has put together, such as a typed client: it is sent with what
   * every request carries, and its answer is given as it came.
   *
   * @param {Request} request
   * @returns {Promise<Response>}
   */
  async pass(request) {
    const session = await this.sessions.fresh();
    // Its body can be read once, and may be needed twice.
    const spare = session === null ? null : request.clone();
    const response = await this.#passOnce(request, session?.accessToken ?? null);
    if (response.status !== 401 || session === null || spare === null) return response;
    const renewed = await this.sessions.fresh(session.accessToken);
    if (renewed === null) return response;
    await response.body?.cancel();
    return this.#passOnce(spare, renewed.accessToken);
  }

  /**
   * @param {Request} request
   * @param {string | null} token
   */
  async #passOnce(request, token) {
    request.headers.set("Accept-Language", this.#language());
    if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(this.#timeout)]);
    const sent = this.clock.machine();
    try {
      const response = await this.#fetch(request, { signal, credentials: "omit" });
      this.#hear(response, sent);
      return response;
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      throw unreached(cause);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {RequestOptions & {csrf?: string, cookie?: boolean, keepalive?: boolean}} options
   * @param {string | null} token
   */
  async #fetchOnce(method, path, options, token) {
    const { query = {}, body, key, signal, csrf, cookie = false, keepalive } = options;
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json", "Accept-Language": this.#language() };
    if (token !== null) headers.Authorization = `Bearer ${token}`;
    if (key !== undefined) headers["Idempotency-Key"] = key;
    if (csrf !== undefined) headers["X-CSRF-Token"] = csrf;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const limit = AbortSignal.timeout(this.#timeout);
    const sent = this.clock.machine();
    try {
      const response = await this.#fetch(withQuery(this.#base + path, texts(query)), {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        credentials: cookie ? "include" : "omit",
        keepalive,
      });
      this.#hear(response, sent);
      return response;
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw unreached(cause);
    }
  }

  /** @param {Response} response */
  async #answer(response) {
    if (!response.ok) throw await errorOf(response);
    if (response.status === 204) return null;
    try {
      return await response.json();
    } catch (cause) {
      const title = "The answer broke off";
      throw new ApiError({ status: 0, code: "network", title, cause });
    }
  }

  /**
   * @param {Response} response
   * @param {number} sent
   */
  #hear(response, sent) {
    this.clock.hear(response, sent);
    const degraded = response.headers.get("X-Degraded");
    if (degraded !== null) this.#degraded(degraded.split(/\s*,\s*/));
  }
}

/** @param {unknown} cause */
function unreached(cause) {
  return new ApiError({ status: 0, code: "network", title: "The server was not reached", cause });
}

/**
 * @param {object} query
 * @returns {Record<string, string>}
 */
function texts(query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function signedOut() {
  return new ApiError({ status: 401, code: "unauthenticated", title: "Sign in to continue" });
}
