export type Session = {
    id: string;
    accessToken: string;
    /**
     * empty where a browser's cookie holds it
     */
    refreshToken: string;
    /**
     * when the access token ends, by the clock of the client; null
     * for one that cannot be renewed and is used until it is refused
     */
    expiresAt: number | null;
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
export type SessionRequest = (method: "GET" | "POST", path: string, options?: import("./types.js").CallOptions & {
    body?: object;
    token?: string;
    csrf?: string;
    cookie?: boolean;
    keepalive?: boolean;
}) => Promise<any>;
/** How long signing out waits for the server. */
export declare const FAREWELL = 5000;
/**
 * Whether a session's access token can be used.
 *
 * @param {Session | null} session
 * @param {string | null} refused an access token that was not accepted
 * @param {number} now
 * @returns {session is Session}
 */
export declare function isFresh(session: Session | null, refused: string | null, now: number): session is Session;
/**
 * A session from the tokens that a server answered with.
 *
 * @param {import("./types.js").SessionTokens} tokens
 * @param {string} id
 * @param {number} now
 * @returns {Session}
 */
export declare function sessionOf({ accessToken, refreshToken, expiresIn, tenantId, userId }: import("./types.js").SessionTokens, id: string, now: number): Session;
/**
 * Whether a sign-in is not over yet.
 *
 * @param {import("./types.js").SessionTokens | import("./types.js").SecondStep} answer
 * @returns {answer is import("./types.js").SecondStep}
 */
export declare function isStep(answer: import("./types.js").SessionTokens | import("./types.js").SecondStep): answer is import("./types.js").SecondStep;
/**
 * Keeps the tokens of a session fresh where the application stores them; any number of callers
 * share one refresh.
 */
export declare class SessionKeeper {
    #private;
    /**
     * @param {SessionStore} store
     * @param {SessionRequest} send
     * @param {() => number} now
     */
    constructor(store: SessionStore, send: SessionRequest, now: () => number);
    get current(): Session | null;
    /**
     * Begin a session by a route that answers with tokens.
     *
     * @param {string} path
     * @param {object} body
     * @param {import("./types.js").CallOptions} [options]
     * @returns {Promise<Session | import("./types.js").SecondStep>} the session, or what has to follow
     */
    signIn(path: string, body: object, options?: import("./types.js").CallOptions): Promise<Session | import("./types.js").SecondStep>;
    /** End it: here in any case, and on the server if it answers in time. */
    signOut(): Promise<void>;
    /**
     * Work in another school from now on.
     *
     * @param {string} tenantId
     * @param {import("./types.js").CallOptions} [options]
     */
    switchTenant(tenantId: string, options?: import("./types.js").CallOptions): Promise<void>;
    /**
     * A session whose access token can be used.
     *
     * @param {string | null} [refused] an access token that was not accepted
     * @returns {Promise<Session | null>} null when the session is over
     */
    fresh(refused?: string | null): Promise<Session | null>;
}
