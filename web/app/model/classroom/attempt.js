import { Emitter } from "../emitter.js";
import { ServerClock } from "./clock.js";

const PAUSE = 800;
const RETRY = 4000;

/**
 * A quiz taken alone. Every answer is saved shortly after it was given; what is saved counts, even
 * if nobody hands it in. Emits `change`.
 */
export class Attempt extends Emitter {
  clock;
  /** @type {"new" | "starting" | "open" | "handing-in" | "done"} */
  status = "new";
  /** @type {"saved" | "saving" | "unsaved"} */
  saved = "saved";
  /** @type {any} */
  sheet = null;
  /** @type {Record<string, import("./answers.js").Answer>} */
  answers = {};
  /** @type {any} */
  result = null;
  #api;
  #path;
  #version = 0;
  #stopped = false;
  /** @type {Promise<void> | null} */
  #saving = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #end;

  /**
   * @param {Pick<import("../../../client/api.js").ApiClient, "request">} api
   * @param {string} quizId
   * @param {ServerClock} [clock]
   */
  constructor(api, quizId, clock = new ServerClock()) {
    super();
    this.#api = api;
    this.#path = `/quizzes/${quizId}/attempts`;
    this.clock = clock;
  }

  /** Milliseconds left, or null where there is no limit. */
  get remaining() {
    return this.sheet?.deadlineAt ? this.clock.until(this.sheet.deadlineAt) : null;
  }

  get answered() {
    return Object.keys(this.answers).length;
  }

  /** Begin, or go on with the attempt that is open. */
  async start() {
    this.#set("starting");
    try {
      this.sheet = await this.clock.ask(() => this.#api.request("POST", this.#path));
    } catch (error) {
      this.#set("new");
      throw error;
    }
    this.answers = { ...this.sheet.answers };
    this.#set("open");
    const { remaining } = this;
    if (remaining !== null) this.#end = setTimeout(() => void this.#timeIsUp(), remaining);
  }

  /**
   * @param {string} questionId
   * @param {import("./answers.js").Answer | null} answer null takes it back
   */
  give(questionId, answer) {
    if (this.status !== "open") return;
    this.answers = { ...this.answers };
    if (answer === null) delete this.answers[questionId];
    else this.answers[questionId] = answer;
    this.#version += 1;
    this.saved = "unsaved";
    this.emit("change");
    this.#plan(PAUSE);
  }

  /** Hand in; after the deadline what was saved is graded. */
  async submit() {
    if (this.status !== "open") return;
    clearTimeout(this.#timer);
    this.#set("handing-in");
    try {
      await this.#saving;
      const body = { answers: this.answers };
      const path = `${this.#path}/${this.sheet.id}/submit`;
      this.result = await this.#api.request("POST", path, { body });
    } catch (error) {
      this.#set("open");
      throw error;
    }
    this.stop();
    this.saved = "saved";
    this.#set("done");
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#end);
  }

  /** Save now, for a page that is about to go. */
  flush() {
    if (this.status !== "open" || this.saved !== "unsaved") return;
    clearTimeout(this.#timer);
    this.#saveNow();
  }

  /** @param {number} delay */
  #plan(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#saveNow(), delay);
  }

  #saveNow() {
    this.#saving ??= this.#save().finally(() => (this.#saving = null));
  }

  async #save() {
    const version = this.#version;
    this.saved = "saving";
    this.emit("change");
    try {
      const body = { answers: this.answers };
      await this.#api.request("PUT", `${this.#path}/${this.sheet.id}`, { body });
      this.saved = version === this.#version ? "saved" : "unsaved";
    } catch (error) {
      this.saved = "unsaved";
      const { temporary, retryAfter = 0 } = /** @type {any} */ (error);
      if (temporary && !this.#stopped) this.#plan(Math.max(RETRY, retryAfter * 1000));
    }
    this.emit("change");
    if (version !== this.#version && !this.#stopped) this.#plan(PAUSE);
  }

  async #timeIsUp() {
    try {
      await this.submit();
    } catch {
      // The server grades what was saved in any case; the result is read when it can be.
      if (!this.#stopped) this.#end = setTimeout(() => void this.#timeIsUp(), RETRY);
    }
  }

  /** @param {Attempt["status"]} status */
  #set(status) {
    this.status = status;
    this.emit("change");
  }
}
