/** A clock that stands still until a test moves it. */
export class FakeClock {
  #now = 1_765_000_000_000;
  #next = 1;
  /** @type {Map<number, {at: number, callback: () => void}>} */
  #timers = new Map();

  now = () => this.#now;

  /** @type {import("../../realtime/options.js").Clock["setTimeout"]} */
  setTimeout = (callback, milliseconds) => {
    const timer = this.#next++;
    this.#timers.set(timer, { at: this.#now + Math.max(0, milliseconds), callback });
    return timer;
  };

  /** @param {number} timer */
  clearTimeout = (timer) => {
    this.#timers.delete(timer);
  };

  /**
   * Let time pass as on a sleeping computer: nothing fires.
   *
   * @param {number} milliseconds
   */
  sleep(milliseconds) {
    this.#now += milliseconds;
  }

  get pending() {
    return this.#timers.size;
  }

  /**
   * Let time pass, firing what is due in order; promises settle in between.
   *
   * @param {number} milliseconds
   */
  async advance(milliseconds) {
    const until = this.#now + milliseconds;
    await settled();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= until);
      if (due.length === 0) break;
      due.sort(([a, left], [b, right]) => left.at - right.at || a - b);
      const [timer, { at, callback }] = due[0];
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, at);
      callback();
      await settled();
    }
    this.#now = until;
  }
}

/** Let every promise that can settle do so. */
export async function settled() {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => soon(resolve));
}

/**
 * As soon as the event loop turns; browsers have a message for it, and Node a name.
 *
 * @param {(value: unknown) => void} resolve
 */
function soon(resolve) {
  if (globalThis.setImmediate !== undefined) {
    setImmediate(resolve);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve(null);
  };
  port2.postMessage(null);
}
