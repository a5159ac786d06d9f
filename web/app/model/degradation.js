import { Emitter } from "./emitter.js";

/** Not every route uses the part that is away: one answer that is well proves nothing. */
const HOLD = 60_000;

/** Whether the service works without one of its parts. Emits `change`. */
export class Degradation extends Emitter {
  active = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** An answer says so; it holds until none has for a minute. */
  report() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(false), HOLD);
    this.#show(true);
  }

  /** @param {boolean} active */
  #show(active) {
    if (active === this.active) return;
    this.active = active;
    this.emit("change");
  }
}
