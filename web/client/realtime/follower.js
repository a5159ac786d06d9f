import { isOnRequest } from "./hub.js";

/** How long a tab waits for what it misses before it asks again, and how often before it gives up. */
const REWIND = 5000;
const REWINDS = 3;

/**
 * A tab's place in a shared stream: what of all that the leader tells is for this tab, and whether
 * anything was missed. Delivers by the positions of its own receiver, so it does not matter who
 * tells an event, or how often.
 */
export class Follower {
  #receiver;
  #sink;
  #stats;
  #timers;
  #ask;
  /** What the stream covers for this tab. @type {Set<string>} */
  #covered = new Set();
  #rewinds = 0;

  /**
   * @param {import("./receiver.js").Receiver} receiver
   * @param {import("./receiver.js").Sink} sink
   * @param {import("./stats.js").Stats} stats
   * @param {import("./timers.js").Timers} timers
   * @param {{hello: () => void, rewind: () => void, goAlone: () => void}} ask
   */
  constructor(receiver, sink, stats, timers, ask) {
    this.#receiver = receiver;
    this.#sink = sink;
    this.#stats = stats;
    this.#timers = timers;
    this.#ask = ask;
  }

  /** @param {string[]} channels what this tab's own stream covers */
  covers(channels) {
    this.#covered = new Set(channels);
  }

  /** @param {string[]} channels */
  forget(channels) {
    this.#receiver.forget(channels);
    for (const channel of channels) this.#covered.delete(channel);
  }

  /** Another leads, or nobody. */
  lostTouch() {
    this.#rewinds = 0;
    this.#timers.clear("rewind");
  }

  /**
   * @param {import("./messages.js").Welcome} welcome
   * @param {string[]} requested
   */
  welcomed({ to, epoch, channels, ids, positions, rejected, cursor }, requested) {
    const wanted = new Set(requested);
    const mine = channels.filter((channel) => !isOnRequest(channel) || wanted.has(channel));
    const { cursor: before, inbox } = this.#receiver;
    const resumed = before?.startsWith(`${epoch}.`) === true;
    // What the stream will have in a moment keeps its place here: a channel of this tab that has
    // come back, or that the leader before knew of.
    const covered = new Set([...channels, ...rejected]);
    const kept = (/** @type {string} */ name) => resumed && inbox.position(name) !== undefined;
    const soon = requested.filter((name) => !covered.has(name) && kept(name));
    const all = { ...inbox.placesOf(soon).ids, ...ids };
    const place = { epoch, channels: [...mine, ...soon], ids: all, positions, resumed: true };
    const added = inbox.opened(place).filter((name) => covered.has(name));
    this.covers(place.channels);
    const refusals = rejected.filter((channel) => wanted.has(channel));
    if (to === null || added.length > 0 || refusals.length > 0) {
      this.#sink.joined({ channels: mine, added, rejected: refusals, resumed });
    }
    this.compare(cursor);
  }

  /**
   * Look whether the leader has told more than was heard here. What it tells comes in order, so
   * once its position is known, everything before it has arrived or will not.
   *
   * @param {string | null} cursor
   */
  compare(cursor) {
    if (cursor === null) return;
    if (this.#receiver.inbox.isBehind(cursor)) {
      this.#rewind();
      return;
    }
    this.#timers.clear("rewind");
    this.#rewinds = 0;
  }

  /** @param {import("./inbox.js").Envelope} envelope */
  event(envelope) {
    const { channel, seq } = envelope;
    if (!this.#covered.has(channel)) return;
    const last = this.#receiver.inbox.position(channel);
    const hole = seq !== undefined && last !== undefined && seq > last + 1;
    if (!hole) {
      this.#receiver.take(envelope);
      return;
    }
    // What follows a hole comes again with what fills it.
    if (this.#timers.has("rewind")) return;
    this.#stats.gaps += 1;
    this.#sink.gap({ channel, after: last, got: seq });
    this.#rewind();
  }

  /** @param {import("./inbox.js").ResyncData} data */
  resync(data) {
    if (this.#covered.has(data.channel)) this.#receiver.resync(data);
  }

  #rewind() {
    if (this.#timers.has("rewind")) return;
    this.#rewinds += 1;
    if (this.#rewinds > REWINDS) {
      this.#rewinds = 0;
      this.#ask.goAlone();
      return;
    }
    this.#timers.set("rewind", REWIND, () => this.#ask.hello());
    this.#ask.rewind();
  }
}
