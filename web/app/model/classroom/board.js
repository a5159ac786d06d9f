import { Emitter } from "../emitter.js";
import { Refresher } from "../refresher.js";
import { Told } from "../told.js";
import { BoardQuestions } from "./board-questions.js";
import { Polls } from "./polls.js";
import { Reactions } from "./reactions.js";

/** @typedef {import("./board-questions.js").BoardQuestion} BoardQuestion */
/** @typedef {import("./board-questions.js").Sort} Sort */

const PAGE = 50;
/** A read is two requests, and a person has a hundred of them a minute for everything. */
const INTERVAL = 2000;
/** Events that change the board itself, which a read replaces as a whole. */
const OF_THE_BOARD = /^board:(updated|presenting|poll_opened|poll_closed)$/;

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
  /** @type {Sort} */
  sort = "top";
  /** @type {string | null} */
  filter = null;
  /** @type {string | null} */
  tag = null;
  loadingMore = false;
  #api;
  /** @type {Told<any>} */
  #told = new Told();
  #questions = new BoardQuestions(this.#told);
  /** Votes on their way, and the count that was told meanwhile. @type {Map<string, number | null>} */
  #voting = new Map();
  #refresher;
  #reading = 0;
  /** Whether an event came that the answer of the last read may not know yet. */
  #overtaken = false;

  /**
   * @param {Pick<import("../../../client/api.js").ApiClient, "request" | "requestCreation">} api
   * @param {string} id
   */
  constructor(api, id) {
    super();
    this.#api = api;
    this.id = id;
    this.polls = new Polls(api, id, this.#told, () => this.emit("change"));
    this.reactions = new Reactions(api, id);
    this.#refresher = new Refresher(() => this.#read(), INTERVAL);
  }

  /** The questions that the reader has chosen, in their order. */
  get questions() {
    return this.#questions.chosen(this);
  }

  /** @param {string} id */
  question(id) {
    return this.#questions.get(id);
  }

  get hasMore() {
    return this.#questions.hasMore;
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
    this.reactions.stop();
  }

  /** @param {{sort?: Sort, filter?: string | null, tag?: string | null}} wish */
  async choose({ sort = this.sort, filter = this.filter, tag = this.tag }) {
    Object.assign(this, { sort, filter, tag });
    this.#questions.clear();
    this.emit("change");
    await this.load();
  }

  async more() {
    if (!this.hasMore || this.loadingMore) return;
    this.loadingMore = true;
    this.emit("change");
    try {
      await this.#told.during(async () => {
        this.#questions.append(await this.#list({ cursor: this.#questions.cursor }));
      });
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
    return this.#told.during(async () => {
      const question = await this.#api.requestCreation("/questions", given);
      this.#questions.keep(question);
      this.emit("change");
      return question;
    });
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
    if (question === null || question.isFrozen || question.voted === voted) return;
    const before = question.upvotes;
    this.#voting.set(id, null);
    this.#change(id, { voted, upvotes: Math.max(0, before + (voted ? 1 : -1)) });
    try {
      const read = await this.#api.request(voted ? "POST" : "DELETE", `/questions/${id}/upvote`);
      // What was told may be older than the answer; then the event of this vote is still to come.
      const upvotes = this.#voting.get(id) ?? read.upvotes;
      this.#change(id, { voted: read.voted, upvotes });
      if (this.detail?.votesLeft !== null && this.detail !== null) {
        this.detail.votesLeft += voted ? -1 : 1;
        this.emit("change");
      }
    } catch (error) {
      this.#change(id, { voted: !voted, upvotes: this.#voting.get(id) ?? before });
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
    else if (read?.id === id) this.#questions.keep(read);
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

  /** @param {{type: string, data: any, channel: string}} envelope */
  apply({ type, data }) {
    if (!/^(question|board):/.test(type) || (data.boardId ?? this.id) !== this.id) return;
    if (this.detail === null || OF_THE_BOARD.test(type)) this.#overtaken = true;
    if (this.detail === null) return;
    const apply = this.#events[type];
    if (apply === undefined) return;
    apply(data);
    this.emit("change");
  }

  /** @type {Record<string, (data: any) => void>} */
  #events = {
    "question:created": (data) => {
      if (data.boardId !== this.id || this.#questions.has(data.id)) return;
      this.#questions.announce(data);
      // Who asked, and what the reader may do with it, is in no event.
      this.refresh();
    },
    "question:upvoted": ({ questionId, upvotes }) => {
      // The own vote is shown already, and this may not count it yet.
      if (this.#voting.has(questionId)) this.#voting.set(questionId, upvotes);
      else this.#change(questionId, { upvotes });
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
    "board:poll_results": (data) => this.polls.count(data) || this.refresh(),
    "board:poll_closed": (data) => this.polls.count(data, { status: "CLOSED" }) || this.refresh(),
    "board:reaction": ({ emoji, count }) => this.emit("reaction", { emoji, count }),
  };

  async #read() {
    const reading = ++this.#reading;
    this.#overtaken = false;
    const limit = Math.min(100, Math.max(PAGE, this.#questions.size));
    const detail = await this.#told.during(async () => {
      const [{ polls, ...detail }, page] = await Promise.all([
        this.#api.request("GET", `/boards/${this.id}`),
        this.#list({ limit }),
      ]);
      if (reading !== this.#reading) return null;
      this.polls.all = this.#told.over(polls ?? []);
      this.#questions.replace(page, this.sort);
      return detail;
    });
    if (detail === null) return;
    this.detail = detail;
    this.status = "ready";
    this.error = null;
    this.emit("change");
    // What was told meanwhile may be newer than what was read: read once more.
    if (this.#overtaken) this.refresh();
    const shown = detail.presentingQuestionId;
    if (shown && !this.#questions.has(shown)) await this.#readOne(shown);
  }

  /** @param {string} id */
  async #readOne(id) {
    try {
      await this.#told.during(async () => {
        this.#questions.keep(await this.#api.request("GET", `/questions/${id}`));
      });
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

  /**
   * @param {string} id
   * @param {Partial<BoardQuestion>} values
   */
  #change(id, values) {
    if (this.#questions.change(id, values)) this.emit("change");
  }
}
