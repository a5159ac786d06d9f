import assert from "node:assert/strict";
import test from "node:test";

import { Inbox } from "../realtime/inbox.js";
import { connected, event, envelope } from "./support/world.js";

const hello = (/** @type {Record<string, number>} */ positions, data = {}) =>
  connected(positions, data).data;

test("there is no cursor before the first stream", () => {
  assert.equal(new Inbox().cursor, null);
});

test("the next event is delivered, an older one dropped, a later one is a gap", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4 }));
  assert.equal(inbox.accept(event("user:me", 4)), "duplicate");
  assert.equal(inbox.accept(event("user:me", 6)), "gap");
  assert.equal(inbox.accept(event("user:me", 5)), "deliver");
  assert.equal(inbox.accept(event("user:me", 5)), "duplicate");
  assert.equal(inbox.accept(event("user:me", 6)), "deliver");
  assert.equal(inbox.cursor, "e1.userme-6");
});

test("an event of several channels is delivered once and moves each of them", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 0, "post:a": 8 }));
  assert.equal(inbox.accept(event("user:me", 1, { id: "x" })), "deliver");
  assert.equal(inbox.accept(event("post:a", 9, { id: "x" })), "duplicate");
  assert.equal(inbox.cursor, "e1.userme-1~posta-9");
  assert.equal(inbox.accept(event("post:a", 10)), "deliver");
});

test("a thousand ids are remembered", () => {
  const inbox = new Inbox();
  for (let n = 0; n < 1000; n += 1) inbox.accept(envelope("post:stats", {}, { id: `n${n}` }));
  assert.equal(inbox.accept(envelope("post:stats", {}, { id: "n0" })), "duplicate");
  inbox.accept(envelope("post:stats", {}, { id: "one more" }));
  assert.equal(inbox.accept(envelope("post:stats", {}, { id: "n1" })), "deliver");
  assert.equal(inbox.accept(envelope("post:stats", {}, { id: "n0" })), "duplicate");
});

test("an ephemeral event has no position and never makes a gap", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "post:a": 3 }));
  const stats = envelope("post:stats", {}, { channel: "post:a" });
  assert.equal(inbox.accept(stats), "deliver");
  assert.equal(inbox.accept(stats), "duplicate");
  assert.equal(inbox.cursor, "e1.posta-3");
});

test("a resumed stream continues where this inbox stands, not where the server thinks", () => {
  const inbox = new Inbox();
  assert.deepEqual(inbox.opened(hello({ "user:me": 4 })), ["user:me"]);
  inbox.accept(event("user:me", 5));
  assert.deepEqual(inbox.opened(hello({ "user:me": 9 }, { resumed: true })), []);
  assert.equal(inbox.accept(event("user:me", 6)), "deliver");
});

test("a channel that joins starts where the server says, and is named", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4 }));
  const added = inbox.opened(hello({ "user:me": 4, "post:a": 7 }, { resumed: true }));
  assert.deepEqual(added, ["post:a"]);
  assert.equal(inbox.accept(event("post:a", 8)), "deliver");
});

test("a stream that is not resumed starts everything anew", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4 }));
  assert.deepEqual(inbox.opened(hello({ "user:me": 9 })), ["user:me"]);
  assert.equal(inbox.accept(event("user:me", 10)), "deliver");
});

test("another epoch starts everything anew, even a resumed one", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 400 }));
  const data = hello({ "user:me": 2 }, { epoch: "e2", resumed: true });
  assert.deepEqual(inbox.opened(data), ["user:me"]);
  assert.equal(inbox.cursor, "e2.userme-2");
});

test("a channel that left and came back starts anew", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4, "post:a": 7 }));
  inbox.opened(hello({ "user:me": 4 }, { resumed: true }));
  assert.equal(inbox.cursor, "e1.userme-4");
  const added = inbox.opened(hello({ "user:me": 4, "post:a": 12 }, { resumed: true }));
  assert.deepEqual(added, ["post:a"]);
  assert.equal(inbox.cursor, "e1.userme-4~posta-12");
});

test("a forgotten channel is not in the cursor and starts anew", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4, "post:a": 7 }));
  inbox.forget(["post:a", "post:unknown"]);
  assert.equal(inbox.cursor, "e1.userme-4");
  const added = inbox.opened(hello({ "user:me": 4, "post:a": 9 }, { resumed: true }));
  assert.deepEqual(added, ["post:a"]);
});

test("a declared hole is jumped over", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4 }));
  const hole = { reason: "history_expired", missedFrom: 5, missedTo: 90, refetch: [] };
  inbox.resync({ ...hole, channel: "user:me" });
  assert.equal(inbox.accept(event("user:me", 90)), "duplicate");
  assert.equal(inbox.accept(event("user:me", 91)), "deliver");
});

test("a channel that was taken away leaves the cursor", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4, "class:a": 7 }));
  const end = { reason: "access", missedFrom: 8, missedTo: null, refetch: [] };
  inbox.resync({ ...end, channel: "class:a" });
  assert.equal(inbox.cursor, "e1.userme-4");
});

