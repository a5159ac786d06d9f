/**
 * @typedef {{id: string, name: string, color: string}} Tag
 * @typedef {object} BoardQuestion
 * @property {string} id
 * @property {string} boardId
 * @property {{id: string | null, name: string, avatar: string | null} | null} author
 * @property {string} body
 * @property {"OPEN" | "ANSWERED" | "UNDER_REVIEW" | "REJECTED" | "MERGED"} status
 * @property {number} upvotes
 * @property {boolean} voted
 * @property {boolean} mine
 * @property {boolean} isPinned
 * @property {boolean} isFrozen
 * @property {string | null} responseText
 * @property {string | null} respondedAt
 * @property {string[]} reviewReasons
 * @property {string | null} rejectionReason
 * @property {Tag[]} tags
 * @property {boolean} canEdit
 * @property {boolean} canDelete
 * @property {string} createdAt
 * @typedef {"top" | "new"} Sort
 * @typedef {{data: BoardQuestion[],
 *   pageInfo: {nextCursor: string | null, hasMore: boolean}}} Page
 * @typedef {{sort: Sort, filter: string | null, tag: string | null}} Choice
 */

/** What an event about a new question leaves open. */
const BLANK = /** @type {const} */ ({
  author: null,
  status: "OPEN",
  upvotes: 0,
  voted: false,
  mine: false,
  isPinned: false,
  isFrozen: false,
  responseText: null,
  respondedAt: null,
  reviewReasons: [],
  rejectionReason: null,
  tags: [],
  canEdit: false,
  canDelete: false,
});

/**
 * The order in which questions stand, as the server has it. Ids are UUIDv7: the greater is newer.
 *
 * @param {Sort} sort
 * @returns {(a: BoardQuestion, b: BoardQuestion) => number}
 */
export function orderBy(sort) {
  const newer = (/** @type {BoardQuestion} */ a, /** @type {BoardQuestion} */ b) =>
    a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
  if (sort === "new") return newer;
  return (a, b) => Number(b.isPinned) - Number(a.isPinned) || b.upvotes - a.upvotes || newer(a, b);
}

/** The questions of a board that are known here: pages that were read, and what events changed. */
export class BoardQuestions {
  /** Where the next page begins. @type {string | null} */
  cursor = null;
  hasMore = false;
  /** @type {Map<string, BoardQuestion>} */
  #known = new Map();
  #told;

  /** @param {import("../told.js").Told<any>} told about questions while they are read */
  constructor(told) {
    this.#told = told;
  }

  get size() {
    return this.#known.size;
  }

  /** @param {string} id */
  get(id) {
    return this.#known.get(id) ?? null;
  }

  /** @param {string} id */
  has(id) {
    return this.#known.has(id);
  }

  /**
   * Those that a reader has chosen, in their order.
   *
   * @param {Choice} choice
   */
  chosen({ sort, filter, tag }) {
    const fits = (/** @type {BoardQuestion} */ { status, tags }) => {
      if (tag !== null && !tags.some(({ id }) => id === tag)) return false;
      if (filter !== null) return status === filter;
      return status !== "MERGED" && status !== "REJECTED";
    };
    return [...this.#known.values()].filter(fits).sort(orderBy(sort));
  }

  /** @param {BoardQuestion} question */
  keep(question) {
    for (const now of this.#told.over([question])) this.#known.set(now.id, now);
  }

  /** @param {any} data what an event says about a new question: not who asked */
  announce(data) {
    this.keep({ ...BLANK, ...data, isAnonymous: undefined });
  }

  /**
   * @param {string} id
   * @param {Partial<BoardQuestion>} values
   * @returns {boolean} whether the question is known
   */
  change(id, values) {
    this.#told.tell(id, values);
    const known = this.#known.get(id);
    if (known === undefined) return false;
    this.#known.set(id, { ...known, ...values });
    return true;
  }

  /** @param {string} id */
  delete(id) {
    this.#told.tell(id, null);
    this.#known.delete(id);
  }

  clear() {
    this.#known.clear();
    this.hasMore = false;
  }

  /**
   * Take over the first page; what stands behind it stays as it is known.
   *
   * @param {Page} page
   * @param {Sort} sort
   */
  replace({ data, pageInfo }, sort) {
    const last = data.at(-1);
    const order = orderBy(sort);
    const behind = (/** @type {BoardQuestion} */ one) =>
      pageInfo.hasMore && last !== undefined && order(last, one) < 0;
    const kept = [...this.#known.values()].filter(behind);
    this.#known = new Map(kept.map((one) => [one.id, one]));
    for (const question of data) this.keep(question);
    if (kept.length > 0) return;
    this.cursor = pageInfo.nextCursor;
    this.hasMore = pageInfo.hasMore;
  }

  /** @param {Page} page */
  append({ data, pageInfo }) {
    for (const question of data) this.keep(question);
    this.cursor = pageInfo.nextCursor;
    this.hasMore = pageInfo.hasMore;
  }
}
