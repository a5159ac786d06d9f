import { ApiError, errorOf } from "./api/error.js";
import { Requests } from "./api/requests.js";

export { ApiError, errorOf };

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
export class ApiClient {
  #requests;

  /** @param {import("./api/requests.js").ApiOptions} options */
  constructor(options) {
    this.#requests = new Requests(options);
  }

  /** The session in use, or null. */
  get session() {
    return this.#requests.sessions.current;
  }

  /** What time the server has; the device's may be another. */
  get clock() {
    return this.#requests.clock;
  }

  /**
   * The access token; fits `tokenProvider` of RealtimeClient. Null when the session is over.
   *
   * @param {{force?: boolean}} [wish] `force` replaces a token that was not accepted
   */
  async token({ force = false } = {}) {
    const session = await this.#requests.sessions.fresh(force ? this.session?.accessToken : null);
    if (session === null) return null;
    return { token: session.accessToken, expiresAt: session.expiresAt ?? undefined };
  }

  /**
   * Any route of the API, for those that have no method of their own here.
   *
   * @param {"GET" | "POST" | "PUT" | "DELETE"} method
   * @param {string} path below the base, such as "/boards"
   * @param {import("./api/requests.js").RequestOptions} [options]
   * @returns {Promise<any>}
   */
  request(method, path, options) {
    return this.#requests.send(method, path, options);
  }

  /**
   * The same for a route that needs no session.
   *
   * @param {"GET" | "POST"} method
   * @param {string} path
   * @param {import("./api/requests.js").RequestOptions} [options]
   * @returns {Promise<any>}
   */
  requestOpen(method, path, options) {
    return this.#requests.open(method, path, options);
  }

  /**
   * Send a request of a typed client, such as openapi-fetch: with a token while somebody is signed
   * in, and once more with a new one after a 401. The answer is given as it came, whatever its
   * status; where none came it throws an ApiError.
   *
   * @param {Request} request
   */
  fetch(request) {
    return this.#requests.pass(request);
  }

  /**
   * A creation, which may be repeated with its key.
   *
   * @param {string} path
   * @param {import("./api/requests.js").RequestOptions} options
   * @returns {Promise<any>}
   */
  requestCreation(path, options) {
    return this.#requests.create(path, options);
  }

  /**
   * What a client needs before it signs in.
   *
   * @param {CallOptions} [options]
   * @returns {Promise<import("./api/types.js").Meta>}
   */
  meta(options) {
    return this.#requests.open("GET", "/meta", options);
  }

  // Accounts and sessions.

  /**
   * @param {import("./api/types.js").Registration} body
   * @param {CallOptions} [options]
   * @returns {Promise<{email: string, status: "accepted"}>}
   */
  register(body, options) {
    return this.#requests.open("POST", "/auth/register", { ...options, body });
  }

  /**
   * Sign in and keep the session; with a second factor, see what has to follow.
   *
   * @param {{email: string, password: string, tenant?: string}} body
   * @param {CallOptions} [options]
   */
  login(body, options) {
    return this.signIn("/auth/login", body, options);
  }

  /**
   * Sign in by any route that answers with tokens, and keep the session.
   *
   * @param {string} path below the base
   * @param {object} body
   * @param {CallOptions} [options]
   */
  signIn(path, body, options) {
    return this.#requests.sessions.signIn(path, body, options);
  }

  /** Sign out: here in any case, and on the server if it answers within five seconds. */
  logout() {
    return this.#requests.sessions.signOut();
  }

  /**
   * Work in another school from now on.
   *
   * @param {string} tenantId
   * @param {CallOptions} [options]
   */
  switchTenant(tenantId, options) {
    return this.#requests.sessions.switchTenant(tenantId, options);
  }

  /**
   * @param {CallOptions} [options]
   * @returns {Promise<import("./api/types.js").Me>}
   */
  me(options) {
    return this.#requests.send("GET", "/users/me", options);
  }

  // Posts.

  /**
   * @param {PageQuery & {mode?: "latest" | "following"}} [query]
   * @param {CallOptions} [options]
   * @returns {Promise<Page<Post>>}
   */
  feed(query, options) {
    return this.#requests.send("GET", "/posts", { ...options, query });
  }

  /**
   * @param {import("./api/types.js").PostCreate} body
   * @param {CallOptions} [options]
   * @returns {Promise<Post>}
   */
  createPost(body, options) {
    return this.#requests.create("/posts", { ...options, body });
  }

