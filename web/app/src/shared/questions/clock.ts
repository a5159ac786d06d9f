/** What time the server has, as far as its answers tell. */
export class ServerClock {
  #offset = 0;
  #doubt = Infinity;

  /** @param machine epoch milliseconds of this machine */
  constructor(private readonly machine: () => number = Date.now) {}

  /** Epoch milliseconds on the server. */
  now(): number {
    return this.machine() + this.#offset;
  }

  /**
   * Read something that tells the server's time. The answer was written somewhere between asking
   * and having it: half the way is the best guess, and the shortest way the best answer.
   */
  async ask<T extends { serverTime: string }>(read: () => Promise<T>): Promise<T> {
    const sent = this.machine();
    const answer = await read();
    const way = Math.max(0, this.machine() - sent);
    if (way <= this.#doubt) {
      this.#doubt = way;
      this.#offset = Date.parse(answer.serverTime) - (sent + way / 2);
    }
    return answer;
  }

  /** Milliseconds until a moment of the server, 0 once it is past. */
  until(iso: string): number {
    return Math.max(0, Date.parse(iso) - this.now());
  }
}
