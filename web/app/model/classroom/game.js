import { Emitter } from "../emitter.js";
import { ServerClock } from "./clock.js";
import { isOlder } from "./game-state.js";

/** @typedef {import("./game-state.js").GameState} GameState */
/** @typedef {import("./game-state.js").Rank} Rank */

/** Everybody reads the own result after a reveal; not all in the same instant. */
const SPREAD = 600;
const RETRY = 2000;
/** Answers under way when the time is up still count; the reveal waits for them. */
const GRACE = 600;
/** The pages of players ask to go on within this time; the page of the host asks before them. */
const TURNS = 2000;
/** Where the host leads: how long players wait for the reveal before they ask for it. */
const PATIENCE = 10_000;

/**
 * A game as one screen shows it: begun from what the API says, moved on by events, read again when
 * events were lost. Emits `change`.
 */
export class Game extends Emitter {
  clock;
  /** @type {"loading" | "ready" | "error" | "outside" | "away" | "gone"} */
  status = "loading";
  /** @type {unknown} */
  error = null;
  /** @type {GameState | null} */
  state = null;
  /** @type {Rank | null} */
  rank = null;
  /** @type {any} */
  results = null;
  #api;
  #random;
  #stopped = false;
  /** @type {Set<ReturnType<typeof setTimeout>>} */
  #timers = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #step;
  #reading = 0;
  #asking = 0;
  /** What was told since the first of the requests that are on their way. @type {(() => void)[]} */
  #meanwhile = [];

  /**
   * @param {Pick<import("../../../client/api.js").ApiClient, "request">} api
   * @param {string} code
   * @param {{clock?: ServerClock, random?: () => number}} [options]
   */
  constructor(api, code, { clock = new ServerClock(), random = Math.random } = {}) {
    super();
    this.#api = api;
    this.#random = random;
    this.code = code;
    this.clock = clock;
  }

  /** Whether answers are taken now, by the server's clock. */
  get open() {
    const { state } = this;
    return state?.status === "ACTIVE" && state.phase === "question_open" && this.remaining > 0;
  }

  /** Milliseconds until the question closes. */
  get remaining() {
    return this.state?.endsAt ? this.clock.until(this.state.endsAt) : 0;
  }

  get over() {
    return this.state?.status === "COMPLETED" || this.state?.status === "ABANDONED";
  }

