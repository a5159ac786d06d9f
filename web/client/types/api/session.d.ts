export type Session = {
    id: string;
    accessToken: string;
    refreshToken: string;
    /**
     * when the access token ends, epoch milliseconds
     */
    expiresAt: number;
    tenantId: string;
    userId: string;
};
export type SessionStore = {
    get: () => Session | null;
    /**
     * null signs out
     */
    set: (session: Session | null) => void;
};
/** Keeps the tokens of a session fresh; any number of callers share one refresh. */
export declare class SessionKeeper {
    #private;
    /**
     * @param {SessionStore} store
     * @param {(refreshToken: string) => Promise<import("./types.js").SessionTokens>} refresh
     * @param {() => number} now
     */
    constructor(store: SessionStore, refresh: (refreshToken: string) => Promise<import("./types.js").SessionTokens>, now: () => number);
    get current(): Session | null;
    /**
     * Begin a session.
     *
     * @param {import("./types.js").SessionTokens} tokens
     * @param {string} id
     * @returns {Session}
     */
    begin(tokens: import("./types.js").SessionTokens, id: string): Session;
    end(): void;
    /**
     * Put another access token into the session.
     *
     * @param {import("./types.js").AccessToken} token
     */
    replaceAccess(token: import("./types.js").AccessToken): void;
    /**
     * A session whose access token can be used.
     *
     * @param {string | null} [refused] an access token that was not accepted
     * @returns {Promise<Session | null>} null when the session is over
     */
    fresh(refused?: string | null): Promise<Session | null>;
}
