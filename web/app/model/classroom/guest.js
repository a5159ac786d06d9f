import { readClassroom } from "../../routes.js";

/**
 * The session of a guest: one token for one game or board, in this tab only. It cannot be renewed;
 * when it is refused, the guest is nobody again.
 *
 * @typedef {import("../../../client/api/session.js").Session} Session
 */

const KEY = "stunity.guest";

export class GuestSession {
  #storage;
  #key;

  /**
   * @param {Storage} storage
   * @param {string} place such as live:123456
   */
  constructor(storage, place) {
    this.#storage = storage;
    this.#key = `${KEY}.${place}`;
  }

  /** @returns {Session | null} */
  get = () => {
    try {
      return JSON.parse(this.#storage.getItem(this.#key) ?? "null");
    } catch {
      return null;
    }
  };

  /** @param {Session | null} session */
  set = (session) => {
    if (session === null) this.#storage.removeItem(this.#key);
    else this.#storage.setItem(this.#key, JSON.stringify(session));
  };

  /**
   * @param {{token: string, expiresAt: string}} pass
   * @param {string} id of the guest
   */
  begin({ token, expiresAt }, id) {
    this.set({
      id,
      accessToken: token,
      refreshToken: "",
      expiresAt: Date.parse(expiresAt),
      tenantId: "",
      userId: id,
    });
  }
}

/**
 * Where an address leads somebody who scanned it: `?live=123456` or `?board=ABC234`.
 *
 * @param {string} search
 * @returns {string | null} a hash
 */
export function invitedTo(search) {
  const given = new URLSearchParams(search);
  const live = given.get("live")?.replace(/\D/g, "");
  if (live?.length === 6) return `#/play/${live}`;
  const board = given.get("board")?.replace(/[\s-]/g, "").toUpperCase();
  return board && /^[A-Z0-9]{4,16}$/.test(board) ? `#/join/${board}` : null;
}

/**
 * Where a code leads that was typed: six digits name a game, anything else a board.
 *
 * @param {string} text
 * @returns {string | null} a hash
 */
export function placeOf(text) {
  const code = text.replace(/[\s-]/g, "").toUpperCase();
  if (/^\d{6}$/.test(code)) return `#/play/${code}`;
  return /^[A-Z0-9]{4,16}$/.test(code) ? `#/join/${code}` : null;
}

/**
 * Whether an address leads somewhere that needs no account.
 *
 * @param {string} hash
 */
export function isOpenToGuests(hash) {
  const route = readClassroom(hash);
  if (route === null) return hash === "#/enter";
  if (route.name === "board" || route.name === "present") {
    return new GuestSession(sessionStorage, `board:${route.id}`).get() !== null;
  }
  return route.name === "play" || route.name === "join" || route.name === "classroom";
}
