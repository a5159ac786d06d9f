/**
 * @typedef {{id: string, kind: "CHOICE" | "RATING" | "WORDCLOUD", prompt: string,
 *   options: string[], multiple: boolean, status: "OPEN" | "CLOSED", counts: number[],
 *   words: string[], total: number, voted: boolean}} Poll
 */

/** The polls of a board, with what was counted so far. */
export class Polls {
  /** @type {Poll[]} */
  all = [];
  #api;
  #boardId;
  #changed;

  /**
   * @param {Pick<import("../../../client/api.js").ApiClient, "request" | "requestCreation">} api
   * @param {string} boardId
   * @param {() => void} changed
   */
  constructor(api, boardId, changed) {
    this.#api = api;
    this.#boardId = boardId;
    this.#changed = changed;
  }

  /** @param {object} body */
  async open(body) {
    this.#keep(await this.#api.requestCreation(`/boards/${this.#boardId}/polls`, { body }));
  }

  /**
   * @param {string} id
   * @param {object} body
   */
  async vote(id, body) {
    this.#keep(await this.#api.request("POST", `/polls/${id}/vote`, { body }));
  }

  /** @param {string} id */
  async close(id) {
    this.#keep(await this.#api.request("POST", `/polls/${id}/close`));
  }

  /**
   * Take over the counts that an event carries.
   *
   * @param {any} data
   * @param {Partial<Poll>} [more] what else is known by that event
   * @returns {boolean} whether the poll is known here
   */
  count({ pollId, counts, total, words }, more = {}) {
    const known = this.all.find(({ id }) => id === pollId);
    if (known === undefined) return false;
    this.#keep({ ...known, counts, total, words: words ?? known.words, ...more });
    return true;
  }

  /** @param {Poll} poll a new one stands first */
  #keep(poll) {
    const others = this.all.map((one) => (one.id === poll.id ? poll : one));
    this.all = others.includes(poll) ? others : [poll, ...others];
    this.#changed();
  }
}