test("a page names its channels, and a stream goes on where it ended", () => {
  const inbox = new Inbox();
  assert.deepEqual(inbox.polled("e1", ["user:me"], { "user:me": "userme" }), ["user:me"]);
  assert.equal(inbox.accept(event("user:me", 5)), "deliver");
  inbox.pageEnd("e1.userme-5");
  assert.equal(inbox.accept(event("user:me", 6)), "deliver");
  assert.equal(inbox.cursor, "e1.userme-6");
  assert.deepEqual(inbox.opened(hello({ "user:me": 5 }, { resumed: true })), []);
  assert.equal(inbox.accept(event("user:me", 6)), "duplicate");
  assert.equal(inbox.accept(event("user:me", 7)), "deliver");
  assert.equal(inbox.cursor, "e1.userme-7");
});

test("a page never moves a position back, nor takes over what is not followed", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4 }));
  inbox.pageEnd("e1.userme-2~zz-1");
  inbox.pageEnd("e9.userme-99");
  assert.equal(inbox.cursor, "e1.userme-4");
});

test("a channel that is not followed is delivered by its ids alone", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4, "post:a": 4 }));
  inbox.forget(["post:a"]);
  assert.equal(inbox.accept(event("post:a", 9, { id: "x" })), "deliver");
  assert.equal(inbox.accept(event("post:a", 9, { id: "x" })), "duplicate");
  assert.equal(inbox.cursor, "e1.userme-4");
});

test("an inbox that is seeded asks for what its seed says, and is behind whoever has more", () => {
  const inbox = new Inbox();
  inbox.seed("e1.userme-3");
  assert.equal(inbox.cursor, "e1.userme-3");
  assert.deepEqual(inbox.opened(hello({ "user:me": 3 }, { resumed: true })), ["user:me"]);
  assert.equal(inbox.isBehind("e1.userme-4"), true);
  for (const other of ["e1.userme-3", "e1.zz-9", "e2.userme-9", "nonsense"]) {
    assert.equal(inbox.isBehind(other), false, other);
  }
});

test("an inbox goes on from a position where the server does, and only with the channels of that time", () => {
  const inbox = new Inbox();
  inbox.seed("e1.userme-3", ["user:me"]);
  const places = { "user:me": 3, "post:a": 8 };
  assert.deepEqual(inbox.opened(hello(places, { resumed: true })), ["post:a"]);
  assert.equal(inbox.accept(event("user:me", 4)), "deliver");
  const anew = new Inbox();
  anew.seed("e1.userme-3", ["user:me"]);
  assert.deepEqual(anew.opened(hello({ "user:me": 9 })), ["user:me"]);
});

test("a hole that stays after three reconnects is given up, once", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4 }));
  for (let n = 0; n < 3; n += 1) assert.equal(inbox.accept(event("user:me", 7)), "gap");
  assert.equal(inbox.accept(event("user:me", 7)), "lost");
  assert.equal(inbox.accept(event("user:me", 8)), "deliver");
});

test("patience begins anew where something was gained", () => {
  const inbox = new Inbox();
  inbox.opened(hello({ "user:me": 4 }));
  for (let n = 0; n < 3; n += 1) inbox.accept(event("user:me", 7));
  inbox.accept(event("user:me", 5));
  assert.equal(inbox.accept(event("user:me", 7)), "gap");
});

// Whatever the server repeats, holds back or mixes, each event is delivered at most once, and a
// reconnect from the cursor delivers what was missing.
test("random streams deliver everything exactly once", () => {
  let seed = 20_240_501;
  const random = (/** @type {number} */ below) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed % below;
  };
  for (let round = 0; round < 200; round += 1) {
    const names = ["user:me", "tenant:t", "post:a"];
    /** @type {Record<string, {seq: number, id: string}[]>} */
    const log = Object.fromEntries(names.map((name) => [name, []]));
    for (let n = 0; n < 40; n += 1) {
      // Every event goes to one, two or three channels under one id.
      for (const name of names.slice(0, 1 + random(3))) {
        log[name].push({ seq: log[name].length + 1, id: `r${round}e${n}` });
      }
    }
    const inbox = new Inbox();
    inbox.opened(hello({ "user:me": 0, "tenant:t": 0, "post:a": 0 }));
    /** @type {string[]} */
    const delivered = [];
    for (let connection = 0; connection < 500; connection += 1) {
      const at = Object.fromEntries(names.map((name) => [name, inbox.position(name) ?? 0]));
      if (names.every((name) => at[name] === log[name].length)) break;
      for (let step = 0; step < 60; step += 1) {
        const name = names[random(3)];
        const jump = random(20) === 0 ? 2 : random(10) === 0 ? 0 : 1;
        const next = log[name][at[name] + jump - 1];
        if (next === undefined) continue;
        const verdict = inbox.accept(event(name, next.seq, { id: next.id }));
        if (verdict === "gap") break;
        assert.notEqual(verdict, "lost");
        if (verdict === "deliver") delivered.push(next.id);
        at[name] = Math.max(at[name], next.seq);
      }
    }
    assert.equal(new Set(delivered).size, delivered.length, "nothing twice");
    assert.equal(delivered.length, 40, "nothing lost");
  }
});
