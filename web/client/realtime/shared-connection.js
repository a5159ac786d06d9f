import { randomUuid } from "../api/uuid.js";
import { Connection } from "./connection.js";
import { Follower } from "./follower.js";
import { Hub } from "./hub.js";
import { Leadership } from "./leadership.js";
import { State } from "./machine.js";
import { Receiver } from "./receiver.js";
import { newStats } from "./stats.js";
import { observe } from "./surroundings.js";
import { Timers } from "./timers.js";

/** @typedef {import("./messages.js").Message} Message */

/** How often a tab asks whether its leader is there, and how long it waits for the answer. */
const PING = 10_000;
const PONG = 5000;

/**
 * One tab of several that share a stream. Takes the place of Connection.
 *
 * Whoever holds the lock of the group leads: it runs the Hub, and tells everything to all tabs.
 * Each tab keeps positions of its own and delivers by them. When a leader ends, the lock passes on;
 * when it freezes, its silence is noticed and the lock is taken from it. The new leader streams from
 * the lowest position of any tab, so nothing is missed in between. A tab that has fallen behind has
 * the stream begin again where it stands, and where that does not help, or the channels of all do
 * not fit, it streams by itself.
 */
export class SharedConnection {
  #id = randomUuid();
  #url;
  #settings;
  #sink;
  #timers;
  #receiver;
  #follower;
  #leadership;
  #stopObserving;
  /** @type {string[]} */
  #channels;
  /** @type {import("./machine.js").StateName} */
  #state = State.DISCONNECTED;
  /** @type {BroadcastChannel | null} */
  #others = null;
  /** The id of the leader that is listened to. @type {string | null} */
  #leader = null;
  /** @type {Hub | null} */
  #hub = null;
  /** @type {Connection | null} */
  #alone = null;
  #stats = newStats();

