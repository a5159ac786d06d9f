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
  #told;
  #changed;

  /**
   * @param {Pick<import("../../../client/api.js").ApiClient, "request" | "requestCreation">} api
   * @param {string} boardId
   * @param {import("../told.js").Told<any>} told about polls while they are read
   * @param {() => void} changed
   */
  constructor(api, boardId, told, changed) {
    this.#api = api;
    this.#boardId = boardId;
    this.#told = told;
    this.#changed = changed;
  }

  /** @param {object} body */
  async open(body) {
    const path = `/boards/${this.#boardId}/polls`;
    await this.#read(() => this.#api.requestCreation(path, { body }));
  }

  /**
   * @param {string} id
   * @param {object} body
   */
  async vote(id, body) {
    await this.#read(() => this.#api.request("POST", `/polls/${id}/vote`, { body }));
  }

  /** @param {string} id */
  async close(id) {
    await this.#read(() => this.#api.request("POST", `/polls/${id}/close`));
  }

  /**
   * Take over the counts that an event carries.
   *
   * @param {any} data
   * @param {Partial<Poll>} [more] what else is known by that event
   * @returns {boolean} whether the poll is known here
   */
  count({ pollId, counts, total, words }, more = {}) {
    const fields = { counts, total, ...(words && { words }), ...more };
    this.#told.tell(pollId, fields);
    const known = this.all.find(({ id }) => id === pollId);
    if (known === undefined) return false;
    this.#keep({ ...known, ...fields });
    return true;
  }

  /** @param {() => Promise<Poll>} read */
  #read(read) {
    return this.#told.during(async () => {
      for (const poll of this.#told.over([await read()])) this.#keep(poll);
    });
  }

  /** @param {Poll} poll a new one stands first */
  #keep(poll) {
    const others = this.all.map((one) => (one.id === poll.id ? poll : one));
    this.all = others.includes(poll) ? others : [poll, ...others];
    this.#changed();
  }
}
