import { formatCursor, parseCursor } from "./cursor.js";
import { SeenKeys } from "./lru.js";

/**
 * What a client has received of each channel, and therefore what it does with the next event.
 *
 * An event is delivered exactly when it is the next one of its channel. An older one is dropped. A
 * newer one proves that something is missing: the caller reconnects with this inbox's own cursor,
 * and the server sends what was missed.
 */

/** Event ids remembered: one event arrives once for each of its channels. */
const SEEN_IDS = 1000;

/** A hole that is still there after this many reconnects will not be filled any more. */
const GAP_PATIENCE = 3;

/**
 * @typedef {object} Envelope
 * @property {string} id
 * @property {string} type
 * @property {number} version
 * @property {string | null} legacyType
 * @property {string} tenantId
 * @property {string} channel
 * @property {string | null} actorId
 * @property {any} data
 * @property {number} timestamp epoch milliseconds
 * @property {boolean} durable
 * @property {string | null} [requestId] the request that made it, where the relay is new enough
 * @property {number} [seq] position in the channel; durable events only
 */

/**
 * @typedef {object} ConnectedData
 * @property {string} connectionId
 * @property {string} epoch
 * @property {string[]} channels
 * @property {Record<string, string>} ids
 * @property {Record<string, number>} positions
 * @property {string[]} rejected
 * @property {boolean} resumed
 * @property {number} heartbeatSeconds
 * @property {number} maxConnectionSeconds
 */

/**
 * @typedef {object} ResyncData
 * @property {string} reason
 * @property {string} channel
 * @property {number | null} missedFrom
 * @property {number | null} missedTo
 * @property {string[]} refetch
 */

/** @typedef {"deliver"|"duplicate"|"gap"|"lost"} Verdict */

export class Inbox {
  #epoch = "";
  /** Channels whose stream is unbroken since they were joined. @type {Set<string>} */
  #joined = new Set();
  /** @type {Map<string, string>} */
  #ids = new Map();
  /** Last position by channel id, as a cursor carries it. @type {Map<string, number>} */
  #byId = new Map();
  #seen = new SeenKeys(SEEN_IDS);
  #gap = { channel: "", after: -1, count: 0 };

