/** The API of the demo: the routes that the web app uses, over the school in memory. */

import { randomUUID } from "node:crypto";

import { parseCursor } from "../../realtime/cursor.js";
import { grantedChannels } from "./demo-relay.js";
import { EPOCH, channelId } from "./school.js";

const ACCESS_LIFE = 900;
const PERMISSIONS = ["posts:read", "posts:create", "comments:create", "social:follow", "profiles:read", "notifications:read", "realtime:connect"];

/** A failure with its problem. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {any[]} [errors]
   */
  constructor(status, code, errors = []) {
    super(code);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export class DemoApi {
  /** @type {Map<string, {personId: string, expiresAt: number}>} */
  #access = new Map();
  /** @type {Map<string, string>} */
  #refresh = new Map();
  /** @type {Map<string, any>} */
  #answers = new Map();

  /**
   * @param {any} school
   * @param {() => string} relayUrl
   */
  constructor(school, relayUrl) {
    this.school = school;
    this.relayUrl = relayUrl;
  }

  /** @param {import("node:http").IncomingMessage} request */
  viewerOf = (request) => {
    const token = this.#access.get((request.headers.authorization ?? "").replace("Bearer ", ""));
    return token === undefined || token.expiresAt < Date.now() ? null : this.school.person(token.personId);
  };

  /** Make every access token invalid, as a restart with new keys would. */
  expireAccess() {
    this.#access.clear();
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {URL} url
   * @param {any} body
   * @returns {[number, any]}
   */
  answer(request, url, body) {
    const key = request.headers["idempotency-key"];
    if (typeof key === "string" && this.#answers.has(key)) return this.#answers.get(key);
    const answer = this.#route(request, `${request.method} ${url.pathname.replace("/v1", "")}`, url, body);
    if (typeof key === "string") this.#answers.set(key, answer);
    return answer;
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {string} call
   * @param {URL} url
   * @param {any} body
   * @returns {[number, any]}
   */
  #route(request, call, url, body) {
    const { school } = this;
    if (call === "GET /meta") {
      const limits = {};
      return [200, { name: "Stunity", version: "0", locales: ["en", "km"], relayUrl: this.relayUrl(), limits, degraded: [] }];
    }
    if (call === "POST /auth/login") {
      const person = school.personByEmail(body.email);
      if (person === undefined || body.password !== (person.password ?? "stunity-demo")) throw new Refusal(401, "unauthenticated");
      return [200, this.#tokens(person.id)];
    }
    if (call === "POST /auth/refresh") {
      const personId = this.#refresh.get(body.refreshToken);
      if (personId === undefined) throw new Refusal(401, "unauthenticated");
      this.#refresh.delete(body.refreshToken);
      return [200, this.#tokens(personId)];
    }
    if (call === "POST /auth/register") return this.#register(body);
    const viewer = this.viewerOf(request);
    if (viewer === null) throw new Refusal(401, "unauthenticated");
    if (call === "POST /auth/logout") return [204, null];
    if (call === "GET /users/me") return [200, this.#me(viewer)];
    if (call === "GET /realtime/events") return [200, this.#poll(viewer, url.searchParams)];
    const [, area, id, part] = call.split(/ \/|\//).concat("", "");
    const verb = call.split(" ")[0];
    if (area === "posts") return this.#posts(viewer, verb, id, part, url.searchParams, body);
    if (area === "users") return this.#people(viewer, verb, id, part, url.searchParams);
    if (area === "notifications") return this.#notifications(viewer, verb, id, url.searchParams);
    throw new Refusal(404, "not_found");
  }

  /**
   * @param {any} viewer
   * @param {string} verb
   * @param {string} id
   * @param {string} part
   * @param {URLSearchParams} query
   * @param {any} body
   * @returns {[number, any]}
   */
  #posts(viewer, verb, id, part, query, body) {
    const { school } = this;
    if (id === "" && verb === "POST") {
      check(body.content, 5000, "content");
      return [201, this.#post(viewer, school.addPost(viewer, body))];
    }
    if (id === "") {
      const mine = (/** @type {any} */ post) => query.get("mode") !== "following" || school.follows.has(`${viewer.id} ${post.authorId}`);
      const seen = school.posts.filter((/** @type {any} */ post) => school.mayRead(viewer, post) && mine(post));
      return [200, page(seen, query, (/** @type {any} */ post) => this.#post(viewer, post))];
    }
    const post = school.posts.find((/** @type {any} */ other) => other.id === id);
    if (post === undefined || !school.mayRead(viewer, post)) throw new Refusal(404, "not_found");
    if (part === "like") {
      school.setLike(viewer, post, verb === "POST");
      return [200, { postId: id, liked: verb === "POST", likesCount: school.counts(id).likesCount }];
    }
    if (part === "comment") {
      check(body.content, 2000, "content");
      return [201, this.#comment(school.addComment(viewer, id, body))];
    }
    if (part === "comments") {
      const all = school.comments.filter((/** @type {any} */ comment) => comment.postId === id);
      return [200, page(all, query, (/** @type {any} */ comment) => this.#comment(comment))];
    }
    if (verb === "GET") return [200, this.#post(viewer, post)];
    if (!this.#mayEdit(viewer, post)) throw new Refusal(403, "forbidden");
    if (verb === "DELETE") {
      school.deletePost(post);
      return [204, null];
    }
    check(body.content, 5000, "content");
    school.editPost(post, body);
    return [200, this.#post(viewer, post)];
  }

  /**
   * @param {any} viewer
   * @param {string} verb
   * @param {string} id
   * @param {string} part
   * @param {URLSearchParams} query
   * @returns {[number, any]}
   */
  #people(viewer, verb, id, part, query) {
    const { school } = this;
    const target = school.person(id);
    if (target === undefined) throw new Refusal(404, "not_found");
    if (part === "follow") {
      school.setFollow(viewer, target, verb === "POST");
      return [200, { userId: id, status: verb === "POST" ? "ACCEPTED" : "NONE" }];
    }
    const at = part === "followers" ? 1 : 0;
    const related = [...school.follows].filter(([key]) => key.split(" ")[at] === id);
    return [200, page(related, query, ([key, since]) => {
      const person = school.person(key.split(" ")[1 - at]);
      const followedByMe = school.follows.has(`${viewer.id} ${person.id}`);
      return { ...author(person), followedByMe, since };
    })];
  }

  /**
   * @param {any} viewer
   * @param {string} verb
   * @param {string} id
   * @param {URLSearchParams} query
   * @returns {[number, any]}
   */
  #notifications(viewer, verb, id, query) {
    const { school } = this;
    if (id === "unread-count") return [200, { unread: school.unread(viewer) }];
    if (id === "read-all") return [200, { marked: school.markRead(viewer, "all"), status: "read" }];
    const mine = school.notifications.filter((/** @type {any} */ item) => item.receiverId === viewer.id);
    mine.sort((/** @type {any} */ a, /** @type {any} */ b) => (a.updatedAt < b.updatedAt ? 1 : -1));
    const read = ({ receiverId, actorId, ...item } = /** @type {any} */ ({})) => ({ ...item, actor: author(school.person(actorId)) });
    if (verb === "GET") return [200, page(mine, query, read)];
    school.markRead(viewer, [id]);
    return [200, read(mine.find((/** @type {any} */ item) => item.id === id))];
  }

  /**
   * @param {any} viewer
   * @param {URLSearchParams} query
   */
  #poll(viewer, query) {
    const { school } = this;
    const { channels, rejected } = grantedChannels(school, viewer, query);
    const after = parseCursor(query.get("after") ?? "");
    const events = channels.flatMap((name) => {
      const from = after?.epoch === EPOCH ? after.positions.get(channelId(name)) : undefined;
      return (school.log.get(name) ?? []).slice(from ?? school.head(name));
    });
    const nextCursor = `${EPOCH}.${channels.map((name) => `${channelId(name)}-${school.head(name)}`).join("~")}`;
    return { events, nextCursor, hasMore: false, channels, rejected, resync: [], tenantId: school.tenantId };
  }

  /** @param {any} body @returns {[number, any]} */
  #register({ email, password, firstName, lastName }) {
    if (!/@.+\../.test(email)) throw new Refusal(422, "validation_failed", [{ field: "email", code: "value_error", message: "" }]);
    if (password.length < 8) throw new Refusal(422, "validation_failed", [{ field: "password", code: "string_too_short", message: "" }]);
    if (this.school.personByEmail(email) === undefined) {
      this.school.addPerson({ email, password, firstName, lastName, role: "STUDENT" });
    }
    return [201, { email, status: "accepted" }];
  }

  /** @param {string} personId */
  #tokens(personId) {
    const [accessToken, refreshToken] = [randomUUID(), randomUUID()];
    this.#access.set(accessToken, { personId, expiresAt: Date.now() + ACCESS_LIFE * 1000 });
    this.#refresh.set(refreshToken, personId);
    const { tenantId } = this.school;
    return { accessToken, refreshToken, tokenType: "Bearer", expiresIn: ACCESS_LIFE, tenantId, userId: personId };
  }

  /** @param {any} viewer */
  #me({ password, ...viewer }) {
    const tenant = { id: this.school.tenantId, slug: "demo", name: "Demo School", nameKh: "សាលាសាកល្បង", timezone: "Asia/Phnom_Penh", locale: "en" };
    const none = { coverPhoto: null, bio: null, verified: false, emailVerified: true };
    return { ...viewer, ...none, locale: "en", permissions: PERMISSIONS, tenant, memberships: [{ tenant, role: viewer.role }] };
  }

  /** @param {any} viewer @param {any} post */
  #mayEdit(viewer, post) {
    return viewer.id === post.authorId || viewer.role === "ADMIN";
  }

  /** @param {any} viewer @param {any} post */
  #post(viewer, { authorId, ...post }) {
    const liked = this.school.likes.has(`${post.id} ${viewer.id}`);
    const canEdit = this.#mayEdit(viewer, { authorId });
    return { ...post, ...this.school.counts(post.id), author: author(this.school.person(authorId)), liked, canEdit };
  }

  /** @param {any} comment */
  #comment({ authorId, ...comment }) {
    return { ...comment, author: author(this.school.person(authorId)) };
  }
}

/** @param {any} person */
function author({ id, name, avatar, role }) {
  return { id, name, avatar, role };
}

/**
 * @param {any[]} all
 * @param {URLSearchParams} query
 * @param {(item: any) => any} read
 */
function page(all, query, read) {
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit") ?? 20);
  const hasMore = to < all.length;
  return { data: all.slice(from, to).map(read), pageInfo: { nextCursor: hasMore ? String(to) : null, prevCursor: null, hasMore } };
}

/**
 * @param {unknown} text
 * @param {number} longest
 * @param {string} field
 */
function check(text, longest, field) {
  if (typeof text === "string" && text.trim() !== "" && text.length <= longest) return;
  throw new Refusal(422, "validation_failed", [{ field, code: "string_too_short", message: "" }]);
}
