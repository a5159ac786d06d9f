import { Emitter } from "../emitter.js";
import { Refresher } from "../refresher.js";

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
 * @typedef {{id: string, kind: "CHOICE" | "RATING" | "WORDCLOUD", prompt: string,
 *   options: string[], multiple: boolean, status: "OPEN" | "CLOSED", counts: number[],
 *   words: string[], total: number, voted: boolean}} Poll
 */

const PAGE = 50;
const INTERVAL = 800;
const BURST = 350;
const MOST_REACTIONS = 20;

export const EMOJI = ["👍", "👏", "❤️", "😂", "🤔", "🎉"];

/**
 * The order in which questions stand, as the server has it. Ids are UUIDv7: the greater is newer.
 *
 * @param {"top" | "new"} sort
 * @returns {(a: BoardQuestion, b: BoardQuestion) => number}
 */
export function orderBy(sort) {
  const newer = (/** @type {BoardQuestion} */ a, /** @type {BoardQuestion} */ b) =>
    a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
  if (sort === "new") return newer;
  return (a, b) => Number(b.isPinned) - Number(a.isPinned) || b.upvotes - a.upvotes || newer(a, b);
}

/**
 * A board with its questions and polls: read once, and moved on by events. Emits `change`,
 * `reaction` with an emoji and a count.
 */
export class Board extends Emitter {
  /** @type {"loading" | "ready" | "error" | "gone"} */
  status = "loading";
  /** @type {unknown} */
  error = null;
  /** @type {any} */
  detail = null;
  /** @type {"top" | "new"} */
  sort = "top";
  /** @type {string | null} */
  filter = null;
  /** @type {string | null} */
  tag = null;
  hasMore = false;
  loadingMore = false;
  #api;
  /** @type {string | null} */
  #cursor = null;
  /** @type {Map<string, BoardQuestion>} */
  #questions = new Map();
  /** Votes on their way, by question. @type {Map<string, boolean>} */
  #voting = new Map();
  /** Counters that arrived for questions that are still being read. @type {Map<string, number>} */
  #counts = new Map();
  #refresher;
  #reading = 0;
  /** @type {Map<string, number>} */
  #burst = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #burstTimer;

  /**
   * @param {Pick<import("../../../client/api.js").ApiClient, "request" | "requestCreation">} api
   * @param {string} id
   */
  constructor(api, id) {
    super();
    this.#api = api;
    this.id = id;
    this.#refresher = new Refresher(() => this.#read(), INTERVAL);
  }

