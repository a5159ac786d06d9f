import { RealtimeClient } from "../../client/index.js";
import { Emitter } from "./emitter.js";

/** @typedef {"live" | "connecting" | "polling" | "offline"} LiveStatus */
/** @typedef {import("../../client/realtime/inbox.js").Envelope} Envelope */

/** Planned moves between streams are over sooner than this and not worth telling. */
const PATIENCE = 800;

/** A stream carries 64 channels; those of the person and the school are among them. */
const MOST_CHANNELS = 52;

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
  /** @type {string[]} */
  #posts = [];
  /** Other channels, and how many parts of the page want each. @type {Map<string, number>} */
  #joined = new Map();

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
    this.#posts = postIds.map((id) => `post:${id}`);
    this.#setChannels();
  }

  /**
   * Listen to the channel of a game or a board.
   *
   * @param {string} channel
   * @returns {() => void} leaves it
   */
  join(channel) {
    this.#joined.set(channel, (this.#joined.get(channel) ?? 0) + 1);
    this.#setChannels();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const others = (this.#joined.get(channel) ?? 1) - 1;
      if (others > 0) this.#joined.set(channel, others);
      else this.#joined.delete(channel);
      this.#setChannels();
    };
  }

  /**
   * Events for a helper of the SDK.
   *
   * @param {string} type
   * @param {(envelope: Envelope) => void} listener
   */
  subscribe(type, listener) {
    return this.#client.subscribe(type, listener);
  }

  #setChannels() {
    const room = MOST_CHANNELS - this.#joined.size;
    this.#client.setChannels([...this.#joined.keys(), ...this.#posts.slice(0, room)]);
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
