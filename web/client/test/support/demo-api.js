/** The API of the demo: the routes that the web app uses, over the school in memory. */

import { parseCursor } from "../../realtime/cursor.js";
import { grantedChannels } from "./demo-relay.js";
import { Refusal, author, check, page } from "./demo-parts.js";
import { DemoMetrics } from "./demo-metrics.js";
import { DemoSessions } from "./demo-sessions.js";
import { EPOCH, channelId } from "./event-log.js";

const PERMISSIONS = [
  "posts:read",
  "posts:create",
  "comments:create",
  "social:follow",
  "profiles:read",
  "notifications:read",
  "activity:read",
  "realtime:connect",
];

/** A post of nothing but its text. */
const PLAIN = {
  media: [],
  mentions: [],
  link: null,
  poll: null,
  event: null,
  bookmarked: false,
  pinned: false,
  status: "PUBLISHED",
  publishAt: null,
  editedAt: null,
  editedBy: null,
};

export class DemoApi {
  /** @type {Map<string, any>} */
  #answers = new Map();
  /** Whom somebody hides: "viewer person" to how. @type {Map<string, {blocked: boolean, muted: boolean}>} */
  #hidden = new Map();
  /** Where somebody is signed in. @type {Map<string, any[]>} */
  #devices = new Map();

