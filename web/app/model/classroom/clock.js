/** What time the server has, as far as its answers tell. */
export class ServerClock {
  #now;
  #offset = 0;
  #doubt = Infinity;

  /** @param {() => number} [now] epoch milliseconds of this machine */
  constructor(now = Date.now) {
    this.#now = now;
  }

  /** Epoch milliseconds on the server. */
  now() {
    return this.#now() + this.#offset;
  }

  /**
   * Read something that tells the server's time. The answer was written somewhere between asking
   * and having it: half the way is the best guess, and the shortest way the best answer.
   *
   * @template {{serverTime: string}} T
   * @param {() => Promise<T>} read
   * @returns {Promise<T>}
   */
  async ask(read) {
    const sent = this.#now();
    const answer = await read();
    const way = Math.max(0, this.#now() - sent);
    if (way <= this.#doubt) {
      this.#doubt = way;
      this.#offset = Date.parse(answer.serverTime) - (sent + way / 2);
    }
    return answer;
  }

  /**
   * Milliseconds until a moment of the server, 0 once it is past.
   *
   * @param {string} iso
   */
  until(iso) {
    return Math.max(0, Date.parse(iso) - this.now());
  }
}
