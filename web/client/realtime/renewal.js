import { askForToken } from "./attempt.js";

/** How soon a token that could not be renewed is asked for again. */
const AGAIN = 5000;

/** Replaces the token of an open stream before it ends. */
export class Renewal {
  #settings;
  #on;
  /** @type {object | null} */
  #run = null;
  /** @type {unknown} */
  #timer;

  /**
   * @param {import("./options.js").Settings} settings
   * @param {{renewed: () => void, refused: () => void}} on
   */
  constructor(settings, on) {
    this.#settings = settings;
    this.#on = on;
  }

  /** @param {number | null} expiresAt null, or a time that is past, leaves it to the server */
  start(expiresAt) {
    this.stop();
    if (expiresAt === null) return;
    const left = expiresAt - this.#settings.clock.now();
    if (left <= 0) return;
    this.#run = {};
    // A short-lived token is used for half of its life at least.
    this.#wait(Math.max(left - this.#settings.renewBefore, left / 2));
  }

  stop() {
    this.#settings.clock.clearTimeout(this.#timer);
    this.#run = null;
  }

  /** @param {number} milliseconds */
  #wait(milliseconds) {
    this.#timer = this.#settings.clock.setTimeout(() => void this.#renew(), milliseconds);
  }

  async #renew() {
    const run = this.#run;
    try {
      const credentials = await askForToken(this.#settings, true);
      if (this.#run !== run) return;
      if (credentials === null) this.#on.refused();
      else this.#on.renewed();
    } catch {
      if (this.#run === run) this.#wait(AGAIN);
    }
  }
}
