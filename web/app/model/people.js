import { Emitter } from "./emitter.js";
import { Refresher } from "./refresher.js";

/** @typedef {import("../../client/api/types.js").Person} Person */
/** @typedef {"following" | "followers"} ListName */

/**
 * @typedef {object} PeopleList
 * @property {"loading" | "ready" | "error"} status
 * @property {Person[]} people
 * @property {boolean} hasMore
 * @property {boolean} loadingMore
 * @property {string | null} cursor
 * @property {unknown} error
 */

const PAGE = 50;
const INTERVAL = 2000;

/** Whom this person follows, and who follows them. Emits `change`. */
export class People extends Emitter {
  #api;
  #me;
  #refresher;
  /** Relations that this tab knows, by person. @type {Map<string, "ACCEPTED"|"PENDING"|"NONE">} */
  #relations = new Map();
  /** @type {Record<ListName, PeopleList>} */
  lists = { following: emptyList(), followers: emptyList() };

  /**
   * @param {import("../../client/api.js").ApiClient} api
   * @param {string} me
   */
  constructor(api, me) {
    super();
    this.#api = api;
    this.#me = me;
    this.#refresher = new Refresher(async () => {
      await Promise.all([this.#read("following"), this.#read("followers")]);
    }, INTERVAL);
  }

  /**
   * @param {string} id
   * @returns {"ACCEPTED" | "PENDING" | "NONE"}
   */
  relation(id) {
    return this.#relations.get(id) ?? "NONE";
  }

  load() {
    this.#refresher.request();
  }

  stop() {
    this.#refresher.stop();
  }

  /** @param {ListName} name */
  async more(name) {
    const list = this.lists[name];
    if (!list.hasMore || list.loadingMore) return;
    this.#set(name, { loadingMore: true });
    try {
      const query = { limit: PAGE, cursor: list.cursor };
      const { data, pageInfo } = await this.#api[name](this.#me, query);
      const known = new Set(list.people.map(({ id }) => id));
      const people = [...list.people, ...data.filter(({ id }) => !known.has(id))];
      this.#learn(data);
      this.#set(name, { people, cursor: pageInfo.nextCursor, hasMore: pageInfo.hasMore });
    } finally {
      this.#set(name, { loadingMore: false });
    }
  }

  /**
   * Follow or leave a person; shows at once, and goes back where the server refuses.
   *
   * @param {string} id
   * @param {boolean} following
   */
  async follow(id, following) {
    const before = this.relation(id);
    this.#relations.set(id, following ? "ACCEPTED" : "NONE");
    this.emit("change");
    try {
      const { status } = await this.#api.follow(id, following);
      this.#relations.set(id, status);
    } catch (error) {
      this.#relations.set(id, before);
      throw error;
    } finally {
      this.emit("change");
    }
    this.load();
  }

  /** @param {ListName} name */
  async #read(name) {
    try {
      const { data, pageInfo } = await this.#api[name](this.#me, { limit: PAGE });
      this.#learn(data);
      const { nextCursor: cursor, hasMore } = pageInfo;
      this.#set(name, { status: "ready", people: data, cursor, hasMore });
    } catch (error) {
      if (this.lists[name].status !== "ready") this.#set(name, { status: "error", error });
      throw error;
    }
  }

  /** @param {Person[]} people */
  #learn(people) {
    for (const { id, followedByMe } of people) {
      // "Followed" may still wait for consent; only the answer to a request tells that apart.
      if (followedByMe && this.relation(id) === "NONE") this.#relations.set(id, "ACCEPTED");
      if (!followedByMe && this.relation(id) === "ACCEPTED") this.#relations.set(id, "NONE");
    }
  }

  /**
   * @param {ListName} name
   * @param {Partial<PeopleList>} fields
   */
  #set(name, fields) {
    this.lists[name] = { ...this.lists[name], ...fields };
    this.emit("change");
  }
}

/** @returns {PeopleList} */
function emptyList() {
  return {
    status: "loading",
    people: [],
    hasMore: false,
    loadingMore: false,
    cursor: null,
    error: null,
  };
}
