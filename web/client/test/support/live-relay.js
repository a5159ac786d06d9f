/** A relay and its polling twin over a log in memory, which answer by themselves. */

import { parseCursor } from "../../realtime/cursor.js";
import { Call } from "./network.js";
import { connected, event, idOf } from "./world.js";

const AUTOMATIC = ["user:me", "tenant:t"];

/**
 * @typedef {object} Reader
 * @property {boolean} frozen a frozen reader's socket fills up
 */

export class LiveRelay {
  /** @type {Map<string, any[]>} */
  #log = new Map();
  /** @type {Set<{call: Call, reader: Reader, channels: string[], waiting: any[]}>} */
  #streams = new Set();
  /** Streams that were ever asked for. @type {Call[]} */
  asked = [];
  /** Pages that were read. @type {Call[]} */
  polls = [];
  down = false;
  epoch = "e1";
  /** Tokens that are not accepted. @type {Set<string>} */
  refused = new Set();

  /** Streams that are open. */
  get open() {
    return [...this.#streams].filter(({ call }) => !call.aborted).length;
  }

  /** @param {string} channel */
  head(channel) {
    return this.#log.get(channel)?.length ?? 0;
  }

  /**
   * What a channel brought after a position.
   *
   * @param {string} channel
   * @param {number} from
   */
  after(channel, from) {
    return (this.#log.get(channel) ?? []).slice(from);
  }

  /**
   * Commit an event.
   *
   * @param {...string} channels
   */
  append(...channels) {
    const base = event(channels[0], 0);
    for (const channel of channels) {
      const events = this.#log.get(channel) ?? [];
      this.#log.set(channel, events);
      const envelope = { ...base, channel, seq: events.length + 1 };
      events.push(envelope);
      for (const stream of this.#streams) {
        if (stream.channels.includes(channel)) this.#send(stream, envelope);
      }
    }
  }

  /** End every stream. */
  cut() {
    for (const { call } of this.#streams) if (!call.aborted) call.fail();
    this.#streams.clear();
  }

  /**
   * Let a reader that was frozen have what its sockets hold.
   *
   * @param {Reader} reader
   */
  thaw(reader) {
    for (const stream of this.#streams) {
      if (stream.reader !== reader) continue;
      for (const envelope of stream.waiting.splice(0)) stream.call.send(envelope);
    }
  }

  /**
   * What a reader fetches with.
   *
   * @param {Reader} reader
   * @returns {any}
   */
  fetchFor(reader) {
    return (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
      const call = new Call(url, init);
      if (this.down && call.url.pathname === "/v1/stream") call.fail();
      else if (this.refused.has(call.headers.get("Authorization") ?? "")) call.answer(401);
      else if (call.url.pathname === "/v1/stream") this.#stream(call, reader);
      else this.#page(call);
      return call.promise;
    };
  }

  /**
   * @param {Call} call
   * @param {Reader} reader
   */
  #stream(call, reader) {
    this.asked.push(call);
    const channels = channelsOf(call);
    if (channels.length > 64) {
      call.answer(400);
      return;
    }
    const { resumed, from } = this.#from(call.headers.get("Last-Event-ID"), channels);
    const stream = { call: call.open(), reader, channels, waiting: [] };
    this.#streams.add(stream);
    this.#send(stream, connected(from, { epoch: this.epoch, resumed }));
    for (const channel of channels) {
      for (const envelope of this.after(channel, from[channel])) this.#send(stream, envelope);
    }
  }

  /** @param {Call} call */
  #page(call) {
    this.polls.push(call);
    const channels = channelsOf(call);
    const { from } = this.#from(call.url.searchParams.get("after"), channels);
    const events = channels.flatMap((channel) => this.after(channel, from[channel]));
    const places = channels.map((channel) => `${idOf(channel)}-${this.head(channel)}`);
    const nextCursor = `${this.epoch}.${places.join("~")}`;
    const ids = Object.fromEntries(channels.map((channel) => [channel, idOf(channel)]));
    const rest = { hasMore: false, channels, ids, rejected: [], resync: [], tenantId: "t" };
    call.answer(200, { events, nextCursor, ...rest });
  }

  /**
   * @param {string | null} text
   * @param {string[]} channels
   */
  #from(text, channels) {
    const cursor = parseCursor(text ?? "");
    const resumed = cursor?.epoch === this.epoch;
    const place = (/** @type {string} */ channel) =>
      (resumed ? cursor?.positions.get(idOf(channel)) : undefined) ?? this.head(channel);
    const from = Object.fromEntries(channels.map((channel) => [channel, place(channel)]));
    return { resumed, from };
  }

  /**
   * @param {{call: Call, reader: Reader, waiting: any[]}} stream
   * @param {any} envelope
   */
  #send({ call, reader, waiting }, envelope) {
    if (call.aborted) return;
    if (reader.frozen) waiting.push(envelope);
    else call.send(envelope);
  }
}

/** @param {Call} call */
function channelsOf(call) {
  const asked = (call.url.searchParams.get("channels") ?? "").split(",").filter(Boolean);
  return [...new Set([...AUTOMATIC, ...asked])];
}