  /**
   * @param {any} school
   * @param {() => string} relayUrl
   */
  constructor(school, relayUrl) {
    this.school = school;
    this.relayUrl = relayUrl;
    this.sessions = new DemoSessions(school);
    this.metrics = new DemoMetrics();
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {URL} url
   * @param {any} body
   * @returns {[number, any, Record<string, string>?]}
   */
  answer(request, url, body) {
    const key = request.headers["idempotency-key"] ?? body?.clientId;
    if (typeof key === "string" && this.#answers.has(key)) return this.#answers.get(key);
    const answer = this.#route(
      request,
      `${request.method} ${url.pathname.replace("/v1", "")}`,
      url,
      body,
    );
    if (typeof key === "string") this.#answers.set(key, answer);
    return answer;
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {string} call
   * @param {URL} url
   * @param {any} body
   * @returns {[number, any, Record<string, string>?]}
   */
  #route(request, call, url, body) {
    if (call === "GET /meta") return [200, this.#meta()];
    const open = this.sessions.answer(call, body, request);
    if (open !== null) return open;
    const { school } = this;
    const viewer = this.sessions.viewerOf(request);
    if (viewer === null) throw new Refusal(401, "unauthenticated");
    if (call === "POST /auth/change-password") {
      this.sessions.changePassword(viewer, body);
      return [204, null];
    }
    if (call.includes(" /auth/sessions")) return this.#sessions(viewer, call);
    if (call === "GET /users/me") return [200, this.#me(viewer)];
    if (call === "GET /admin/realtime/metrics") {
      if (viewer.role !== "ADMIN") throw new Refusal(403, "forbidden");
      return [200, this.metrics.answer(school.tenantId)];
    }
    if (call === "GET /realtime/events") return [200, this.#poll(viewer, url.searchParams)];
    if (call === "POST /analytics/events") return [202, { taken: body.views.length, ignored: 0 }];
    if (call.endsWith(" /markers")) return [200, this.#markers(viewer, body)];
    if (call === "GET /sync") return [200, this.#sync(viewer, url.searchParams)];
    const [, area, id, part] = call.split(/ \/|\//).concat("", "");
    const verb = call.split(" ")[0];
    if (area === "posts") return this.#posts(viewer, verb, id, part, url.searchParams, body);
    if (area === "users") return this.#people(viewer, verb, id, part, url.searchParams, body);
    if (area === "activity") return [200, page(this.#activity(), url.searchParams, (one) => one)];
    if (area === "notifications") return this.#notifications(viewer, verb, id, url.searchParams);
    throw new Refusal(404, "not_found");
  }

  /**
   * How far somebody has read; a body moves the mark.
   *
   * @param {any} viewer
   * @param {any} body
   */
  #markers(viewer, body) {
    if (body == null) return { data: viewer.marker === undefined ? [] : [viewer.marker] };
    const { timeline, lastReadId, version } = body;
    if (version !== (viewer.marker?.version ?? 0)) throw new Refusal(409, "marker_moved");
    viewer.marker = { timeline, lastReadId, version: version + 1, updatedAt: new Date().toISOString() };
    return viewer.marker;
  }

  /**
   * Nobody was away long enough to have kept anything that is true.
   *
   * @param {any} viewer
   * @param {URLSearchParams} query
   */
  #sync(viewer, query) {
    const { channels, nextCursor } = this.#poll(viewer, query);
    return { startAnew: true, collections: {}, nextCursor, hasMore: false, channels, resync: [] };
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
      const mine = (/** @type {any} */ post) =>
        query.get("mode") !== "following" || school.follows.has(`${viewer.id} ${post.authorId}`);
      const seen = school.posts.filter(
        (/** @type {any} */ post) => school.mayRead(viewer, post) && mine(post),
      );
      return [200, page(seen, query, (/** @type {any} */ post) => this.#post(viewer, post))];
    }
    if (id === "counters") {
      const named = (query.get("ids") ?? "").split(",");
      const seen = school.posts.filter(
        (/** @type {any} */ one) => named.includes(one.id) && school.mayRead(viewer, one),
      );
      return [200, { data: seen.map((/** @type {any} */ one) => this.#counters(viewer, one)) }];
    }
    const post = school.posts.find((/** @type {any} */ other) => other.id === id);
    if (post === undefined || !school.mayRead(viewer, post)) throw new Refusal(404, "not_found");
    if (part === "reaction") {
      school.setLike(viewer, post, verb === "PUT");
      const { reactions, reaction, likesCount } = this.#post(viewer, post);
      return [200, { postId: id, reactions, reaction, likesCount }];
    }
    if (part === "like") {
      school.setLike(viewer, post, verb === "POST");
      return [
        200,
        { postId: id, liked: verb === "POST", likesCount: school.counts(id).likesCount },
      ];
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
   * @param {any} post
   */
  #counters(viewer, post) {
    const { id, likesCount, commentsCount, sharesCount, reactions, liked, reaction, bookmarked, poll, event } =
      this.#post(viewer, post);
    return { id, likesCount, commentsCount, sharesCount, reactions, liked, reaction, bookmarked, poll, event };
  }

  /**
   * How somebody wants the app; a body replaces it.
   *
   * @param {any} viewer
   * @param {any} body
   */
  #preferences(viewer, body) {
    const first = { locale: "en", timezone: null, theme: "SYSTEM", sound: true, reducedMotion: null, presenceVisible: true };
    if (body != null) viewer.preferences = body;
    return { ...first, ...viewer.preferences, schoolTimezone: "Asia/Phnom_Penh" };
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
  #people(viewer, verb, id, part, query, body) {
    const { school } = this;
    if (id === "me" && part === "preferences") return [200, this.#preferences(viewer, body)];
    if (id === "me" && part === "exports") return [200, { data: [] }];
    if (id === "me" && part === "follow-requests") return [200, page([], query, (one) => one)];
    if (id === "me" && part === "blocks") return [200, page(this.#hiddenOf(viewer), query, (one) => one)];
    if (id === "suggestions") return [200, { data: this.#suggestions(viewer) }];
    const target = school.person(id);
    if (target === undefined) throw new Refusal(404, "not_found");
    if (part === "dismissal") return [200, { userId: id, dismissed: verb === "POST" }];
    if (part === "follow") {
      school.setFollow(viewer, target, verb === "POST");
      return [200, { userId: id, status: verb === "POST" ? "ACCEPTED" : "NONE" }];
    }
    if (part === "block" || part === "mute") return [200, this.#hide(viewer, id, part, verb === "POST")];
    const at = part === "followers" ? 1 : 0;
    const related = [...school.follows].filter(([key]) => key.split(" ")[at] === id);
    return [
      200,
      page(related, query, ([key, since]) => {
        const person = school.person(key.split(" ")[1 - at]);
        const followedByMe = school.follows.has(`${viewer.id} ${person.id}`);
        return { ...author(person), followedByMe, since };
      }),
    ];
  }

  /** @param {any} viewer */
  #suggestions(viewer) {
    const others = this.school.people.filter((/** @type {any} */ one) => one.id !== viewer.id);
    return others.map((/** @type {any} */ one) => ({
      person: author(one),
      reason: "MUTUAL",
      mutualCount: 2,
      className: "10A",
      clubName: null,
    }));
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
    const mine = school.notifications.filter(
      (/** @type {any} */ item) => item.receiverId === viewer.id,
    );
    mine.sort((/** @type {any} */ a, /** @type {any} */ b) => (a.updatedAt < b.updatedAt ? 1 : -1));
    const read = ({ receiverId, actorId, ...item } = /** @type {any} */ ({})) => ({
      ...item,
      actor: author(school.person(actorId)),
    });
    if (verb === "GET") return [200, page(mine, query, read)];
    school.markRead(viewer, [id]);
    return [200, read(mine.find((/** @type {any} */ item) => item.id === id))];
  }

  /** @param {any} viewer @param {string} id @param {"block" | "mute"} how @param {boolean} on */
  #hide(viewer, id, how, on) {
    const key = `${viewer.id} ${id}`;
    const state = { blocked: false, muted: false, ...this.#hidden.get(key) };
    state[how === "block" ? "blocked" : "muted"] = on;
    this.#hidden.set(key, state);
    return { userId: id, ...state, expiresAt: null };
  }

  /** @param {any} viewer */
  #hiddenOf(viewer) {
    return [...this.#hidden]
      .filter(([key, { blocked, muted }]) => key.startsWith(viewer.id) && (blocked || muted))
      .map(([key, state]) => {
        const { id, name, avatar } = this.school.person(key.split(" ")[1]);
        const since = new Date().toISOString();
        return { id, name, avatar, ...state, mutedUntil: null, since };
      });
  }

  /**
   * @param {any} viewer
   * @param {string} call
   * @returns {[number, any]}
   */
  #sessions(viewer, call) {
    const data = this.#devices.get(viewer.id) ?? devicesOf(this.school.tenantId);
    const [verb, id] = [call.split(" ")[0], call.split("/")[3]];
    const left = data.filter((device) => device.current || (id !== undefined && device.id !== id));
    this.#devices.set(viewer.id, verb === "DELETE" ? left : data);
    return verb === "DELETE" ? [204, null] : [200, { data }];
  }

  #activity() {
    return this.school.posts.map((/** @type {any} */ post) => {
      const { id: userId, name: userName } = this.school.person(post.authorId);
      const told = { entityType: "post", action: "created", description: `${userName} wrote a post` };
      const who = { userId, userName, classId: null };
      return { id: `a${post.id.slice(1)}`, entityId: post.id, ...told, ...who, createdAt: post.createdAt };
    });
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
      return school.log.after(name, from ?? school.log.head(name));
    });
    const nextCursor = `${EPOCH}.${channels.map((name) => `${channelId(name)}-${school.log.head(name)}`).join("~")}`;
    return {
      events,
      nextCursor,
      ids: Object.fromEntries(channels.map((name) => [name, channelId(name)])),
      hasMore: false,
      channels,
      rejected,
      resync: [],
      tenantId: school.tenantId,
    };
  }

  #meta() {
    const known = {
      name: "Stunity",
      version: "0",
      locales: ["en", "km"],
      limits: {},
      degraded: [],
    };
    return { ...known, relayUrl: this.relayUrl() };
  }

  /** @param {any} viewer */
  #me({ password, ...viewer }) {
    const tenant = {
      id: this.school.tenantId,
      slug: "demo",
      name: "Demo School",
      nameKh: "សាលាសាកល្បង",
      logo: null,
      timezone: "Asia/Phnom_Penh",
      locale: "en",
    };
    const none = { coverPhoto: null, bio: null, verified: false, emailVerified: true, erasesAt: null, secondFactorDue: null };
    return {
      ...viewer,
      ...none,
      locale: "en",
      permissions: viewer.role === "ADMIN" ? [...PERMISSIONS, "tenant:manage"] : PERMISSIONS,
      tenant,
      memberships: [{ tenant, role: viewer.role }],
    };
  }

  /** @param {any} viewer @param {any} post */
  #mayEdit(viewer, post) {
    return viewer.id === post.authorId || viewer.role === "ADMIN";
  }

  /** @param {any} viewer @param {any} post */
  #post(viewer, { authorId, ...post }) {
    const liked = this.school.likes.has(`${post.id} ${viewer.id}`);
    const canEdit = this.#mayEdit(viewer, { authorId });
    const counts = this.school.counts(post.id);
    return {
      ...PLAIN,
      ...post,
      ...counts,
      reactions: counts.likesCount > 0 ? { LIKE: counts.likesCount } : {},
      reaction: liked ? "LIKE" : null,
      author: author(this.school.person(authorId)),
      liked,
      canEdit,
    };
  }

  /** @param {any} comment */
  #comment({ authorId, ...comment }) {
    const nobodys = { media: [], mentions: [], likesCount: 0, liked: false, canEdit: false, canDelete: false, deleted: false, editedAt: null };
    return { ...nobodys, ...comment, author: author(this.school.person(authorId)) };
  }
}

/** @param {string} tenantId */
function devicesOf(tenantId) {
  const at = new Date().toISOString();
  const used = { tenantId, ip: "203.0.113.7", lastUsedAt: at, since: at };
  return [
    ["d1", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36"],
    ["d2", "Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36"],
    ["d3", null],
  ].map(([id, userAgent], index) => ({ id, userAgent, current: index === 0, ...used }));
}
