import { Connection } from "./connection.js";
import { MAX_CHANNELS } from "./cursor.js";
import { State } from "./machine.js";
import { settle } from "./options.js";
import { SharedConnection, canShare } from "./shared-connection.js";
import { newStats } from "./stats.js";
import { Topics } from "./topics.js";

/** @typedef {import("./machine.js").StateName} StateName */

/**
 * A client of the event stream: it stays connected, and each durable event reaches its listeners
 * once and in the order of its channel.
 *
 *     const client = new RealtimeClient();
 *     client.subscribe("post:*", (event) => console.log(event.type, event.data));
 *     client.connect("https://relay.example/v1/stream", { tokenProvider, pollUrl });
 *
 * Besides the listeners of subscribe() there are events of the client itself, `detail` in brackets:
 *
 * - `state` (Change): the connection is in another state;
 * - `joined` (Joined): a stream or page covers these channels. Those in `added` do not continue
 *   where this client stood, so read their resources now: whatever happens later will arrive;
 * - `resync` (ResyncData): missed events of a channel are gone, read the named resources again;
 * - `gap`: a hole was found; the client is already fetching what is missing;
 * - `polled` ({ok, error}): a page was read, or could not be;
 * - `error`: a listener threw, or the stream sent something unreadable.
 */
export class RealtimeClient extends EventTarget {
  #topics = new Topics();
  /** @type {Connection | SharedConnection | null} */
  #connection = null;
  #options;
  /** @type {string[] | null} */
  #channels = null;
  /** @type {boolean | null} */
  #fallback = null;
  #url = "";

  /** @param {Partial<import("./options.js").RealtimeOptions>} [options] */
  constructor(options = {}) {
    super();
    this.#options = options;
  }

  /**
   * Open the stream at `url`, ending an open one. Returns at once: the `state` events tell more.
   *
   * @param {string} url
   * @param {Partial<import("./options.js").RealtimeOptions>} [options] over those of the constructor
   */
  connect(url, options = {}) {
    this.#connection?.disconnect();
    this.#url = url;
    this.#options = { ...this.#options, ...options };
    const { tokenProvider } = this.#options;
    if (tokenProvider === undefined) throw new TypeError("connect() needs a tokenProvider");
    const settings = settle({ ...this.#options, tokenProvider });
    // It holds for the connection that it was given with: later ones begin at a present of their own.
    this.#options.start = null;
    if (this.#channels !== null) settings.channels = this.#channels;
    if (this.#fallback !== null) settings.enablePollingFallback = this.#fallback;
    const Kind = canShare(settings) ? SharedConnection : Connection;
    this.#connection = new Kind(url, settings, {
      envelope: (envelope) => this.#deliver(envelope),
      state: (detail) => this.#emit("state", detail),
      joined: (detail) => this.#emit("joined", detail),
      resync: (detail) => this.#emit("resync", detail),
      gap: (detail) => this.#emit("gap", detail),
      polled: (detail) => this.#emit("polled", detail),
      error: (error) => this.#emit("error", error),
    });
    this.#connection.connect();
  }

  /** End the connection; subscriptions stay for the next connect(). */
  disconnect() {
    this.#connection?.disconnect();
  }

  /**
   * Listen to an event type, to `prefix:*`, or to `*`.
   *
   * @param {string} type
   * @param {import("./topics.js").Listener} listener
   * @returns {() => void} ends the subscription
   */
  subscribe(type, listener) {
    return this.#topics.add(type, listener);
  }

  /**
   * @param {string} type
   * @param {import("./topics.js").Listener} [listener] every listener of the type when left out
   */
  unsubscribe(type, listener) {
    this.#topics.remove(type, listener);
  }

  /** @returns {StateName} */
  getState() {
    return this.#connection?.state ?? State.DISCONNECTED;
  }

  /** @returns {import("./stats.js").Stats & {state: StateName, isPolling: boolean}} */
  getStats() {
    const state = this.getState();
    const stats = this.#connection?.stats ?? newStats();
    return { ...stats, state, isPolling: state === State.POLLING };
  }

  /** Try to stream now, whatever the state; after disconnect() as connect() did. */
  reconnect() {
    if (this.getState() !== State.DISCONNECTED) this.#connection?.reconnect();
    else if (this.#url !== "") this.connect(this.#url);
  }

  /** Whether the stream is open. */
  isConnected() {
    return this.getState() === State.CONNECTED;
  }

  /** @param {boolean} enabled whether to poll when streaming fails */
  setPollingFallback(enabled) {
    this.#fallback = enabled;
    this.#connection?.setPollingFallback(enabled);
  }

  /**
   * Set the channels beyond the automatic ones. New ones are joined by a new stream that continues
   * where the old one ends; several changes in a short time make one.
   *
   * @param {string[]} channels
   */
  setChannels(channels) {
    if (new Set(channels).size > MAX_CHANNELS) {
      throw new RangeError(`a stream has at most ${MAX_CHANNELS} channels`);
    }
    this.#channels = channels;
    this.#connection?.setChannels(channels);
  }

  /** @param {import("./inbox.js").Envelope} envelope */
  #deliver(envelope) {
    for (const listener of this.#topics.of(envelope.type)) {
      try {
        listener(envelope);
      } catch (error) {
        // One listener's mistake must not cost the others an event, nor this client its position.
        this.#emit("error", error);
      }
    }
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
