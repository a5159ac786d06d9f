import { ApiError, errorOf } from "./api/error.js";
export { ApiError, errorOf };
export type CallOptions = import("./api/types.js").CallOptions;
export type PageQuery = import("./api/types.js").PageQuery;
export type Post = import("./api/types.js").Post;
export type Follow = import("./api/types.js").Follow;
export type Person = import("./api/types.js").Person;
export type Page<T> = import("./api/types.js").Page<T>;
/** @typedef {import("./api/types.js").CallOptions} CallOptions */
/** @typedef {import("./api/types.js").PageQuery} PageQuery */
/** @typedef {import("./api/types.js").Post} Post */
/** @typedef {import("./api/types.js").Follow} Follow */
/** @typedef {import("./api/types.js").Person} Person */
/**
 * @template T
 * @typedef {import("./api/types.js").Page<T>} Page
 */
/**
 * The API, one method for each route.
 *
 *     const api = new ApiClient({ browser: {} });
 *     await api.login({ email, password });
 *     const { data } = await api.feed({ mode: "latest" });
 *
 * Every failure is an ApiError, except an abort by the caller's own signal. A 401 renews the token
 * and repeats the request once. Creations carry an Idempotency-Key; give the same `key` again to
 * repeat one whose answer was lost.
 */
export declare class ApiClient {
    #private;
    /** @param {import("./api/requests.js").ApiOptions} options */
    constructor(options: import("./api/requests.js").ApiOptions);
    /** The session in use, or null. */
    get session(): import("./api/session.js").Session | null;
    /** What time the server has; the device's may be another. */
    get clock(): import("./index.js").ServerClock;
    /**
     * The access token; fits `tokenProvider` of RealtimeClient. Null when the session is over.
     *
     * @param {{force?: boolean}} [wish] `force` replaces a token that was not accepted
     */
    token({ force }?: {
        force?: boolean;
    }): Promise<{
        token: string;
        expiresAt: number | undefined;
    } | null>;
    /**
     * Any route of the API, for those that have no method of their own here.
     *
     * @param {"GET" | "POST" | "PUT" | "DELETE"} method
     * @param {string} path below the base, such as "/boards"
     * @param {import("./api/requests.js").RequestOptions} [options]
     * @returns {Promise<any>}
     */
    request(method: "GET" | "POST" | "PUT" | "DELETE", path: string, options?: import("./api/requests.js").RequestOptions): Promise<any>;
    /**
     * The same for a route that needs no session.
     *
     * @param {"GET" | "POST"} method
     * @param {string} path
     * @param {import("./api/requests.js").RequestOptions} [options]
     * @returns {Promise<any>}
     */
    requestOpen(method: "GET" | "POST", path: string, options?: import("./api/requests.js").RequestOptions): Promise<any>;
    /**
     * Send a request of a typed client, such as openapi-fetch: with a token while somebody is signed
     * in, and once more with a new one after a 401. The answer is given as it came, whatever its
     * status; where none came it throws an ApiError.
     *
     * @param {Request} request
     */
    fetch(request: Request): Promise<Response>;
    /**
     * A creation, which may be repeated with its key.
     *
     * @param {string} path
     * @param {import("./api/requests.js").RequestOptions} options
     * @returns {Promise<any>}
     */
    requestCreation(path: string, options: import("./api/requests.js").RequestOptions): Promise<any>;
    /**
     * What a client needs before it signs in.
     *
     * @param {CallOptions} [options]
     * @returns {Promise<import("./api/types.js").Meta>}
     */
    meta(options?: CallOptions): Promise<import("./api/types.js").Meta>;
    /**
     * @param {import("./api/types.js").Registration} body
     * @param {CallOptions} [options]
     * @returns {Promise<{email: string, status: "accepted"}>}
     */
    register(body: import("./api/types.js").Registration, options?: CallOptions): Promise<{
        email: string;
        status: "accepted";
    }>;
    /**
     * Sign in and keep the session; with a second factor, see what has to follow.
     *
     * @param {{email: string, password: string, tenant?: string}} body
     * @param {CallOptions} [options]
     */
    login(body: {
        email: string;
        password: string;
        tenant?: string;
    }, options?: CallOptions): Promise<import("./api/types.js").SecondStep | import("./api/session.js").Session>;
    /**
     * Sign in by any route that answers with tokens, and keep the session.
     *
     * @param {string} path below the base
     * @param {object} body
     * @param {CallOptions} [options]
     */
    signIn(path: string, body: object, options?: CallOptions): Promise<import("./api/types.js").SecondStep | import("./api/session.js").Session>;
    /** Sign out: here in any case, and on the server if it answers within five seconds. */
    logout(): Promise<void>;
    /**
     * Work in another school from now on.
     *
     * @param {string} tenantId
     * @param {CallOptions} [options]
     */
    switchTenant(tenantId: string, options?: CallOptions): Promise<void>;
    /**
     * @param {CallOptions} [options]
     * @returns {Promise<import("./api/types.js").Me>}
     */
    me(options?: CallOptions): Promise<import("./api/types.js").Me>;
    /**
     * @param {PageQuery & {mode?: "latest" | "following"}} [query]
     * @param {CallOptions} [options]
     * @returns {Promise<Page<Post>>}
     */
    feed(query?: PageQuery & {
        mode?: "latest" | "following";
    }, options?: CallOptions): Promise<Page<Post>>;
    /**
     * @param {import("./api/types.js").PostCreate} body
     * @param {CallOptions} [options]
     * @returns {Promise<Post>}
     */
    createPost(body: import("./api/types.js").PostCreate, options?: CallOptions): Promise<Post>;
    /**
     * @param {string} id
     * @param {CallOptions} [options]
     * @returns {Promise<Post>}
     */
    post(id: string, options?: CallOptions): Promise<Post>;
    /**
     * Replace the text of a post as a whole.
     *
     * @param {string} id
     * @param {import("./api/types.js").PostUpdate} body
     * @param {CallOptions} [options]
     * @returns {Promise<Post>}
     */
    updatePost(id: string, body: import("./api/types.js").PostUpdate, options?: CallOptions): Promise<Post>;
    /**
     * @param {string} id
     * @param {CallOptions} [options]
     * @returns {Promise<void>}
     */
    deletePost(id: string, options?: CallOptions): Promise<void>;
    /**
     * @param {string} id
     * @param {boolean} liked
     * @param {CallOptions} [options]
     * @returns {Promise<import("./api/types.js").Like>}
     */
    like(id: string, liked: boolean, options?: CallOptions): Promise<import("./api/types.js").Like>;
    /**
     * @param {string} postId
     * @param {PageQuery} [query]
     * @param {CallOptions} [options]
     * @returns {Promise<Page<import("./api/types.js").Comment>>}
     */
    comments(postId: string, query?: PageQuery, options?: CallOptions): Promise<Page<import("./api/types.js").Comment>>;
    /**
     * @param {string} postId
     * @param {{content: string, parentId?: string | null}} body
     * @param {CallOptions} [options]
     * @returns {Promise<import("./api/types.js").Comment>}
     */
    createComment(postId: string, body: {
        content: string;
        parentId?: string | null;
    }, options?: CallOptions): Promise<import("./api/types.js").Comment>;
    /**
     * @param {string} userId
     * @param {boolean} following
     * @param {CallOptions} [options]
     * @returns {Promise<Follow>}
     */
    follow(userId: string, following: boolean, options?: CallOptions): Promise<Follow>;
    /**
     * @param {string} userId
     * @param {PageQuery} [query]
     * @param {CallOptions} [options]
     * @returns {Promise<Page<Person>>}
     */
    followers(userId: string, query?: PageQuery, options?: CallOptions): Promise<Page<Person>>;
    /**
     * @param {string} userId
     * @param {PageQuery} [query]
     * @param {CallOptions} [options]
     * @returns {Promise<Page<Person>>}
     */
    following(userId: string, query?: PageQuery, options?: CallOptions): Promise<Page<Person>>;
    /**
     * @param {PageQuery & {unread?: boolean}} [query]
     * @param {CallOptions} [options]
     * @returns {Promise<Page<import("./api/types.js").Notification>>}
     */
    notifications(query?: PageQuery & {
        unread?: boolean;
    }, options?: CallOptions): Promise<Page<import("./api/types.js").Notification>>;
    /**
     * @param {string} id
     * @param {CallOptions} [options]
     * @returns {Promise<import("./api/types.js").Notification>}
     */
    readNotification(id: string, options?: CallOptions): Promise<import("./api/types.js").Notification>;
    /**
     * @param {CallOptions} [options]
     * @returns {Promise<{marked: number, status: "read"}>}
     */
    readAllNotifications(options?: CallOptions): Promise<{
        marked: number;
        status: "read";
    }>;
    /**
     * @param {CallOptions} [options]
     * @returns {Promise<{unread: number}>}
     */
    unreadCount(options?: CallOptions): Promise<{
        unread: number;
    }>;
    /**
     * A token for the stream alone, for clients that cannot send headers.
     *
     * @param {CallOptions} [options]
     * @returns {Promise<{token: string, expiresAt: string, streamUrl: string}>}
     */
    streamToken(options?: CallOptions): Promise<{
        token: string;
        expiresAt: string;
        streamUrl: string;
    }>;
    /**
     * How the relays are; needs the right to manage the school.
     *
     * @param {CallOptions} [options]
     * @returns {Promise<import("./api/types.js").RealtimeMetrics>}
     */
    realtimeMetrics(options?: CallOptions): Promise<import("./api/types.js").RealtimeMetrics>;
}
