import { Connection } from "./connection.js";
import { MAX_CHANNELS, lowest } from "./cursor.js";
import { Receiver } from "./receiver.js";
import { newStats } from "./stats.js";
import { Timers } from "./timers.js";

/** @typedef {import("./messages.js").Message} Message */
/** @typedef {{channels: string[], cursor: string | null, heardAt: number}} Tab */

/** How long a new leader listens who is there before it connects, and collects wishes to rewind. */
const GATHER = 100;

/** A tab that says nothing for so long is gone, or frozen and will ask again. */
const FORGET = 150_000;

/** Channels that come unasked, as long as no greeting has named them. */
const AUTOMATIC = 8;

/** The kinds that come on request only; all others are for every tab of a person. */
const ON_REQUEST = /^(post|board|live|host|presence|club):/;

/**
 * The leader's half of a shared stream: one connection for the channels of all tabs, from the
 * lowest position of any, and everything that arrives told to all. Each tab drops what it has.
 */
export class Hub {
  #home;
  #url;
  #settings;
  #tell;
  #refused;
  #timers;
  /** @type {Map<string, Tab>} */
  #tabs = new Map();
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Receiver | null} */
  #receiver = null;
  /** Cursors of tabs that miss something. @type {string[]} */
  #wanted = [];
  /** What the stream covers. @type {{channels: string[], rejected: string[]} | null} */
  #greeting = null;
  /** @type {import("./receiver.js").Change | null} */
  #change = null;
  stats = newStats();

  /**
   * @param {string} home the tab that it runs in
   * @param {string} url
   * @param {import("./options.js").Settings} settings
   * @param {(message: Message) => void} tell every tab, this one too
   * @param {(change: import("./receiver.js").Change) => void} refused the session of this tab is over
   */
  constructor(home, url, settings, tell, refused) {
    this.#home = home;
    this.#url = url;
    this.#settings = settings;
    this.#tell = tell;
    this.#refused = refused;
    this.#timers = new Timers(settings.clock);
    this.#tell({ kind: "lead" });
    this.#timers.set("connect", GATHER, () => this.#connect());
  }

  close() {
    this.#timers.clearAll();
    this.#hangUp();
  }

  #hangUp() {
    const connection = this.#connection;
    // First, so that nobody hears of this end.
    this.#connection = null;
    connection?.disconnect();
  }

  reconnect() {
    this.#connection?.reconnect();
  }

  /** @param {boolean} enabled */
  setPollingFallback(enabled) {
    this.#settings = { ...this.#settings, enablePollingFallback: enabled };
    this.#connection?.setPollingFallback(enabled);
  }

  /**
   * Hear what a tab has to say.
   *
   * @param {string} from
   * @param {Message} message
   */
  take(from, message) {
    const tab = this.#tabs.get(from);
    if (tab !== undefined) tab.heardAt = this.#settings.clock.now();
    if (message.kind === "hello") this.#admit(from, message);
    else if (message.kind === "bye") this.#leave(from);
    else if (message.kind === "ping") this.#pong(from, tab !== undefined);
    else if (message.kind === "rewind") this.#rewind(message.cursor);
    else if (message.kind === "reconnect") this.reconnect();
  }

  /**
   * @param {string} from
   * @param {{channels: string[], cursor: string | null}} hello
   */
  #admit(from, { channels, cursor }) {
    const heardAt = this.#settings.clock.now();
    const before = this.#tabs.get(from);
    this.#tabs.set(from, { channels, cursor, heardAt });
    if (this.#requested.size > this.#room) {
      // The others keep what they have; this tab streams by itself.
      if (before === undefined) this.#tabs.delete(from);
      else this.#tabs.set(from, { ...before, channels: [] });
      this.#tell({ kind: "full", to: from });
    } else if (this.#connection !== null) {
      this.#ask();
      this.#welcome(from);
    }
  }

  /** Have the stream cover what the tabs ask for now. */
  #ask() {
    const requested = this.#requested;
    this.#connection?.setChannels([...requested]);
    if (this.#greeting === null) return;
    const { channels, rejected } = this.#greeting;
    const kept = channels.filter((channel) => !isOnRequest(channel) || requested.has(channel));
    this.#greeting = { channels: kept, rejected };
  }

  /** @param {string} from */
  #leave(from) {
    this.#tabs.delete(from);
    this.#ask();
  }

  /**
   * @param {string} to
   * @param {boolean} known
   */
  #pong(to, known) {
    this.#tell({ kind: "pong", to, known, cursor: this.#receiver?.cursor ?? null });
    const now = this.#settings.clock.now();
    for (const [id, { heardAt }] of this.#tabs) {
      if (now - heardAt > FORGET && id !== this.#home) this.#leave(id);
    }
  }

  /** All channels that tabs ask for. */
  get #requested() {
    return new Set([...this.#tabs.values()].flatMap(({ channels }) => channels));
  }

  get #room() {
    const automatic = this.#greeting?.channels.filter((channel) => !isOnRequest(channel)).length;
    return MAX_CHANNELS - (automatic ?? AUTOMATIC);
  }

  /** Begin anew where the last of them stands. @param {string | null} cursor */
  #rewind(cursor) {
    if (cursor !== null) this.#wanted.push(cursor);
    if (this.#connection === null || this.#timers.has("connect")) return;
    this.#timers.set("connect", GATHER, () => this.#connect());
  }

  #connect() {
    const { clock } = this.#settings;
    const cursors = [...this.#tabs.values()].map(({ cursor }) => cursor);
    // What the tabs said when they came is out of date once a stream has flowed.
    const known = this.#receiver === null ? cursors : [this.#receiver.cursor];
    const seed = lowest([...known, ...this.#wanted.splice(0)]);
    this.#hangUp();
    this.#greeting = null;
    const sink = this.#sink();
    this.#receiver = new Receiver(sink, this.stats, clock);
    if (seed !== null) this.#receiver.inbox.seed(seed);
    const settings = { ...this.#settings, channels: [...this.#requested] };
    const given = { stats: this.stats, receiver: this.#receiver };
    const connection = new Connection(this.#url, settings, sink, given);
    this.#connection = connection;
    connection.connect();
  }

  /** @returns {import("./receiver.js").Sink} */
  #sink() {
    return {
      envelope: () => {},
      heard: (envelope) => this.#tell({ kind: "event", envelope }),
      gap: () => {},
      error: (error) => this.#tell({ kind: "error", text: String(error) }),
      resync: (data) => this.#tell({ kind: "resync", data }),
      polled: ({ ok, error }) =>
        this.#tell({ kind: "polled", ok, error: error === null ? null : String(error) }),
      joined: ({ channels, rejected }) => {
        this.#greeting = { channels, rejected };
        this.#welcome(null);
      },
      state: (change) => void (this.#connection !== null && this.#moved(change)),
    };
  }

  /** @param {import("./receiver.js").Change} change */
  #moved(change) {
    this.#change = change;
    if (this.#connection?.refused) this.#refused(change);
    else this.#tell({ kind: "state", change });
  }

  /**
   * Say where the stream stands.
   *
   * @param {string | null} to one tab, or null for all
   */
  #welcome(to) {
    if (this.#receiver === null || this.#greeting === null) return;
    const { channels, rejected } = this.#greeting;
    const { cursor, inbox } = this.#receiver;
    this.#tell({
      kind: "welcome",
      to,
      ...inbox.placesOf(channels),
      channels,
      rejected,
      cursor,
      change: this.#change,
    });
  }
}

/** @param {string} channel */
export function isOnRequest(channel) {
  return ON_REQUEST.test(channel);
}