  /** The cursor to continue from, or null before the first connection. */
  get cursor() {
    if (this.#epoch === "" || this.#byId.size === 0) return null;
    return formatCursor({ epoch: this.#epoch, positions: this.#byId });
  }

  /**
   * The last position of a channel.
   *
   * @param {string} channel
   * @returns {number | undefined}
   */
  position(channel) {
    return this.#byId.get(this.#ids.get(channel) ?? "");
  }

  /**
   * Begin where others stand, before the server has given any ids.
   *
   * @param {string} text a cursor
   * @param {Iterable<string>} [channels] whose state was read after it, and goes on from there
   */
  seed(text, channels = []) {
    const cursor = parseCursor(text);
    if (cursor === null) return;
    this.#epoch = cursor.epoch;
    this.#byId = cursor.positions;
    this.#joined = new Set(channels);
  }

  /**
   * Whether another, whose cursor is given, has seen more of a channel that this inbox knows by name.
   *
   * @param {string} text
   */
  isBehind(text) {
    const cursor = parseCursor(text);
    if (cursor === null || cursor.epoch !== this.#epoch) return false;
    return [...this.#ids.values()].some((id) => {
      const [mine, theirs] = [this.#byId.get(id), cursor.positions.get(id)];
      return mine !== undefined && theirs !== undefined && mine < theirs;
    });
  }

  /**
   * What another inbox needs to go on beside this one, with opened().
   *
   * @param {Iterable<string>} channels
   */
  placesOf(channels) {
    /** @type {Record<string, string>} */
    const ids = {};
    /** @type {Record<string, number>} */
    const positions = {};
    for (const channel of channels) {
      const [id, position] = [this.#ids.get(channel), this.position(channel)];
      if (id !== undefined) ids[channel] = id;
      if (position !== undefined) positions[channel] = position;
    }
    return { epoch: this.#epoch, ids, positions };
  }

  /**
   * Take over what the server says at the start of a stream.
   *
   * @param {Pick<ConnectedData, "epoch" | "channels" | "ids" | "positions" | "resumed">} data
   * @returns {string[]} channels that do not continue where this inbox stands: read their state
   */
  opened(data) {
    this.#enter(data.epoch);
    if (!data.resumed) this.#joined.clear();
    const known = this.#byId;
    this.#byId = new Map();
    for (const channel of data.channels) {
      const id = data.ids[channel];
      const before = this.#joined.has(channel) ? known.get(id) : undefined;
      const position = before ?? data.positions[channel];
      this.#ids.set(channel, id);
      if (position !== undefined) this.#byId.set(id, position);
    }
    return this.#join(data.channels);
  }

  /**
   * Take over what an open stream carries from here on.
   *
   * @param {Pick<ConnectedData, "channels" | "ids" | "positions"> & {removed: string[]}} data `ids`
   *   and `positions` of those that it did not carry before
   * @returns {string[]} channels that begin here
   */
  carries({ channels, removed, ids, positions }) {
    this.forget(removed);
    for (const channel of channels) {
      const id = ids[channel];
      if (id === undefined || this.#joined.has(channel)) continue;
      this.#ids.set(channel, id);
      this.#byId.set(id, positions[channel] ?? 0);
    }
    return this.#join(channels);
  }

  /**
   * Take over a page's channels; their positions come with its events and its end.
   *
   * @param {string} epoch
   * @param {string[]} channels
   * @param {Record<string, string>} ids
   * @returns {string[]} channels that do not continue where this inbox stands
   */
  polled(epoch, channels, ids) {
    this.#enter(epoch);
    for (const channel of channels) this.#ids.set(channel, ids[channel]);
    return this.#join(channels);
  }

  /**
   * Decide about an event, and move on where it is delivered or skipped.
   *
   * @param {Envelope} envelope
   * @returns {Verdict} "lost" is a gap that nobody can fill any more: everything up to this event
   *   counts as missed, and the caller has the channel's state read again
   */
  accept(envelope) {
    const { channel, id, seq } = envelope;
    // Of a channel that was dropped, nobody keeps the place.
    const follows = seq !== undefined && this.#joined.has(channel);
    if (!follows) return this.#seen.note(id) ? "duplicate" : "deliver";
    const last = this.position(channel);
    if (last !== undefined && seq <= last) return "duplicate";
    if (last !== undefined && seq > last + 1 && !this.#hopeless(channel, last)) return "gap";
    this.#moveTo(channel, seq);
    const known = this.#seen.note(id);
    if (last !== undefined && seq > last + 1) return "lost";
    return known ? "duplicate" : "deliver";
  }

  /**
   * Take over the cursor after a complete page, which covers every event in it.
   *
   * @param {string} text
   */
  pageEnd(text) {
    const cursor = parseCursor(text);
    if (cursor === null || cursor.epoch !== this.#epoch) return;
    for (const channel of this.#joined) {
      const id = this.#ids.get(channel) ?? "";
      const seq = cursor.positions.get(id);
      // It has moved on with its events, or with those of a stream meanwhile.
      if (seq !== undefined) this.#byId.set(id, Math.max(seq, this.#byId.get(id) ?? -1));
    }
  }

  /**
   * Continue after a hole that the server declared; a channel without an end is over.
   *
   * @param {ResyncData} data
   */
  resync({ channel, missedTo }) {
    if (missedTo === null) this.forget([channel]);
    else this.#moveTo(channel, missedTo);
  }

  /**
   * Drop channels; joined again later, they start anew.
   *
   * @param {Iterable<string>} channels
   */
  forget(channels) {
    for (const channel of channels) {
      const id = this.#ids.get(channel);
      if (id !== undefined) this.#byId.delete(id);
      this.#ids.delete(channel);
      this.#joined.delete(channel);
    }
  }

  /** @param {string} epoch */
  #enter(epoch) {
    if (epoch === this.#epoch) return;
    // Positions of another epoch count other events.
    this.#epoch = epoch;
    this.#joined.clear();
    this.#byId.clear();
  }

  /** @param {string[]} channels */
  #join(channels) {
    const added = channels.filter((channel) => !this.#joined.has(channel));
    this.#joined = new Set(channels);
    return added;
  }

  /**
   * @param {string} channel
   * @param {number} seq
   */
  #moveTo(channel, seq) {
    const id = this.#ids.get(channel);
    if (id !== undefined) this.#byId.set(id, seq);
  }

  /**
   * @param {string} channel
   * @param {number} last
   */
  #hopeless(channel, last) {
    const same = this.#gap.channel === channel && this.#gap.after === last;
    this.#gap = { channel, after: last, count: same ? this.#gap.count + 1 : 1 };
    return this.#gap.count > GAP_PATIENCE;
  }
}
