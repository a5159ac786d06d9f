const BURST = 350;
const MOST = 20;

export const EMOJI = ["👍", "👏", "❤️", "😂", "🤔", "🎉"];

/** Reactions to a board: taps are gathered, and sent a few times a second at the most. */
export class Reactions {
  #api;
  #boardId;
  /** @type {Map<string, number>} */
  #burst = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Pick<import("../../../client/api.js").ApiClient, "request">} api
   * @param {string} boardId
   */
  constructor(api, boardId) {
    this.#api = api;
    this.#boardId = boardId;
  }

  /**
   * @param {string} emoji
   * @param {(error: unknown) => void} failed
   */
  tap(emoji, failed) {
    this.#burst.set(emoji, Math.min(MOST, (this.#burst.get(emoji) ?? 0) + 1));
    this.#timer ??= setTimeout(() => this.#send(failed), BURST);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** @param {(error: unknown) => void} failed */
  #send(failed) {
    this.#timer = undefined;
    const burst = [...this.#burst];
    this.#burst.clear();
    for (const [emoji, count] of burst) {
      const body = { emoji, count };
      this.#api.request("POST", `/boards/${this.#boardId}/react`, { body }).catch(failed);
    }
  }
}
