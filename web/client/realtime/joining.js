import { askForToken } from "./attempt.js";

/** How long an open stream has to confirm its new channels before another is opened. */
const CONFIRM = 3000;

/**
 * Brings the channels of an open stream in step with those that are wanted: by asking for a change
 * of the stream where the server can do that, else by another stream.
 */
export class Joining {
  #settings;
  #timers;
  #move;
  /** The stream that is asked to change now. @type {import("./attempt.js").Attempt | null} */
  #asked = null;

  /**
   * @param {import("./options.js").Settings} settings
   * @param {import("./timers.js").Timers} timers
   * @param {() => void} move opens another stream with the channels that are wanted then
   */
  constructor(settings, timers, move) {
    this.#settings = settings;
    this.#timers = timers;
    this.#move = move;
  }

  /**
   * Compare, and act soon. Channels that a stream has too many do no harm, and go along with the
   * next change.
   *
   * @param {import("./attempt.js").Attempt | null} attempt
   * @param {() => string[]} wanted asked again when it is time
   */
  look(attempt, wanted) {
    if (attempt === null || !attempt.opened || this.#timers.has("channels")) return;
    if (wanted().every((channel) => attempt.channels.has(channel))) return;
    const { channelsDebounce, random } = this.#settings;
    // Spread, because one new post makes every reader of a school join its channel.
    const wait = channelsDebounce * (1 + random());
    this.#timers.set("channels", wait, () => void this.#join(attempt, wanted()));
  }

  /**
   * The stream says what it carries from here on.
   *
   * @param {import("./attempt.js").Attempt} attempt
   * @param {import("./receiver.js").Joined} joined
   */
  confirmed(attempt, { channels, rejected }) {
    attempt.channels = new Set([...channels, ...rejected]);
    if (this.#asked !== attempt) return;
    this.#asked = null;
    this.#timers.clear("confirm");
  }

  /**
   * @param {import("./attempt.js").Attempt} attempt
   * @param {string[]} wanted
   */
  async #join(attempt, wanted) {
    const { channelsUrl } = this.#settings;
    if (channelsUrl === null || attempt.connectionId === null) {
      this.#move();
      return;
    }
    const add = wanted.filter((channel) => !attempt.channels.has(channel));
    const remove = [...attempt.asked].filter((channel) => !wanted.includes(channel));
    for (const channel of add) attempt.asked.add(channel);
    for (const channel of remove) attempt.asked.delete(channel);
    this.#asked = attempt;
    this.#timers.set("confirm", CONFIRM, () => this.#giveUp(attempt));
    try {
      await this.#put(channelsUrl(attempt.connectionId), { add, remove });
    } catch {
      this.#giveUp(attempt);
    }
  }

  /**
   * @param {string} url
   * @param {{add: string[], remove: string[]}} change
   */
  async #put(url, change) {
    const credentials = await askForToken(this.#settings, false);
    const response = await this.#settings.fetch(url, {
      method: "PUT",
      headers: {
        Authorization: `Bearer ${credentials?.token}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(change),
      signal: AbortSignal.timeout(CONFIRM),
    });
    if (!response.ok) throw new Error(`answered with ${response.status}`);
  }

  /** @param {import("./attempt.js").Attempt} attempt */
  #giveUp(attempt) {
    if (this.#asked !== attempt) return;
    this.#asked = null;
    this.#timers.clear("confirm");
    // A stream that ended meanwhile was followed by one with all channels.
    if (!attempt.closed) this.#move();
  }
}
