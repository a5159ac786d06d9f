/**
 * Runs a task on request: at once the first time, then at most once per interval, and again after a
 * failure that may pass. After the last request there is always one whole run, so whoever asked has
 * what was true then.
 */

const RETRY = 5000;

export class Refresher {
  #wanted = false;
  #running = false;
  /** It has begun in this very turn: whoever asks now, as many channels of one answer do, has it. */
  #begun = false;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param interval milliseconds */
  constructor(
    private readonly task: () => Promise<unknown>,
    private readonly interval: number,
  ) {}

  request(): void {
    if (this.#begun) return;
    this.#wanted = true;
    if (!this.#running && this.#timer === undefined) void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run() {
    this.#wanted = false;
    this.#running = true;
    this.#begun = true;
    queueMicrotask(() => void (this.#begun = false));
    let pause = this.interval;
    try {
      await this.task();
    } catch (error) {
      const { temporary, retryAfter } = error as { temporary?: boolean; retryAfter?: number };
      if (temporary === true) {
        this.#wanted = true;
        pause = Math.max(RETRY, (retryAfter ?? 0) * 1000);
      }
    }
    this.#running = false;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#wanted) void this.#run();
    }, pause);
  }
}
