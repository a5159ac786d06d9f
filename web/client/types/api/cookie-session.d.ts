export type Session = import("./session.js").Session;
export type Place = {
    storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
    locks: Pick<LockManager, "request"> | null;
    channel: ((name: string) => BroadcastChannel) | null;
};
export type SessionChanged = (session: Session | null, left: boolean) => void;
export type BrowserOptions = {
    changed?: SessionChanged;
    place?: Place;
};
/**
 * The session of a browser. The refresh token is a cookie that no script reads; the access token is
 * in the memory of each tab. Tabs renew in turn and tell one another, so that one renewal serves
 * all of them; and who signs in, changes school or signs out in one does so in all.
 */
export declare class CookieSession {
    #private;
    /**
     * @param {import("./session.js").SessionRequest} send
     * @param {() => number} now
     * @param {BrowserOptions} options
     */
    constructor(send: import("./session.js").SessionRequest, now: () => number, { changed, place }: BrowserOptions);
    get current(): import("./session.js").Session | null;
    /**
     * Begin a session by a route that answers with tokens.
     *
     * @param {string} path
     * @param {object} body
     * @param {import("./types.js").CallOptions} [options]
     * @returns {Promise<Session | import("./types.js").SecondStep>} the session, or what has to follow
     */
    signIn(path: string, body: object, options?: import("./types.js").CallOptions): Promise<Session | import("./types.js").SecondStep>;
    /** End it: here in any case, and on the server now or when this browser reaches it again. */
    signOut(): Promise<void>;
    /**
     * Work in another school from now on.
     *
     * @param {string} tenantId
     * @param {import("./types.js").CallOptions} [options]
     */
    switchTenant(tenantId: string, options?: import("./types.js").CallOptions): Promise<void>;
    /**
     * A session whose access token can be used. The first call finds the one that the browser keeps.
     *
     * @param {string | null} [refused] an access token that was not accepted
     * @returns {Promise<Session | null>} null when nobody is signed in
     */
    fresh(refused?: string | null): Promise<Session | null>;
}
