import assert from "node:assert/strict";
import test from "node:test";

import { ServerClock } from "../api/server-clock.js";
import { setting, settled } from "./support/api-world.js";

const HOUR = 3_600_000;
const TRUE = Date.parse("2026-03-02T08:00:00.250Z");

/** A device whose clock is off, and answers of a server whose clock is right. */
function device(off = 0) {
  const state = { time: TRUE, off };
  const clock = new ServerClock(() => state.time + state.off);
  /** @param {number} there @param {number} back */
  const ask = (there, back) =>
    clock.ask(async () => {
      state.time += there;
      const serverTime = new Date(state.time).toISOString();
      state.time += back;
      return { serverTime };
    });
  /** @param {number} there @param {number} back */
  const hear = (there, back) => {
    const sent = clock.machine();
    state.time += there;
    const headers = { Date: new Date(state.time).toUTCString() };
    state.time += back;
    clock.hear(new Response(null, { headers }), sent);
  };
  return { state, clock, ask, hear, error: () => Math.abs(clock.now() - state.time) };
}

test("however far off a device is, half the way is the most that it errs", async () => {
  for (const off of [0, 7 * HOUR, -7 * HOUR, 400 * 24 * HOUR, -400 * 24 * HOUR]) {
    const { clock, ask, error, state } = device(off);
    await ask(300, 20);
    assert.ok(error() <= 161, String(error()));
    await ask(15, 15);
    assert.ok(error() <= 16, String(error()));
    // A slow answer knows less, and takes nothing away.
    await ask(2000, 1500);
    assert.ok(error() <= 16, String(error()));
    assert.ok(Math.abs(clock.until(new Date(state.time + 20_000).toISOString()) - 20_000) <= 16);
    assert.equal(clock.until(new Date(state.time - 1).toISOString()) <= 16, true);
  }
});

test("the header of any answer tells it to the second, and better with each", () => {
  const { hear, error } = device(400 * 24 * HOUR);
  hear(20, 20);
  assert.ok(error() <= 540, String(error()));
  for (let turn = 0; turn < 40; turn += 1) hear(20 + turn * 13, 20);
  assert.ok(error() <= 120, String(error()));
});

test("a clock that is put right in the middle changes nothing for long", async () => {
  const { state, ask, error, clock } = device(7 * HOUR);
  let told = 0;
  clock.onChange(() => void (told += 1));
  await ask(20, 20);
  assert.equal(told, 1);
  state.off = 0;
  await ask(20, 20);
  assert.ok(error() <= 21, String(error()));
  assert.equal(told, 2);
});

test("after a sleep in which its clock stood still a device learns anew", async () => {
  const { state, ask, error } = device();
  await ask(5, 5);
  state.time += HOUR;
  state.off -= HOUR;
  await ask(900, 100);
  assert.ok(error() <= 501, String(error()));
});

test("an answer that somebody has kept does not turn the time back", () => {
  const { clock, hear, error, state } = device();
  hear(20, 20);
  const before = error();
  const headers = { Date: new Date(state.time - HOUR).toUTCString() };
  clock.hear(new Response(null, { headers }), clock.machine());
  clock.hear(new Response(null), clock.machine());
  clock.hear(new Response(null, { headers: { Date: "nonsense" } }), clock.machine());
  assert.equal(error(), before);
});

test("every answer of the API tells the time", async () => {
  const { api, network, time } = setting();
  const asking = api.me();
  await settled();
  network.last.answer(200, {}, { Date: "Mon, 02 Mar 2026 08:00:00 GMT" });
  await asking;
  assert.equal(Math.abs(api.clock.now() - Date.parse("2026-03-02T08:00:00Z")) <= 1000, true);
  assert.equal(api.clock.now() - time.now > 0, true);
});
