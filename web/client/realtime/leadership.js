/** At most one tab of a group leads: whoever holds the lock of the group's name. */
export class Leadership {
  #locks;
  #name;
  #on;
  /** What the lock manager is asked for now; anything else that it answers is out of date. */
  #turn = new AbortController();
  /** @type {(() => void) | null} */
  #release = null;

  /**
   * @param {Pick<LockManager, "request">} locks
   * @param {string} name
   * @param {{won: () => void, lost: () => void}} on `lost` to another who took it by force
   */
  constructor(locks, name, on) {
    this.#locks = locks;
    this.#name = name;
    this.#on = on;
  }

  /** Lead as soon as nobody else does. */
  queue() {
    this.#leave();
    this.#ask({ signal: this.#turn.signal });
  }

  /** Lead at once: whoever leads is frozen, or should not. */
  take() {
    this.#leave();
    this.#ask({ steal: true });
  }

  /** Let another lead, and do not queue. */
  resign() {
    this.#leave();
  }

  #leave() {
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#release?.();
    this.#release = null;
  }

  /** @param {LockOptions} options */
  async #ask(options) {
    const turn = this.#turn;
    try {
      await this.#locks.request(this.#name, options, () => {
        if (this.#turn !== turn) return undefined;
        this.#on.won();
        return new Promise((resolve) => void (this.#release = () => resolve(undefined)));
      });
    } catch {
      // Aborted by #leave, or stolen.
    }
    if (this.#turn !== turn) return;
    this.#release = null;
    this.#on.lost();
    this.queue();
  }
}