  /** The questions that the reader has chosen, in their order. */
  get questions() {
    return [...this.#questions.values()].filter((one) => this.#fits(one)).sort(orderBy(this.sort));
  }

  /** @param {string} id */
  question(id) {
    return this.#questions.get(id) ?? null;
  }

  /** What the wall shows large now. */
  get presented() {
    const id = this.detail?.presentingQuestionId;
    return id ? this.question(id) : null;
  }

  async load() {
    try {
      await this.#read();
    } catch (error) {
      const { status } = /** @type {any} */ (error);
      if (status === 404 || status === 401) this.status = "gone";
      else if (this.status !== "ready") {
        this.status = "error";
        this.error = error;
      } else this.refresh();
      this.emit("change");
    }
  }

  refresh() {
    this.#refresher.request();
  }

  stop() {
    this.#refresher.stop();
    clearTimeout(this.#burstTimer);
  }

  /** @param {{sort?: "top" | "new", filter?: string | null, tag?: string | null}} wish */
  async choose({ sort = this.sort, filter = this.filter, tag = this.tag }) {
    Object.assign(this, { sort, filter, tag });
    this.#questions.clear();
    this.hasMore = false;
    this.emit("change");
    await this.load();
  }

  async more() {
    if (!this.hasMore || this.loadingMore) return;
    this.loadingMore = true;
    this.emit("change");
    try {
      const { data, pageInfo } = await this.#list({ cursor: this.#cursor });
      for (const question of data) this.#keep(question);
      this.#cursor = pageInfo.nextCursor;
      this.hasMore = pageInfo.hasMore;
    } finally {
      this.loadingMore = false;
      this.emit("change");
    }
  }

  /**
   * @param {string} body
   * @param {string} key repeats of one text carry one key
   * @returns {Promise<BoardQuestion>}
   */
  async ask(body, key) {
    const given = { body: { boardId: this.id, body }, key };
    const question = await this.#api.requestCreation("/questions", given);
    this.#keep(question);
    this.emit("change");
    return question;
  }

  /**
   * What was asked before and says much the same.
   *
   * @param {string} text
   * @param {AbortSignal} signal
   * @returns {Promise<BoardQuestion[]>}
   */
  async similar(text, signal) {
    const query = { boardId: this.id, similarTo: text };
    const { data } = await this.#api.request("GET", "/questions", { query, signal });
    return data;
  }

  /**
   * Vote, or take the vote back; shows at once, and goes back where the server refuses.
   *
   * @param {string} id
   * @param {boolean} voted
   */
  async vote(id, voted) {
    const question = this.#questions.get(id);
    if (question === undefined || question.isFrozen || question.voted === voted) return;
    const before = question.upvotes;
    this.#voting.set(id, voted);
    this.#change(id, { voted, upvotes: Math.max(0, before + (voted ? 1 : -1)) });
    try {
      const read = await this.#api.request(voted ? "POST" : "DELETE", `/questions/${id}/upvote`);
      this.#change(id, { voted: read.voted, upvotes: read.upvotes });
      if (this.detail?.votesLeft !== null && this.detail !== null) {
        this.detail.votesLeft += voted ? -1 : 1;
        this.emit("change");
      }
    } catch (error) {
      this.#change(id, { voted: !voted, upvotes: before });
      throw error;
    } finally {
      this.#voting.delete(id);
    }
  }

  /**
   * A tool of author or moderator, with the question as it is afterwards.
   *
   * @param {"POST" | "PUT" | "DELETE"} method
   * @param {string} id
   * @param {string} path
   * @param {object} [body]
   */
  async act(method, id, path, body) {
    const read = await this.#api.request(method, `/questions/${id}${path}`, body && { body });
    if (method === "DELETE" && path === "") this.#questions.delete(id);
    else if (read?.id === id) this.#keep(read);
    this.refresh();
    this.emit("change");
  }

  /** @param {string | null} questionId */
  async present(questionId) {
    await this.#api.request("POST", `/boards/${this.id}/present`, { body: { questionId } });
    this.detail = { ...this.detail, presentingQuestionId: questionId };
    this.emit("change");
  }

  /** @param {object} body */
  async save(body) {
    await this.#api.request("PUT", `/boards/${this.id}`, { body });
    await this.load();
  }

  /** @param {object} body */
  async openPoll(body) {
    this.#poll(await this.#api.requestCreation(`/boards/${this.id}/polls`, { body }));
  }

  /**
   * @param {string} id
   * @param {object} body
   */
  async votePoll(id, body) {
    this.#poll(await this.#api.request("POST", `/polls/${id}/vote`, { body }));
  }

  /** @param {string} id */
  async closePoll(id) {
    this.#poll(await this.#api.request("POST", `/polls/${id}/close`));
  }

  /**
   * Taps are gathered, and sent a few times a second at the most.
   *
   * @param {string} emoji
   * @param {(error: unknown) => void} failed
   */
  react(emoji, failed) {
    this.#burst.set(emoji, Math.min(MOST_REACTIONS, (this.#burst.get(emoji) ?? 0) + 1));
    this.#burstTimer ??= setTimeout(() => {
      this.#burstTimer = undefined;
      const burst = [...this.#burst];
      this.#burst.clear();
      for (const [one, count] of burst) {
        const body = { emoji: one, count };
        this.#api.request("POST", `/boards/${this.id}/react`, { body }).catch(failed);
      }
    }, BURST);
  }

  /** @param {{type: string, data: any, channel: string}} envelope */
  apply({ type, data }) {
    if (!/^(question|board):/.test(type) || this.detail === null) return;
    if ((data.boardId ?? this.id) !== this.id) return;
    const apply = this.#events[type];
    if (apply === undefined) return;
    apply(data);
    this.emit("change");
  }

  /** @type {Record<string, (data: any) => void>} */
  #events = {
    "question:created": (data) => {
      if (data.boardId !== this.id || this.#questions.has(data.id)) return;
      this.#keep({ ...BLANK, ...data, isAnonymous: undefined });
      // Who asked, and what the reader may do with it, is in no event.
      this.refresh();
    },
    "question:upvoted": ({ questionId, upvotes }) => {
      // The own vote is shown already; its answer says the count after it.
      if (this.#questions.has(questionId)) {
        if (!this.#voting.has(questionId)) this.#change(questionId, { upvotes });
      } else this.#counts.set(questionId, upvotes);
    },
    "question:answered": ({ id, responseText, respondedAt, status }) =>
      this.#change(id, { responseText, respondedAt, status, canEdit: false }),
    "question:tagged": ({ questionId, tags }) => this.#change(questionId, { tags }),
    "question:untagged": ({ questionId, tags }) => this.#change(questionId, { tags }),
    "question:pinned": ({ questionId, isPinned }) => this.#change(questionId, { isPinned }),
    "question:frozen": ({ questionId, isFrozen }) => this.#change(questionId, { isFrozen }),
    "question:updated": ({ id, body }) => this.#change(id, { body }),
    "question:deleted": ({ id }) => void this.#questions.delete(id),
    "question:merged": ({ id, intoId, upvotes }) => {
      this.#questions.delete(id);
      this.#change(intoId, { upvotes });
    },
    "question:approved": () => this.refresh(),
    "question:rejected": () => this.refresh(),
    "question:review_requested": () => this.refresh(),
    "board:updated": () => this.refresh(),
    "board:presenting": ({ questionId }) => {
      this.detail = { ...this.detail, presentingQuestionId: questionId };
      if (questionId !== null && !this.#questions.has(questionId)) void this.#readOne(questionId);
    },
    "board:poll_opened": () => this.refresh(),
    "board:poll_results": (data) => this.#pollCounts(data, {}),
    "board:poll_closed": (data) => this.#pollCounts(data, { status: "CLOSED" }),
    "board:reaction": ({ emoji, count }) => this.emit("reaction", { emoji, count }),
  };

  /**
   * @param {any} data
   * @param {object} more
   */
  #pollCounts({ pollId, counts, total, words }, more) {
    const known = this.detail.polls?.find((/** @type {Poll} */ one) => one.id === pollId);
    if (known) this.#poll({ ...known, counts, total, words: words ?? known.words, ...more });
    else this.refresh();
  }

  /** @param {Poll} poll */
  #poll(poll) {
    const polls = /** @type {Poll[]} */ (this.detail.polls ?? []);
    const others = polls.map((one) => (one.id === poll.id ? poll : one));
    this.detail = { ...this.detail, polls: others.includes(poll) ? others : [poll, ...others] };
    this.emit("change");
  }

  async #read() {
    const reading = ++this.#reading;
    this.#counts.clear();
    const [detail, page] = await Promise.all([
      this.#api.request("GET", `/boards/${this.id}`),
      this.#list({ limit: Math.min(100, Math.max(PAGE, this.#questions.size)) }),
    ]);
    if (reading !== this.#reading) return;
    this.detail = detail;
    this.#replace(page);
    this.status = "ready";
    this.error = null;
    this.emit("change");
    const shown = detail.presentingQuestionId;
    if (shown && !this.#questions.has(shown)) await this.#readOne(shown);
  }

  /**
   * Take over the first page; what stands behind it stays as it is known.
   *
   * @param {{data: BoardQuestion[], pageInfo: {nextCursor: string | null, hasMore: boolean}}} page
   */
  #replace({ data, pageInfo }) {
    const last = data.at(-1);
    const order = orderBy(this.sort);
    const behind = (/** @type {BoardQuestion} */ one) =>
      pageInfo.hasMore && last !== undefined && order(last, one) < 0;
    const kept = [...this.#questions.values()].filter(behind);
    this.#questions = new Map(kept.map((one) => [one.id, one]));
    for (const question of data) this.#keep(question);
    if (kept.length > 0) return;
    this.#cursor = pageInfo.nextCursor;
    this.hasMore = pageInfo.hasMore;
  }

  /** @param {string} id */
  async #readOne(id) {
    try {
      this.#keep(await this.#api.request("GET", `/questions/${id}`));
      this.emit("change");
    } catch {
      // It was deleted meanwhile; its event says so.
    }
  }

  /** @param {object} query */
  #list(query) {
    const { sort, filter: status, tag, id: boardId } = this;
    const all = { limit: PAGE, ...query, boardId, sort, status, tag };
    return this.#api.request("GET", "/questions", { query: all });
  }

  /** @param {BoardQuestion} question */
  #keep(question) {
    const upvotes = this.#counts.get(question.id);
    this.#questions.set(question.id, upvotes === undefined ? question : { ...question, upvotes });
  }

  /**
   * @param {string} id
   * @param {Partial<BoardQuestion>} values
   */
  #change(id, values) {
    const known = this.#questions.get(id);
    if (known === undefined) return;
    this.#questions.set(id, { ...known, ...values });
    this.emit("change");
  }

  /** @param {BoardQuestion} question */
  #fits({ status, tags }) {
    if (this.tag !== null && !tags.some(({ id }) => id === this.tag)) return false;
    if (this.filter !== null) return status === this.filter;
    return status !== "MERGED" && status !== "REJECTED";
  }
}

/** @type {Omit<BoardQuestion, "id" | "boardId" | "body" | "createdAt">} */
const BLANK = {
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
};