  /**
   * @param {string} id
   * @param {CallOptions} [options]
   * @returns {Promise<Post>}
   */
  post(id, options) {
    return this.#requests.send("GET", `/posts/${id}`, options);
  }

  /**
   * Replace the text of a post as a whole.
   *
   * @param {string} id
   * @param {import("./api/types.js").PostUpdate} body
   * @param {CallOptions} [options]
   * @returns {Promise<Post>}
   */
  updatePost(id, body, options) {
    return this.#requests.send("PUT", `/posts/${id}`, { ...options, body });
  }

  /**
   * @param {string} id
   * @param {CallOptions} [options]
   * @returns {Promise<void>}
   */
  deletePost(id, options) {
    return this.#requests.send("DELETE", `/posts/${id}`, options);
  }

  /**
   * @param {string} id
   * @param {boolean} liked
   * @param {CallOptions} [options]
   * @returns {Promise<import("./api/types.js").Like>}
   */
  like(id, liked, options) {
    return this.#requests.send(liked ? "POST" : "DELETE", `/posts/${id}/like`, options);
  }

  /**
   * @param {string} postId
   * @param {PageQuery} [query]
   * @param {CallOptions} [options]
   * @returns {Promise<Page<import("./api/types.js").Comment>>}
   */
  comments(postId, query, options) {
    return this.#requests.send("GET", `/posts/${postId}/comments`, { ...options, query });
  }

  /**
   * @param {string} postId
   * @param {{content: string, parentId?: string | null}} body
   * @param {CallOptions} [options]
   * @returns {Promise<import("./api/types.js").Comment>}
   */
  createComment(postId, body, options) {
    return this.#requests.create(`/posts/${postId}/comment`, { ...options, body });
  }

  // People.

  /**
   * @param {string} userId
   * @param {boolean} following
   * @param {CallOptions} [options]
   * @returns {Promise<Follow>}
   */
  follow(userId, following, options) {
    return this.#requests.send(following ? "POST" : "DELETE", `/users/${userId}/follow`, options);
  }

  /**
   * @param {string} userId
   * @param {PageQuery} [query]
   * @param {CallOptions} [options]
   * @returns {Promise<Page<Person>>}
   */
  followers(userId, query, options) {
    return this.#requests.send("GET", `/users/${userId}/followers`, { ...options, query });
  }

  /**
   * @param {string} userId
   * @param {PageQuery} [query]
   * @param {CallOptions} [options]
   * @returns {Promise<Page<Person>>}
   */
  following(userId, query, options) {
    return this.#requests.send("GET", `/users/${userId}/following`, { ...options, query });
  }

  // Notifications.

  /**
   * @param {PageQuery & {unread?: boolean}} [query]
   * @param {CallOptions} [options]
   * @returns {Promise<Page<import("./api/types.js").Notification>>}
   */
  notifications(query, options) {
    return this.#requests.send("GET", "/notifications", { ...options, query });
  }

  /**
   * @param {string} id
   * @param {CallOptions} [options]
   * @returns {Promise<import("./api/types.js").Notification>}
   */
  readNotification(id, options) {
    return this.#requests.send("PUT", `/notifications/${id}/read`, options);
  }

  /**
   * @param {CallOptions} [options]
   * @returns {Promise<{marked: number, status: "read"}>}
   */
  readAllNotifications(options) {
    return this.#requests.send("PUT", "/notifications/read-all", options);
  }

  /**
   * @param {CallOptions} [options]
   * @returns {Promise<{unread: number}>}
   */
  unreadCount(options) {
    return this.#requests.send("GET", "/notifications/unread-count", options);
  }

  // Realtime.

  /**
   * A token for the stream alone, for clients that cannot send headers.
   *
   * @param {CallOptions} [options]
   * @returns {Promise<{token: string, expiresAt: string, streamUrl: string}>}
   */
  streamToken(options) {
    return this.#requests.send("POST", "/realtime/token", options);
  }

  /**
   * How the relays are; needs the right to manage the school.
   *
   * @param {CallOptions} [options]
   * @returns {Promise<import("./api/types.js").RealtimeMetrics>}
   */
  realtimeMetrics(options) {
    return this.#requests.send("GET", "/admin/realtime/metrics", options);
  }
}
