import { Observable } from "./observable.js";

/**
 * Who is online, and the sign of life that makes others see this person. Emits `change` with the
 * ids that changed. Presence events are not replayed: load() what the API says whenever the client
 * tells `joined` for the channel of presence.
 *
 *     const presence = new Presence(client, { beat: () => api.heartbeat() });
 *     presence.start();
 */
export class Presence extends Observable {
  #beat;
  #every;
  #hidden;
  /** @type {Map<string, {online: boolean, at: string | null}>} */
  #people = new Map();

  /**
   * @param {import("./observable.js").Client} client
   * @param {object} options
   * @param {() => Promise<unknown>} options.beat says that this person is here
   * @param {number} [options.every] milliseconds; the server forgets a person after fifty seconds
   * @param {() => boolean} [options.hidden] whether nobody looks at the page
   * @param {import("../realtime/options.js").Clock} [options.clock]
   */
  constructor(client, { beat, every = 20_000, hidden = pageIsHidden, clock }) {
    super(clock);
    this.#beat = beat;
    this.#every = every;
    this.#hidden = hidden;
    this.follow(client, {
      "user:online": ({ userId, at }) => this.#set(userId, true, at),
      "user:offline": ({ userId, lastSeenAt }) => this.#set(userId, false, lastSeenAt),
    });
  }

  /** Say now and then that this person is here, while the page is looked at. */
  start() {
    this.timers.set("beat", this.#every, () => this.start());
    // A beat that is lost is made up for by the next one, before the server forgets.
    if (!this.#hidden()) this.#beat().catch(() => {});
  }

  /**
   * Take over what the API says about some people.
   *
   * @param {readonly {userId: string, online: boolean, lastSeenAt?: string | null}[]} people
   */
  load(people) {
    const before = new Map(this.#people);
    for (const { userId, online, lastSeenAt = null } of people) {
      this.#people.set(userId, { online, at: lastSeenAt });
    }
    const ids = people.map(({ userId }) => userId);
    const moved = ids.filter((id) => before.get(id)?.online !== this.isOnline(id));
    if (moved.length > 0) this.tell("change", moved);
  }

  /** @param {string} userId */
  isOnline(userId) {
    return this.#people.get(userId)?.online === true;
  }

  /**
   * When a person was here last, as far as that is known.
   *
   * @param {string} userId
   */
  lastSeen(userId) {
    return this.#people.get(userId)?.at ?? null;
  }

  /** The ids of those who are online. */
  get online() {
    return [...this.#people].filter(([, { online }]) => online).map(([id]) => id);
  }

  /**
   * @param {string} userId
   * @param {boolean} online
   * @param {string} at
   */
  #set(userId, online, at) {
    const known = this.#people.get(userId);
    // Events of presence may overtake one another.
    if (known?.at !== undefined && known.at !== null && at < known.at) return;
    this.#people.set(userId, { online, at });
    if (known?.online !== online) this.tell("change", [userId]);
  }
}

function pageIsHidden() {
  return globalThis.document?.visibilityState === "hidden";
}