  /** Read the game; what arrives out of date is dropped. */
  async load() {
    const reading = ++this.#reading;
    try {
      const taken = await this.#ask("GET", "", undefined, (state) => {
        if (reading !== this.#reading) return false;
        return this.state === null || !isOlder(state, this.state);
      });
      if (!taken) return;
      await this.#readFigures();
    } catch (error) {
      if (reading === this.#reading) this.#failed(error);
    }
    this.emit("change");
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#step);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /**
   * Give an answer; it shows at once, and goes back where the server refuses.
   *
   * @param {import("./answers.js").Answer} answer
   */
  async answer(answer) {
    const { state } = this;
    if (state?.me == null || state.index === null) return;
    const { index } = state;
    const before = state.me.answer;
    state.me = { ...state.me, answer };
    this.emit("change");
    try {
      await this.#send("POST", "/answer", { body: { index, answer } });
    } catch (error) {
      if (this.state?.me && this.state.index === index) {
        this.state.me = { ...this.state.me, answer: before };
      }
      this.emit("change");
      throw error;
    }
  }

  /**
   * What only the host may: each answers with the game as it is then.
   *
   * @param {"start" | "reveal" | "next" | "end" | "lock"} command
   * @param {object} [body]
   */
  async lead(command, body) {
    await this.#ask("POST", `/${command}`, body && { body }, () => {
      this.#reading += 1;
      return true;
    });
    this.emit("change");
    if (this.over) await this.#readFigures().catch(() => {});
    this.emit("change");
  }

  /** @param {string} participantId */
  async kick(participantId) {
    await this.#send("DELETE", `/participants/${participantId}`);
    this.#gone(participantId);
    this.emit("change");
  }

  async leave() {
    await this.#send("POST", "/leave");
  }

  /** @param {{type: string, data: any}} envelope */
  apply({ type, data }) {
    const apply = this.#events[type];
    if (data?.code !== this.code || apply === undefined) return;
    if (this.#asking > 0) this.#meanwhile.push(() => apply(data));
    if (this.state === null) return;
    apply(data);
    this.#plan();
    this.emit("change");
  }

  /** @type {Record<string, (data: any) => void>} */
  #events = {
    "live:participant_joined": ({ participantId, nickname, participantCount }) => {
      const { state } = this;
      if (state === null) return;
      const others = state.players.filter((player) => player.participantId !== participantId);
      state.players = [...others, { participantId, nickname, guest: false }];
      state.participantCount = participantCount;
    },
    "live:participant_left": ({ participantId, participantCount }) => {
      this.#gone(participantId);
      if (this.state !== null) this.state.participantCount = participantCount;
    },
    "live:participant_kicked": ({ participantId }) => {
      this.#gone(participantId);
      if (this.state?.me?.participantId === participantId) this.status = "away";
    },
    "live:locked": ({ locked }) => {
      if (this.state !== null) this.state.locked = locked;
    },
    "live:started": ({ totalQuestions, settings }) => {
      if (this.state?.status !== "LOBBY") return;
      Object.assign(this.state, { status: "ACTIVE", total: totalQuestions, settings });
    },
    "live:question": (data) => this.#question(data),
    "live:answer_count": ({ index, answered }) => {
      const { state } = this;
      if (state === null || state.index !== index) return;
      // Counts may overtake one another.
      state.answered = Math.max(state.answered ?? 0, answered);
    },
    "live:reveal": (data) => this.#revealed(data),
    "live:leaderboard": ({ index, top, totalParticipants }) => {
      if (this.state === null || (this.state.index ?? -1) > index) return;
      this.state.leaderboard = { index, top, totalParticipants };
    },
    "live:ended": ({ podium, totalParticipants }) => {
      const { state } = this;
      if (state === null || this.over) return;
      state.status = "COMPLETED";
      state.leaderboard = { index: state.index, top: podium, totalParticipants };
      this.#soon(() => void this.load());
    },
  };

  /** @param {any} data */
  #question({ index, total, question, startsAt, endsAt, points }) {
    const { state } = this;
    if (state === null || this.over) return;
    if (index <= (state.index ?? -1)) return;
    Object.assign(state, { status: "ACTIVE", phase: "question_open", index, total, question });
    Object.assign(state, { startsAt, endsAt, points, nextAt: null, reveal: null, answered: 0 });
    if (state.me !== null) state.me = { ...state.me, answer: null, correct: null, points: null };
  }

  /** @param {any} data */
  #revealed({ index, correct, distribution, nextAt }) {
    const { state } = this;
    if (state === null || state.index !== index || state.phase === "revealed") return;
    state.phase = "revealed";
    state.nextAt = nextAt ?? null;
    state.reveal = { index, correct, distribution, answered: state.answered ?? 0 };
    // The own points are in no event: they are nobody else's business.
    if (state.role === "player") this.#soon(() => void this.load());
  }

  /**
   * Ask for the state, and take it over with what was told while the answer was on its way.
   *
   * @param {"GET" | "POST"} method
   * @param {string} path
   * @param {object | undefined} options
   * @param {(state: GameState) => boolean} wanted
   * @returns {Promise<boolean>} whether it was wanted
   */
  async #ask(method, path, options, wanted) {
    this.#asking += 1;
    try {
      const state = await this.clock.ask(() => this.#send(method, path, options));
      if (!wanted(state)) return false;
      this.state = state;
      this.status = "ready";
      this.error = null;
      // Each of them says how something is, so that it may be said twice.
      for (const again of this.#meanwhile) again();
      this.#plan();
      return true;
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) this.#meanwhile = [];
    }
  }

  /**
   * Ask the server to go on when the time has come, by its clock: no page has to lead, and whoever
   * asks first does it for all.
   *
   * @param {number} [least] milliseconds to wait at least
   */
  #plan(least = 0) {
    clearTimeout(this.#step);
    const { state } = this;
    if (this.#stopped || state?.status !== "ACTIVE") return;
    const revealed = state.phase === "revealed";
    const due = revealed ? state.nextAt : state.endsAt;
    const leads = state.role === "host";
    const alone = revealed || Boolean(state.settings.autoAdvance);
    if (due == null || (leads && !alone)) return;
    const turn = leads ? 0 : this.#random() * TURNS + (alone ? 0 : PATIENCE);
    const wait = Math.max(this.clock.until(due), least) + GRACE + turn;
    this.#step = setTimeout(() => void this.#advance(), wait);
  }

  async #advance() {
    const { state: before } = this;
    try {
      await this.#ask("POST", "/advance", undefined, (state) => {
        return !this.#stopped && (this.state === null || !isOlder(state, this.state));
      });
      if (this.state?.phase !== before?.phase || this.over) await this.#readFigures();
    } catch {
      // Somebody else asks, or this page does again.
    }
    this.#plan(RETRY);
    this.emit("change");
  }

  /** The own place after a reveal, and the results at the end. */
  async #readFigures() {
    if (this.over) this.results = await this.#send("GET", "/results");
    else if (this.state?.role === "player" && this.state.phase === "revealed")
      this.rank = await this.#send("GET", "/rank");
  }

  /** @param {unknown} error */
  #failed(error) {
    const { status, code, temporary } = /** @type {any} */ (error);
    if (code === "sent_away") this.status = "away";
    else if (code === "not_in_game") this.status = "outside";
    else if (status === 404 || status === 401) this.status = "gone";
    else if (this.state === null) {
      this.status = "error";
      this.error = error;
    } else if (temporary) this.#later(RETRY, () => void this.load());
  }

  /** @param {string} participantId */
  #gone(participantId) {
    const { state } = this;
    if (state === null) return;
    const before = state.players.length;
    state.players = state.players.filter((player) => player.participantId !== participantId);
    state.participantCount -= before - state.players.length;
  }

  /** @param {() => void} task */
  #soon(task) {
    this.#later(this.#random() * SPREAD, task);
  }

  /**
   * @param {number} delay
   * @param {() => void} task
   */
  #later(delay, task) {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delay);
    this.#timers.add(timer);
  }

  /**
   * @param {"GET" | "POST" | "DELETE"} method
   * @param {string} path
   * @param {object} [options]
   */
  #send(method, path, options) {
    return this.#api.request(method, `/live/${this.code}${path}`, options);
  }
}
