import { Topics } from "../../realtime/topics.js";
import { envelope } from "./world.js";

/** A client that tells what a test says. */
export class Source {
  #topics = new Topics();

  subscribe = (/** @type {string} */ type, /** @type {any} */ listener) =>
    this.#topics.add(type, listener);

  /**
   * @param {string} type
   * @param {object} data
   */
  say(type, data) {
    const given = envelope(type, data);
    for (const listener of this.#topics.of(type)) listener(given);
  }
}

/**
 * Count the events of a helper.
 *
 * @param {EventTarget} target
 * @param {string} [name]
 * @returns {any[]} their details, growing
 */
export function heard(target, name = "change") {
  /** @type {any[]} */
  const details = [];
  target.addEventListener(name, (e) => details.push(/** @type {any} */ (e).detail));
  return details;
}
