import { Inbox } from "./inbox.js";

/** @typedef {import("./inbox.js").Envelope} Envelope */
/** @typedef {import("./inbox.js").ResyncData} ResyncData */
/** @typedef {{channels: string[], added: string[], rejected: string[], resumed: boolean}} Joined */

/**
 * @typedef {object} Change
 * @property {import("./machine.js").StateName} state
 * @property {import("./machine.js").StateName} previous
 * @property {string} reason
 * @property {number} failures failed attempts in a row
 * @property {number | null} retryAt when the next attempt begins
 */

/**
 * Where a connection delivers.
 *
 * @typedef {object} Sink
 * @property {(envelope: Envelope) => void} envelope
 * @property {(change: Change) => void} state
 * @property {(joined: Joined) => void} joined
 * @property {(data: ResyncData) => void} resync
 * @property {(gap: {channel: string, after: number, got: number}) => void} gap
 * @property {(health: {ok: boolean, error: unknown}) => void} polled
 * @property {(error: unknown) => void} error
 * @property {(envelope: Envelope) => void} [heard] whatever arrived in its place, once for each of
 *   its channels: for those who pass it on to others
 */

/**
 * What the connection has to do after a message.
 *
 * @typedef {{kind: "nothing"} | {kind: "opened", joined: Joined, connectionId: string}
 *   | {kind: "carries", joined: Joined} | {kind: "gap"}
 *   | {kind: "move", reason: string, afterMs: number}} Outcome
 */

/** An event of somebody whom the reader hides: it keeps its place, and there is nothing to tell. */
const WITHHELD = "event:withheld";

/** @type {Outcome} */
const NOTHING = { kind: "nothing" };

/** Takes events from streams and pages alike, and hands each to the sink once and in order. */
export class Receiver {
  inbox = new Inbox();
  #sink;
  #stats;
  #clock;

  /**
   * @param {Sink} sink
   * @param {import("./stats.js").Stats} stats
   * @param {import("./options.js").Clock} clock
   * @param {import("./options.js").Start | null} [start]
   */
  constructor(sink, stats, clock, start = null) {
    this.#sink = sink;
    this.#stats = stats;
    this.#clock = clock;
    if (start !== null) this.inbox.seed(start.cursor, start.channels);
  }

  get cursor() {
    return this.inbox.cursor;
  }

  /** @param {Iterable<string>} channels */
  forget(channels) {
    this.inbox.forget(channels);
  }

  /**
   * Take one message of a stream.
   *
   * @param {string} text
   * @returns {Outcome}
   */
  message(text) {
    const envelope = parse(text);
    if (envelope === null) {
      this.#sink.error(new Error("the stream sent something that is not an envelope"));
      return NOTHING;
    }
    const { type, data } = envelope;
    if (type === "connected") {
      const added = this.inbox.opened(data);
      this.#sink.envelope(envelope);
      const { channels, rejected, resumed, connectionId } = data;
      return { kind: "opened", joined: { channels, added, rejected, resumed }, connectionId };
    }
    if (type === "heartbeat") {
      this.#stats.heartbeats += 1;
      this.#stats.lastHeartbeatAt = this.#clock.now();
    }
    if (type === "server:resync") this.resync(data);
    if (type === "server:channels") {
      const { channels, rejected } = data;
      const added = this.inbox.carries(data);
      return { kind: "carries", joined: { channels, added, rejected, resumed: true } };
    }
    if (type === "heartbeat" || type.startsWith("server:")) this.#sink.envelope(envelope);
    else if (!this.take(envelope)) return { kind: "gap" };
    if (type !== "server:reconnect") return NOTHING;
    return { kind: "move", reason: data.reason, afterMs: data.afterMs };
  }

  /**
   * Take a page of the polling twin.
   *
   * @param {import("./poller.js").PollPage} page
   * @returns {boolean} false when it had a gap: what follows the gap was not taken
   */
  page({ events, nextCursor, channels, ids, rejected, resync }) {
    this.#stats.polls += 1;
    this.#sink.polled({ ok: true, error: null });
    const resumed = this.cursor !== null;
    const added = this.inbox.polled(nextCursor.split(".", 1)[0], channels, ids);
    for (const data of resync) this.resync(data);
    if (!events.every((envelope) => this.take(envelope))) return false;
    this.inbox.pageEnd(nextCursor);
    if (added.length > 0) this.#sink.joined({ channels, added, rejected, resumed });
    return true;
  }

  /** @param {unknown} error */
  pageFailed(error) {
    this.#stats.pollFailures += 1;
    this.#sink.polled({ ok: false, error });
  }

  /**
   * Take one event.
   *
   * @param {Envelope} envelope
   * @returns {boolean} false at a gap
   */
  take(envelope) {
    const { channel, seq = 0 } = envelope;
    const after = this.inbox.position(channel) ?? 0;
    const verdict = this.inbox.accept(envelope);
    if (verdict !== "gap" && verdict !== "lost") this.#sink.heard?.(envelope);
    if (verdict === "deliver" && envelope.data?.truncated === true) {
      // Too long for a stream: it happened, and the resource that it names says what.
      this.#stats.resyncs += 1;
      this.#sink.resync({
        reason: "truncated",
        channel,
        missedFrom: envelope.seq ?? null,
        missedTo: envelope.seq ?? null,
        refetch: [envelope.data.href],
      });
    } else if (verdict === "deliver" && envelope.type !== WITHHELD) {
      this.#stats.delivered += 1;
      this.#stats.lastEventAt = this.#clock.now();
      this.#sink.envelope(envelope);
    } else if (verdict === "duplicate") {
      this.#stats.duplicates += 1;
    } else if (verdict !== "deliver") {
      this.#stats.gaps += 1;
      this.#sink.gap({ channel, after, got: seq });
    }
    if (verdict === "lost") {
      this.resync({ reason: "gap", channel, missedFrom: after + 1, missedTo: seq, refetch: [] });
    }
    return verdict !== "gap";
  }

  /**
   * Go on after a hole that will not be filled.
   *
   * @param {ResyncData} data
   */
  resync(data) {
    this.inbox.resync(data);
    this.#stats.resyncs += 1;
    this.#sink.resync(data);
  }
}

/**
 * @param {string} text
 * @returns {Envelope | null}
 */
function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value?.type === "string" ? value : null;
  } catch {
    return null;
  }
}
