/**
 * What every helper has in common: it tells `change` events, listens to a client until stop(), and
 * lets go of its timers then.
 */

import { Timers } from "../realtime/timers.js";
import { systemClock } from "../realtime/options.js";

/**
 * The part of RealtimeClient that helpers use.
 *
 * @typedef {object} Client
 * @property {(type: string, listener: import("../realtime/topics.js").Listener) => () => void} subscribe
 */

export class Observable extends EventTarget {
  /** @type {(() => void)[]} */
  #endings = [];
  /** @protected */
  clock;
  /** @protected */
  timers;

  /** @param {import("../realtime/options.js").Clock} [clock] */
  constructor(clock = systemClock) {
    super();
    this.clock = clock;
    this.timers = new Timers(clock);
  }

  /** Stop listening, and forget what was planned. */
  stop() {
    for (const end of this.#endings.splice(0)) end();
    this.timers.clearAll();
  }

  /**
   * @protected
   * @param {Client} client
   * @param {Record<string, (data: any, envelope: import("../realtime/inbox.js").Envelope) => void>} handlers
   *   by event type
   */
  follow(client, handlers) {
    for (const [type, handle] of Object.entries(handlers)) {
      this.#endings.push(client.subscribe(type, (envelope) => handle(envelope.data, envelope)));
    }
  }

  /** @protected */
  changed() {
    this.tell("change");
  }

  /**
   * @protected
   * @param {string} name
   * @param {unknown} [detail]
   */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
