import { CookieSession } from "./cookie-session.js";
import { ServerClock } from "./server-clock.js";
import { SessionKeeper } from "./session.js";
export type ApiOptions = {
    /**
     * where the tokens are kept
     */
    sessions?: import("./session.js").SessionStore;
    /**
     * in the place of `sessions`: the
     * browser keeps the session in a cookie, for all its tabs
     */
    browser?: import("./cookie-session.js").BrowserOptions;
    base?: string;
    fetch?: typeof fetch;
    /**
     * milliseconds by a clock that only goes forward
     */
    now?: () => number;
    /**
     * what learns the server's time from its answers
     */
    clock?: ServerClock;
    /**
     * makes Idempotency-Keys
     */
    newKey?: () => string;
    /**
     * what Accept-Language says
     */
    language?: () => string;
    /**
     * milliseconds until a request counts as lost
     */
    timeout?: number;
    /**
     * hears of every answer that was given without a
     * part of the service, such as `redis`; it is valid all the same
     */
    degraded?: (parts: string[]) => void;
};
export type RequestOptions = import("./types.js").CallOptions & {
    query?: object;
    body?: object;
};
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
export declare class Requests {
    #private;
    sessions: CookieSession | SessionKeeper;
    clock: ServerClock;
    /** @param {ApiOptions} options */
    constructor(options: ApiOptions);
    /**
     * A request of somebody who need not be signed in.
     *
     * @param {string} method
     * @param {string} path
     * @param {RequestOptions} [options]
     * @returns {Promise<any>}
     */
    open(method: string, path: string, options?: RequestOptions): Promise<any>;
    /**
     * A request of the signed-in person.
     *
     * @param {string} method
     * @param {string} path
     * @param {RequestOptions} [options]
     * @returns {Promise<any>}
     */
    send(method: string, path: string, options?: RequestOptions): Promise<any>;
    /**
     * A creation by the signed-in person, which may be repeated with its key.
     *
     * @param {string} path
     * @param {RequestOptions} options
     * @returns {Promise<any>}
     */
    create(path: string, options: RequestOptions): Promise<any>;
    /**
     * A request that somebody else has put together, such as a typed client: it is sent with what
     * every request carries, and its answer is given as it came.
     *
     * @param {Request} request
     * @returns {Promise<Response>}
     */
    pass(request: Request): Promise<Response>;
}