  /**
   * @param {string} url
   * @param {import("./options.js").Settings} settings
   * @param {import("./receiver.js").Sink} sink
   */
  constructor(url, settings, sink) {
    this.#url = url;
    this.#settings = settings;
    this.#sink = sink;
    this.#channels = [...new Set(settings.channels)];
    this.#timers = new Timers(settings.clock);
    this.#receiver = new Receiver(this.#own(), this.#stats, settings.clock, settings.start);
    this.#follower = new Follower(this.#receiver, sink, this.#stats, this.#timers, {
      hello: () => this.#hello(),
      rewind: () => this.#say({ kind: "rewind", cursor: this.#receiver.cursor }),
      goAlone: () => this.#goAlone(),
    });
    const { locks } = settings.surroundings;
    this.#leadership = new Leadership(/** @type {LockManager} */ (locks), this.#group, {
      won: () => this.#lead(),
      lost: () => this.#follow(),
    });
    this.#stopObserving = observe(settings.surroundings, {
      online: () => {},
      offline: () => {},
      hidden: () => {},
      visible: () => this.#ping(),
      left: () => this.#leave(),
      back: () => this.#state !== State.FAILED && this.#enter(),
    });
  }

  get state() {
    return this.#state;
  }

  /** What this tab delivered; of the stream itself only its leader knows. */
  get stats() {
    const { delivered, duplicates, gaps, resyncs, lastEventAt } = this.#stats;
    const own = { delivered, duplicates, gaps, resyncs, lastEventAt };
    const stream = this.#hub?.stats ?? this.#stats;
    const role = this.#alone !== null ? "alone" : this.#hub !== null ? "leader" : "follower";
    return { ...stream, ...own, role: /** @type {import("./stats.js").Stats["role"]} */ (role) };
  }

  connect() {
    this.#show({ state: State.CONNECTING, reason: "connect" });
    this.#enter();
  }

  /** End it for good: a new connection is a new object. */
  disconnect() {
    this.#stopObserving();
    this.#leave();
    this.#show({ state: State.DISCONNECTED, reason: "disconnect" });
  }

  reconnect() {
    if (this.#alone !== null) this.#alone.reconnect();
    else if (this.#others !== null) this.#say({ kind: "reconnect" });
    else if (this.#state !== State.DISCONNECTED) this.connect();
  }

  /** @param {boolean} enabled holds for the streams that this tab opens */
  setPollingFallback(enabled) {
    this.#settings = { ...this.#settings, enablePollingFallback: enabled };
    this.#hub?.setPollingFallback(enabled);
    this.#alone?.setPollingFallback(enabled);
  }

  /** @param {string[]} channels */
  setChannels(channels) {
    const wanted = new Set(channels);
    this.#follower.forget(this.#channels.filter((channel) => !wanted.has(channel)));
    this.#channels = [...wanted];
    if (this.#others === null) return;
    // Perhaps there is room in the shared stream now; if not, it says so.
    this.#alone?.setChannels(channels);
    this.#hello();
  }

  // Coming and going.

  get #group() {
    return `stunity.stream ${this.#url} ${this.#settings.share}`;
  }

  #enter() {
    this.#leave();
    const open = /** @type {(name: string) => BroadcastChannel} */ (
      this.#settings.surroundings.channel
    );
    const others = open(this.#group);
    this.#others = others;
    others.onmessage = ({ data: { from, message } }) => {
      if (this.#others !== others) return;
      if (this.#hub !== null) this.#hub.take(from, message);
      this.#take(from, message);
    };
    this.#leadership.queue();
    this.#hello();
    this.#pingLater();
  }

  #leave() {
    if (this.#others !== null) this.#say({ kind: "bye" });
    this.#timers.clearAll();
    this.#stopLeading();
    this.#goWithOthers();
    this.#leadership.resign();
    this.#others?.close();
    this.#others = null;
    this.#leader = null;
    this.#follower.lostTouch();
  }

  #lead() {
    this.#goWithOthers();
    this.#leader = this.#id;
    this.#hub = new Hub(
      this.#id,
      this.#url,
      this.#settings,
      (message) => {
        this.#others?.postMessage({ from: this.#id, message });
        this.#take(this.#id, message);
      },
      (change) => this.#refused(change),
    );
    this.#hello();
  }

  /** Another tab has taken the lead. */
  #follow() {
    this.#stopLeading();
    this.#leader = null;
    this.#hello();
  }

  #stopLeading() {
    const hub = this.#hub;
    this.#hub = null;
    hub?.close();
  }

  /** This tab's session is over; another's may not be. @param {import("./receiver.js").Change} change */
  #refused(change) {
    this.#leave();
    this.#show(change);
  }

  // What tabs say to one another.

  /** @param {Message} message */
  #say(message) {
    if (this.#hub !== null) this.#hub.take(this.#id, message);
    else this.#others?.postMessage({ from: this.#id, message });
  }

  #hello() {
    this.#say({ kind: "hello", channels: this.#channels, cursor: this.#receiver.cursor });
  }

  /**
   * @param {string} from
   * @param {Message} message
   */
  #take(from, message) {
    if ("to" in message && message.to !== null && message.to !== this.#id) return;
    const { kind } = message;
    if (kind === "event") {
      if (this.#alone === null) this.#follower.event(message.envelope);
    } else if (kind === "lead") this.#led(from);
    else if (kind === "welcome" && this.#listensTo(from)) this.#welcomed(message);
    else if (kind === "pong" && this.#listensTo(from)) this.#answered(message);
    else if (kind === "full" && this.#listensTo(from)) this.#goAlone();
    else if (from === this.#leader && this.#alone === null) this.#passOn(message);
  }

  /** @param {string} from the leader, where none is known yet */
  #listensTo(from) {
    this.#leader ??= from;
    return this.#leader === from;
  }

  /** @param {string} leader */
  #led(leader) {
    this.#goWithOthers();
    this.#leader = leader;
    this.#timers.clear("pong");
    this.#follower.lostTouch();
    if (leader !== this.#id) this.#hello();
  }

  /** @param {Message} message */
  #passOn(message) {
    if (message.kind === "state") this.#show(message.change);
    else if (message.kind === "polled") this.#sink.polled({ ok: message.ok, error: message.error });
    else if (message.kind === "error") this.#sink.error(new Error(message.text));
    else if (message.kind === "resync") this.#follower.resync(message.data);
  }

  /** @param {import("./messages.js").Welcome} welcome */
  #welcomed(welcome) {
    this.#goWithOthers();
    if (welcome.change !== null) this.#show(welcome.change);
    this.#follower.welcomed(welcome, this.#channels);
  }

  // Alone and back.

  #goAlone() {
    if (this.#alone !== null || this.#hub !== null) return;
    this.#say({ kind: "bye" });
    const settings = { ...this.#settings, channels: this.#channels };
    const given = { stats: this.#stats, receiver: this.#receiver };
    this.#alone = new Connection(this.#url, settings, this.#own(), given);
    this.#alone.connect();
  }

  #goWithOthers() {
    const alone = this.#alone;
    this.#alone = null;
    alone?.disconnect();
  }

  // Whether the leader is there.

  #pingLater() {
    const spread = 1 + this.#settings.random() / 5;
    this.#timers.set("ping", PING * spread, () => this.#ping());
  }

  #ping() {
    if (this.#others === null) return;
    this.#pingLater();
    if (this.#hub !== null || this.#alone !== null || this.#timers.has("pong")) return;
    this.#timers.set("pong", PONG, () => this.#leadership.take());
    this.#say({ kind: "ping" });
  }

  /** @param {{known: boolean, cursor: string | null}} pong */
  #answered({ known, cursor }) {
    this.#timers.clear("pong");
    if (known) this.#follower.compare(cursor);
    else this.#hello();
  }

  // What the application hears.

  /** The sink, with the state kept here as well. @returns {import("./receiver.js").Sink} */
  #own() {
    return {
      ...this.#sink,
      state: (change) => this.#alone !== null && this.#show(change),
      joined: (joined) => {
        this.#follower.covers(joined.channels);
        this.#sink.joined(joined);
      },
    };
  }

  /**
   * @param {{state: import("./machine.js").StateName, reason: string, failures?: number,
   *   retryAt?: number | null}} change
   */
  #show({ state, reason, failures = 0, retryAt = null }) {
    const previous = this.#state;
    this.#state = state;
    if (previous === state && state !== State.RECONNECTING) return;
    this.#sink.state({ state, previous, reason, failures, retryAt });
    const visible = this.#settings.surroundings.document?.visibilityState !== "hidden";
    // The leader's page is hidden and this one is not: it streams, and the other need not.
    if (reason === "background" && visible && this.#hub === null) this.#leadership.take();
  }
}

/**
 * Whether this browser has what sharing takes, and the application wants it.
 *
 * @param {import("./options.js").Settings} settings
 */
export function canShare({ share, surroundings }) {
  return share !== null && Boolean(surroundings.locks) && Boolean(surroundings.channel);
}
