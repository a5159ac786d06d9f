/** Accounts and sessions of the demo. */

import { randomUUID } from "node:crypto";

import { Refusal } from "./demo-parts.js";

const ACCESS_LIFE = 900;
const PASSWORD = "stunity-demo";

export class DemoSessions {
  /** @type {Map<string, {personId: string, expiresAt: number}>} */
  #access = new Map();
  /** @type {Map<string, string>} */
  #refresh = new Map();
  #school;

  /** @param {import("./school.js").School} school */
  constructor(school) {
    this.#school = school;
  }

  /** @param {import("node:http").IncomingMessage} request */
  viewerOf = (request) => {
    const token = this.#access.get((request.headers.authorization ?? "").replace("Bearer ", ""));
    if (token === undefined || token.expiresAt < Date.now()) return null;
    return this.#school.person(token.personId);
  };

  /** Make every access token invalid, as a restart with new keys would. */
  expire() {
    this.#access.clear();
  }

  /**
   * Answer a call of somebody who need not be signed in; null where it is none.
   *
   * @param {string} call
   * @param {any} body
   * @returns {[number, any] | null}
   */
  answer(call, body) {
    if (call === "POST /auth/login") return [200, this.#login(body)];
    if (call === "POST /auth/refresh") return [200, this.#renew(body)];
    if (call === "POST /auth/register") return [201, this.#register(body)];
    return null;
  }

  /** @param {any} body */
  #login({ email, password }) {
    const person = this.#school.personByEmail(email);
    if (person === undefined || password !== (person.password ?? PASSWORD)) {
      throw new Refusal(401, "wrong_credentials");
    }
    return this.#tokens(person.id);
  }

  /** @param {any} body */
  #renew({ refreshToken }) {
    const personId = this.#refresh.get(refreshToken);
    if (personId === undefined) throw new Refusal(401, "unauthenticated");
    this.#refresh.delete(refreshToken);
    return this.#tokens(personId);
  }

  /** @param {any} body */
  #register({ email, password, firstName, lastName }) {
    const wrong = (/** @type {string} */ field, /** @type {string} */ code) =>
      new Refusal(422, "validation_failed", [{ field, code, message: "" }]);
    if (!/@.+\../.test(email)) throw wrong("email", "value_error");
    if (password.length < 8) throw wrong("password", "string_too_short");
    if (this.#school.personByEmail(email) === undefined) {
      this.#school.addPerson({ email, password, firstName, lastName, role: "STUDENT" });
    }
    return { email, status: "accepted" };
  }

  /** @param {string} personId */
  #tokens(personId) {
    const [accessToken, refreshToken] = [randomUUID(), randomUUID()];
    this.#access.set(accessToken, { personId, expiresAt: Date.now() + ACCESS_LIFE * 1000 });
    this.#refresh.set(refreshToken, personId);
    const { tenantId } = this.#school;
    const life = { tokenType: "Bearer", expiresIn: ACCESS_LIFE };
    return { accessToken, refreshToken, ...life, tenantId, userId: personId };
  }
}
