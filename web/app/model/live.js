import { RealtimeClient } from "../../client/index.js";
import { Emitter } from "./emitter.js";

/** @typedef {"live" | "connecting" | "polling" | "offline"} LiveStatus */
/** @typedef {import("../../client/realtime/inbox.js").Envelope} Envelope */

/** Planned moves between streams are over sooner than this and not worth telling. */
const PATIENCE = 800;

/**
 * The stream of this person, in words that people understand. Emits `status`, `event` with an
 * envelope, and `stale` with the kinds of resources that have to be read again.
 */
export class Live extends Emitter {
  #client;
  /** @type {LiveStatus} */
  status = "connecting";
  #polls = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #forget = new AbortController();

  /**
   * @param {import("../../client/api.js").ApiClient} api
   * @param {string} person who reads, in which school: their tabs share one stream
   */
  constructor(api, person) {
    super();
    this.#client = new RealtimeClient({
      tokenProvider: (wish) => api.token(wish),
      pollUrl: "/v1/realtime/events",
      channelsUrl: (id) => `/v1/realtime/connections/${id}/channels`,
      share: person,
    });
    this.#client.subscribe("*", (envelope) => this.emit("event", envelope));
    const { signal } = this.#forget;
    this.#listen("state", () => this.#look());
    this.#listen("polled", ({ ok }) => {
      this.#polls = ok;
      this.#look();
    });
    this.#listen("joined", ({ added }) => this.#stale(added));
    this.#listen("resync", ({ channel }) => this.#stale([channel]));
    this.#listen("error", (error) => reportError(error));
    for (const name of ["online", "offline"]) {
      window.addEventListener(name, () => this.#look(), { signal });
    }
  }

  /** @param {string} relayUrl */
  start(relayUrl) {
    this.#client.connect(`${relayUrl.replace(/\/$/, "")}/v1/stream`);
  }

  stop() {
    this.#forget.abort();
    this.#client.disconnect();
    clearTimeout(this.#timer);
  }

  reconnect() {
    this.#client.reconnect();
  }

  /** @param {string[]} postIds posts whose likes and comments are to arrive */
  watch(postIds) {
    this.#client.setChannels(postIds.map((id) => `post:${id}`));
  }

  /**
   * @param {string} name
   * @param {(detail: any) => void} listener
   */
  #listen(name, listener) {
    this.#client.addEventListener(name, (event) => {
      listener(/** @type {CustomEvent} */ (event).detail);
    });
  }

  /** @returns {LiveStatus} */
  get #current() {
    const state = this.#client.getState();
    if (state === "connected") return "live";
    if (state === "polling") return this.#polls ? "polling" : "offline";
    if (state === "failed" || state === "disconnected" || !navigator.onLine) return "offline";
    return "connecting";
  }

  #look() {
    clearTimeout(this.#timer);
    const hide = this.status === "live" && this.#current !== "live";
    this.#timer = setTimeout(() => this.#show(), hide ? PATIENCE : 0);
  }

  #show() {
    if (this.#current === this.status) return;
    this.status = this.#current;
    this.emit("status");
  }

  /** @param {string[]} channels */
  #stale(channels) {
    if (channels.length > 0)
      this.emit(
        "stale",
        channels.map((name) => name.split(":")),
      );
  }
}
