/** A school in memory: people, posts, follows, notifications, and the events they cause. */

import { randomUUID } from "node:crypto";

import { EventLog } from "./event-log.js";
import { SEED_PEOPLE, SEED_POSTS } from "./school-seed.js";

const MINUTE = 60_000;

export class School {
  tenantId = randomUUID();
  /** @type {any[]} */
  people = [];
  /** @type {any[]} */
  posts = [];
  /** @type {any[]} */
  comments = [];
  /** @type {Set<string>} */
  likes = new Set();
  /** @type {Map<string, string>} */
  follows = new Map();
  /** @type {any[]} */
  notifications = [];
  log = new EventLog(this.tenantId);
  #ids = 0;
  #told = 0;

  constructor() {
    for (const person of SEED_PEOPLE) this.addPerson(person);
    const now = Date.now();
    for (const { by, minutes, likes = [], comments = [], ...post } of SEED_POSTS) {
      const author = this.personByEmail(by);
      const created = this.addPost(author, post, now - minutes * MINUTE);
      for (const email of likes) this.likes.add(`${created.id} ${this.personByEmail(email).id}`);
      this.#seedComments(created, comments, now - minutes * MINUTE);
    }
    this.log.clear();
  }

  /**
   * @param {any} post
   * @param {any[]} comments
   * @param {number} at
   */
  #seedComments(post, comments, at) {
    /** @type {any[]} */
    const made = [];
    for (const [index, { by, content, to }] of comments.entries()) {
      const parentId = to === undefined ? null : made[to].id;
      const time = Math.min(Date.now(), at + (index + 1) * MINUTE);
      made.push(this.addComment(this.personByEmail(by), post.id, { content, parentId }, time));
    }
  }

  /** The same ids in every run: the colour of a person comes from theirs, and pictures are compared. */
  #newId() {
    this.#ids += 1;
    return `019a0000-0000-7000-8000-${String(this.#ids).padStart(12, "0")}`;
  }

  /** @param {string} id */
  person(id) {
    return this.people.find((person) => person.id === id);
  }

  /** @param {string} email */
  personByEmail(email) {
    return this.people.find((person) => person.email === email);
  }

  /** @param {any} fields */
  addPerson(fields) {
    const person = { id: this.#newId(), avatar: null, createdAt: iso(Date.now()), ...fields };
    person.name = `${person.firstName} ${person.lastName}`;
    this.people.push(person);
    return person;
  }

  /**
   * @param {any} author
   * @param {any} body
   * @param {number} [at]
   */
  addPost(author, body, at = Date.now()) {
    const post = {
      id: this.#newId(),
      authorId: author.id,
      title: null,
      contentKh: null,
      type: "TEXT",
      visibility: "SCHOOL",
      classId: null,
      media: [],
      hashtags: [],
      editedAt: null,
      ...body,
      createdAt: iso(at),
      updatedAt: iso(at),
    };
    this.posts.push(post);
    this.posts.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    const { id: postId, visibility, type: postType, media } = post;
    this.log.emit(this.#audience(post), "post:created", author, {
      postId,
      authorId: author.id,
      authorName: author.name,
      postType,
      visibility,
      preview: post.content.slice(0, 140),
      mediaCount: media.length,
      createdAt: post.createdAt,
    });
    return post;
  }

  /** @param {any} post */
  #audience(post) {
    if (post.visibility === "PRIVATE") return [];
    if (post.visibility === "CONNECTIONS") {
      const connected = this.people.filter(({ id }) => this.connected(id, post.authorId));
      return [post.authorId, ...connected.map(({ id }) => id)].map((id) => `user:${id}`);
    }
    return [`tenant:${this.tenantId}`];
  }

  /**
   * @param {string} a
   * @param {string} b
   */
  connected(a, b) {
    return this.follows.has(`${a} ${b}`) && this.follows.has(`${b} ${a}`);
  }

  /**
   * @param {any} viewer
   * @param {any} post
   */
  mayRead(viewer, post) {
    if (post.authorId === viewer.id || post.visibility === "PUBLIC") return true;
    if (post.visibility === "SCHOOL") return true;
    return post.visibility === "CONNECTIONS" && this.connected(viewer.id, post.authorId);
  }

  /**
   * @param {any} post
   * @param {any} body
   */
  editPost(post, body) {
    const at = iso(Date.now());
    Object.assign(post, { contentKh: null, title: null, media: [], hashtags: [] }, body);
    Object.assign(post, { editedAt: at, updatedAt: at });
    const audience = [...this.#audience(post), `post:${post.id}`];
    const data = { postId: post.id, changed: ["content"], updatedAt: at };
    this.log.emit(audience, "post:updated", this.person(post.authorId), data);
  }

  /** @param {any} post */
  deletePost(post) {
    this.posts = this.posts.filter((other) => other !== post);
    const audience = [...this.#audience(post), `post:${post.id}`];
    this.log.emit(audience, "post:deleted", this.person(post.authorId), { postId: post.id });
  }

  /** @param {string} postId */
  counts(postId) {
    const likesCount = [...this.likes].filter((like) => like.startsWith(`${postId} `)).length;
    const commentsCount = this.comments.filter((comment) => comment.postId === postId).length;
    return { likesCount, commentsCount };
  }

  /**
   * @param {any} viewer
   * @param {any} post
   * @param {boolean} liked
   */
  setLike(viewer, post, liked) {
    const like = `${post.id} ${viewer.id}`;
    if (this.likes.has(like) === liked) return;
    if (liked) this.likes.add(like);
    else this.likes.delete(like);
    const data = { postId: post.id, ...this.counts(post.id) };
    if (!liked) {
      this.log.emit([`post:${post.id}`], "post:stats", viewer, data, false);
      return;
    }
    const { likesCount } = data;
    const audience = [`user:${post.authorId}`, `post:${post.id}`];
    const event = { postId: post.id, userId: viewer.id, userName: viewer.name, likesCount };
    this.log.emit(audience, "post:liked", viewer, event);
    this.notify(post.authorId, viewer, "POST_LIKE", post.id);
  }

  /**
   * @param {any} author
   * @param {string} postId
   * @param {any} body
   * @param {number} [at]
   */
  addComment(author, postId, { content, parentId = null }, at = Date.now()) {
    const parent = this.comments.find(({ id }) => id === parentId);
    const depth = parent === undefined ? 1 : Math.min(parent.depth + 1, 3);
    const comment = {
      id: this.#newId(),
      postId,
      parentId,
      depth,
      authorId: author.id,
      content,
      createdAt: iso(at),
    };
    this.comments.push(comment);
    const post = this.posts.find(({ id }) => id === postId);
    const audience = [`user:${post.authorId}`, `post:${postId}`];
    if (parent !== undefined) audience.push(`user:${parent.authorId}`);
    this.log.emit(audience, "comment:created", author, {
      postId,
      commentId: comment.id,
      parentId,
      authorId: author.id,
      authorName: author.name,
      preview: content.slice(0, 140),
      commentsCount: this.counts(postId).commentsCount,
    });
    if (parent !== undefined) this.notify(parent.authorId, author, "COMMENT_REPLY", postId);
    this.notify(post.authorId, author, "POST_COMMENT", postId);
    return comment;
  }

  /**
   * @param {any} viewer
   * @param {any} target
   * @param {boolean} following
   */
  setFollow(viewer, target, following) {
    const key = `${viewer.id} ${target.id}`;
    if (!following) this.follows.delete(key);
    else if (!this.follows.has(key)) {
      this.follows.set(key, iso(Date.now()));
      const data = { userId: viewer.id, userName: viewer.name, avatar: null, status: "ACCEPTED" };
      this.log.emit([`user:${target.id}`], "user:followed", viewer, data);
      this.notify(target.id, viewer, "NEW_FOLLOWER", viewer.id);
    }
  }

  /**
   * @param {string} receiverId
   * @param {any} actor
   * @param {string} type
   * @param {string} entityId
   */
  notify(receiverId, actor, type, entityId) {
    if (receiverId === actor.id) return;
    const groupKey = `${type}:${entityId}`;
    // Two in the same millisecond have an order too.
    this.#told = Math.max(Date.now(), this.#told + 1);
    const at = iso(this.#told);
    const open = this.notifications.find(
      (other) => other.receiverId === receiverId && other.groupKey === groupKey && !other.read,
    );
    const isPost = type !== "NEW_FOLLOWER";
    const item = open ?? {
      id: this.#newId(),
      receiverId,
      type,
      priority: "NORMAL",
      title: type,
      groupKey,
      groupCount: 0,
      link: isPost ? `/posts/${entityId}` : `/users/${entityId}`,
      actionUrl: null,
      entityType: isPost ? "post" : "user",
      entityId,
      read: false,
      readAt: null,
      createdAt: at,
    };
    if (open === undefined) this.notifications.unshift(item);
    Object.assign(item, { actorId: actor.id, message: `${actor.name}: ${type}`, updatedAt: at });
    item.groupCount += 1;
    const { id, priority, title, message, link, groupCount, createdAt } = item;
    const data = { id, type, priority, title, message, link, groupKey, groupCount, createdAt };
    this.log.emit([`user:${receiverId}`], "notification:new", actor, data);
  }

  /**
   * @param {any} viewer
   * @param {string[] | "all"} ids
   */
  markRead(viewer, ids) {
    let marked = 0;
    for (const item of this.notifications) {
      if (item.receiverId !== viewer.id || item.read || (ids !== "all" && !ids.includes(item.id)))
        continue;
      Object.assign(item, { read: true, readAt: iso(Date.now()) });
      marked += 1;
    }
    const data = { ids, unreadCount: this.unread(viewer) };
    this.log.emit([`user:${viewer.id}`], "notification:read", viewer, data);
    return marked;
  }

  /** @param {any} viewer */
  unread(viewer) {
    return this.notifications.filter((item) => item.receiverId === viewer.id && !item.read).length;
  }
}

/** @param {number} time */
function iso(time) {
  return new Date(time).toISOString();
}
