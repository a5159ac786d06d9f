import assert from "node:assert/strict";
import test from "node:test";

import { parseCursor } from "../realtime/cursor.js";
import { Receiver } from "../realtime/receiver.js";
import { SseParser } from "../realtime/sse.js";
import { newStats } from "../realtime/stats.js";
import { connected, envelope, event } from "./support/world.js";
import { bytesOf, vectors } from "./support/vectors.js";

/** @param {Iterable<Uint8Array>} pieces */
function parse(pieces) {
  /** @type {{events: object[], id: string, retry: number[]}} */
  const seen = { events: [], id: "", retry: [] };
  const parser = new SseParser({
    onMessage: (message) => seen.events.push(message),
    onId: (id) => void (seen.id = id),
    onRetry: (milliseconds) => seen.retry.push(milliseconds),
  });
  for (const piece of pieces) parser.push(piece);
  return seen;
}

for (const { name, chunks, events, id = "", retry = [] } of vectors.wire) {
  test(`wire: ${name}`, () => {
    const pieces = chunks.map(bytesOf);
    assert.deepEqual(parse(pieces), { events, id, retry });
    const bytes = pieces.flatMap((piece) => [...piece]);
    assert.deepEqual(parse([Uint8Array.from(bytes)]), { events, id, retry });
    assert.deepEqual(parse(bytes.map((byte) => Uint8Array.of(byte))), { events, id, retry });
  });
}

for (const { text, positions } of vectors.cursors) {
  test(`cursor: ${JSON.stringify(text.slice(0, 40))} is ${positions === null ? "none" : "one"}`, () => {
    const cursor = parseCursor(text);
    assert.deepEqual(cursor && Object.fromEntries(cursor.positions), positions);
  });
}

const CHANNEL = "tenant:t";

for (const { name, log, cursor, resync, events } of vectors.resumptions) {
  test(`resumption: ${name}`, () => {
    /** @type {any[]} */
    const told = [];
    /** @type {any} */
    const sink = {
      envelope: ({ type, seq }) => type.startsWith("post:") && told.push(seq),
      resync: ({ reason }) => told.push(reason),
      gap: () => assert.fail("a gap"),
    };
    const receiver = new Receiver(sink, newStats(), { ...globalThis, now: () => 0 });
    const { inbox } = receiver;
    if (cursor !== null) {
      inbox.opened({ ...at(cursor.position), epoch: cursor.epoch, resumed: false });
    }
    // The relay's answer, as its own tests hold it to this vector.
    const jumps = resync !== null && resync.reason !== "history_expired";
    const start = cursor === null || jumps ? log.head : cursor.position;
    const answer = connected(at(start).positions, { epoch: log.epoch, resumed: cursor !== null });
    receiver.message(JSON.stringify(answer));
    if (resync !== null) {
      const data = { ...resync, channel: CHANNEL, refetch: [] };
      receiver.message(JSON.stringify(envelope("server:resync", data)));
    }
    for (const seq of events) {
      assert.equal(receiver.message(JSON.stringify(event(CHANNEL, seq))).kind, "nothing");
    }
    assert.deepEqual(told, resync === null ? events : [resync.reason, ...events]);
    assert.equal(inbox.cursor, `${log.epoch}.tenantt-${log.head + 1}`);
  });
}

/** @param {number} position */
function at(position) {
  return {
    channels: [CHANNEL],
    ids: { [CHANNEL]: "tenantt" },
    positions: { [CHANNEL]: position },
  };
}
