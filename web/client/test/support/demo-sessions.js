/** Accounts and sessions of the demo. */

import { createHash, randomUUID } from "node:crypto";

import { Refusal } from "./demo-parts.js";

const ACCESS_LIFE = 900;
const PASSWORD = "stunity-demo";
/** The links that the mails of the demo carry: both are the student's. */
const [CONFIRM, RESET] = ["t".repeat(43), "r".repeat(43)];
const COOKIE = "__Host-stunity_session";
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict";

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

  /** End every session, as an operator can. */
  end() {
    this.#access.clear();
    this.#refresh.clear();
  }

  /**
   * Answer a call of somebody who need not be signed in; null where it is none.
   *
   * @param {string} call
   * @param {any} body
   * @param {import("node:http").IncomingMessage} request
   * @returns {[number, any, Record<string, string>?] | null}
   */
  answer(call, body, request) {
    const [cookie = "", seed] = cookieOf(request);
    if (call === "GET /auth/csrf") return [200, { csrfToken: csrfOf(seed) }];
    if (call === "POST /auth/login") return this.#kept(this.#login(body), request);
    if (call === "POST /auth/refresh") {
      return this.#kept(this.#renew(body.refreshToken ?? cookie), request);
    }
    if (call === "POST /auth/logout") {
      this.#refresh.delete(cookie);
      return [204, null, { "Set-Cookie": `${COOKIE}=; Max-Age=0; ${ATTRIBUTES}` }];
    }
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

  /**
   * The tokens as a browser gets them, or as a program does.
   *
   * @param {any} tokens
   * @param {import("node:http").IncomingMessage} request
   * @returns {[number, any, Record<string, string>?]}
   */
  #kept(tokens, request) {
    const csrf = request.headers["x-csrf-token"];
    if (csrf === undefined) return [200, { ...tokens, csrfToken: null }];
    const [, seed = ""] = cookieOf(request);
    if (csrf !== csrfOf(seed)) throw new Refusal(403, "csrf_failed");
    const kept = seed || randomUUID();
    const { refreshToken, ...rest } = tokens;
    const cookie = `${COOKIE}=${refreshToken}.${kept}; Max-Age=604800; ${ATTRIBUTES}`;
    const told = { ...rest, refreshToken: null, csrfToken: csrfOf(kept) };
    return [200, told, { "Set-Cookie": cookie }];
  }

  /** @param {string} refreshToken */
  #renew(refreshToken) {
    const personId = this.#refresh.get(refreshToken);
    if (personId === undefined) throw new Refusal(401, "unauthenticated");
    this.#refresh.delete(refreshToken);
    return this.#tokens(personId);
  }

  /**
   * What can be done with a mailed link.
   *
   * @param {string} call
   * @param {any} body
   * @returns {[number, any] | null}
   */
  #mailed(call, body) {
    const accepted = { status: "accepted" };
    if (call === "POST /auth/forgot-password") return [202, accepted];
    if (call === "POST /auth/verify-email/resend") return [202, accepted];
    const chosen = /^POST \/auth\/(verify-email|reset-password)$/.test(call);
    const digest = /^GET \/auth\/verify-email\/([0-9a-f]{64})$/.exec(call)?.[1];
    if (!chosen && digest === undefined) return null;
    const token = chosen ? body.token : [CONFIRM, RESET].find((each) => sha256(each) === digest);
    if (token !== CONFIRM && token !== RESET) throw new Refusal(404, "link_not_valid");
    const person = this.#school.personByEmail("student@demo.school");
    const purpose = token === CONFIRM ? "CONFIRM" : "RESET";
    if (chosen) {
      if (body.password !== PASSWORD) person.password = body.password;
      person.unconfirmed = false;
      return [200, { email: person.email, belongs: true }];
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

/**
 * The refresh token of the cookie, and what its token against forgery is made of.
 *
 * @param {import("node:http").IncomingMessage} request
 * @returns {string[]}
 */
function cookieOf(request) {
  const cookie = new RegExp(`${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? "")?.[1];
  return cookie?.split(".") ?? [];
}

/** @param {string} text */
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

function csrfOf(seed = "") {
  return createHash("sha256").update(`csrf ${seed}`).digest("base64url");
}
