/**
 * Where this tab keeps its session.
 *
 * In sessionStorage and not in localStorage, because two tabs may be two people: a teacher who
 * shows a pupil's view beside her own, or a computer that a class shares. The session ends with its
 * tab. A duplicated tab begins with a copy of the session, so its tabs tell one another about new
 * tokens: a refresh token works once, and using an old one again would end the session.
 */

/** @typedef {import("../../client/api/session.js").Session} Session */

const KEY = "stunity.session";

export class TabSession {
  /** @type {Session | null} */
  #session;
  #storage;
  #onEnd;
  /** @type {BroadcastChannel | null} */
  #siblings = null;

  /**
   * @param {Storage} storage
   * @param {() => void} onEnd the session ended, here or in a duplicate of this tab
   */
  constructor(storage, onEnd) {
    this.#storage = storage;
    this.#onEnd = onEnd;
    this.#session = read(storage);
    this.#meet();
  }

  /** @returns {Session | null} */
  get = () => this.#session;

  /** @param {Session | null} session */
  set = (session) => {
    const ended = this.#session !== null && session === null;
    this.#siblings?.postMessage(session);
    this.#keep(session);
    if (ended) this.#onEnd();
  };

  /** @param {Session | null} session */
  #keep(session) {
    const another = session?.id !== this.#session?.id;
    this.#session = session;
    if (session === null) this.#storage.removeItem(KEY);
    else this.#storage.setItem(KEY, JSON.stringify(session));
    if (another) this.#meet();
  }

  /** Listen to the tabs that share this session. */
  #meet() {
    this.#siblings?.close();
    this.#siblings = null;
    if (this.#session === null) return;
    this.#siblings = new BroadcastChannel(`stunity.session.${this.#session.id}`);
    this.#siblings.onmessage = ({ data }) => {
      this.#keep(data);
      if (data === null) this.#onEnd();
    };
  }
}

/**
 * @param {Storage} storage
 * @returns {Session | null}
 */
function read(storage) {
  try {
    return JSON.parse(storage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}
