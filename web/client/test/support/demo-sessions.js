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
    return this.#mailed(call, body);
  }

  /** @param {any} body */
  #login({ email, password }) {
    const person = this.#school.personByEmail(email);
    if (person === undefined || password !== (person.password ?? PASSWORD)) {
      throw new Refusal(401, "wrong_credentials");
    }
    if (person.unconfirmed) throw new Refusal(403, "address_not_confirmed");
    return this.#tokens(person.id);
  }

  /** @param {any} body */
  #renew({ refreshToken }) {
    const personId = this.#refresh.get(refreshToken);
    if (personId === undefined) throw new Refusal(401, "unauthenticated");
    this.#refresh.delete(refreshToken);
    return this.#tokens(personId);
  }

  /**
   * What can be done with a mailed link. One of `t` confirms, one of `r` resets, both the student's.
   *
   * @param {string} call
   * @param {any} body
   * @returns {[number, any] | null}
   */
  #mailed(call, body) {
    const accepted = { status: "accepted" };
    if (call === "POST /auth/forgot-password") return [202, accepted];
    if (call === "POST /auth/verify-email/resend") return [202, accepted];
    const token = /^(GET|POST) \/auth\/(?:verify-email|reset-password)\/(t+|r+|x+)$/.exec(call);
    if (token === null) return null;
    const [, verb, kind = ""] = token;
    if (kind.startsWith("x")) throw new Refusal(404, "link_not_valid");
    const person = this.#school.personByEmail("student@demo.school");
    const purpose = kind.startsWith("t") ? "CONFIRM" : "RESET";
    if (verb === "POST") {
      if (body.password !== PASSWORD) person.password = body.password;
      person.unconfirmed = false;
      return [200, { email: person.email }];
    }
    const until = { expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
    return [200, { email: "s…@demo.school", firstName: person.firstName, purpose, hasPassword: true, ...until }];
  }

  /** @param {any} viewer @param {any} body */
  changePassword(viewer, { currentPassword, newPassword }) {
    const person = this.#school.person(viewer.id);
    if (currentPassword !== (person.password ?? PASSWORD)) throw new Refusal(403, "wrong_password");
    person.password = newPassword;
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
