import { Observable } from "./observable.js";

/** A typist of whom nothing more is heard has stopped, or gone. */
const EXPIRES = 8000;

/** While somebody types on, others hear of it this often. */
const SENDS = 2500;

/** Who is typing in which conversation. Emits `change` with the id of the conversation. */
export class Typists extends Observable {
  /** @type {Map<string, Set<string>>} */
  #typing = new Map();

  /**
   * @param {import("./observable.js").Client} client
   * @param {{clock?: import("../realtime/options.js").Clock}} [options]
   */
  constructor(client, { clock } = {}) {
    super(clock);
    this.follow(client, {
      "typing:start": ({ conversationId, userId, expiresInMs = EXPIRES }) =>
        this.#started(conversationId, userId, expiresInMs),
      "typing:stop": ({ conversationId, userId }) => this.#stopped(conversationId, userId),
      // Whoever has sent a message is not typing it any more.
      "message:created": ({ conversationId, senderId }) => this.#stopped(conversationId, senderId),
    });
  }

  /**
   * The ids of those who are typing, who began first coming first.
   *
   * @param {string} conversationId
   */
  in(conversationId) {
    return [...(this.#typing.get(conversationId) ?? [])];
  }

  /**
   * @param {string} conversationId
   * @param {string} userId
   * @param {number} milliseconds
   */
  #started(conversationId, userId, milliseconds) {
    const wait = Math.min(Math.max(milliseconds, 0), EXPIRES);
    const stop = () => this.#stopped(conversationId, userId);
    this.timers.set(`${conversationId} ${userId}`, wait, stop);
    const typing = this.#typing.get(conversationId) ?? new Set();
    this.#typing.set(conversationId, typing);
    if (typing.has(userId)) return;
    typing.add(userId);
    this.tell("change", conversationId);
  }

  /**
   * @param {string} conversationId
   * @param {string} userId
   */
  #stopped(conversationId, userId) {
    this.timers.clear(`${conversationId} ${userId}`);
    const typing = this.#typing.get(conversationId);
    if (typing?.delete(userId) !== true) return;
    if (typing.size === 0) this.#typing.delete(conversationId);
    this.tell("change", conversationId);
  }
}

/**
 * Tells others that this person types in a conversation, at most every two and a half seconds.
 *
 *     field.oninput = () => sender.typed(field.value);
 *     form.onsubmit = () => sender.sent();
 */
export class TypingSender {
  #send;
  #clock;
  /** @type {number | null} */
  #toldAt = null;

  /**
   * @param {(op: "start" | "stop") => Promise<unknown>} send failures are nobody's concern
   * @param {Pick<import("../realtime/options.js").Clock, "now">} [clock]
   */
  constructor(send, clock = Date) {
    this.#send = send;
    this.#clock = clock;
  }

  /** The field changed. @param {string} text what it holds now */
  typed(text) {
    if (text.trim() === "") {
      this.stopped();
      return;
    }
    const now = this.#clock.now();
    if (this.#toldAt !== null && now - this.#toldAt < SENDS) return;
    this.#toldAt = now;
    this.#tell("start");
  }

  /** The message went out, and says by itself that its typist has stopped. */
  sent() {
    this.#toldAt = null;
  }

  /** The field was emptied or left. */
  stopped() {
    const told = this.#toldAt;
    this.#toldAt = null;
    // What is older than the expiry has been forgotten by itself.
    if (told !== null && this.#clock.now() - told < EXPIRES) this.#tell("stop");
  }

  /** @param {"start" | "stop"} op */
  #tell(op) {
    this.#send(op).catch(() => {});
  }
}
