import assert from "node:assert/strict";
import test from "node:test";

import { Health, conditionOf } from "../../../web/app/model/health.js";
import { place, runs } from "../../../web/app/views/sparkline.js";

const NOW = 1_765_000_000_000;
const iso = (seconds) => new Date(NOW + seconds * 1000).toISOString();

function instance(rest = {}) {
  return {
    id: "one",
    reportedAt: iso(-5),
    connections: 10,
    connectionsLimit: 100,
    lagP99Ms: 30,
    bus: "attached",
    draining: false,
    ...rest,
  };
}

function metrics(second, rest = {}) {
  return {
    connections: 10 + second,
    eventsPerSecond: 1,
    deliveriesPerSecond: 2,
    bytesPerSecond: 3,
    lagP99Ms: null,
    tenants: [{ tenantId: "t", connections: 4 }],
    instances: [instance({ reportedAt: iso(second) })],
    ...rest,
  };
}

/** Answers are taken in turn; the health is read once for each. */
async function read(t, answers, hidden = () => false) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const left = [...answers];
  const health = new Health(async () => {
    const next = left.shift();
    if (next instanceof Error) throw next;
    return next;
  }, hidden);
  t.after(() => health.stop());
  await health.start();
  for (let turn = 1; turn < answers.length; turn += 1) {
    t.mock.timers.tick(10_000);
    for (let wait = 0; wait < 5; wait += 1) await Promise.resolve();
  }
  return health;
}

test("each report is a point of every line, and nothing between reports is", async (t) => {
  const health = await read(t, [metrics(0), metrics(0), metrics(30)]);
  assert.deepEqual(health.history.connections, [
    { at: NOW, value: 10 },
    { at: NOW + 30_000, value: 40 },
  ]);
  assert.equal(health.history.own[1].value, 4);
  assert.deepEqual(
    health.history.lag.map(({ value }) => value),
    [null, null],
  );
});

test("half an hour is kept", async (t) => {
  const health = await read(
    t,
    Array.from({ length: 70 }, (_, n) => metrics(n * 30)),
  );
  assert.equal(health.history.events.length, 60);
  assert.equal(health.history.events[0].at, NOW + 10 * 30_000);
});

test("a failure keeps what was known and says so, until it is over", async (t) => {
  const failed = await read(t, [metrics(0), new Error("away")]);
  assert.equal(failed.metrics?.connections, 10);
  assert.match(String(failed.error), /away/);
  t.mock.timers.reset();
  const again = await read(t, [new Error("away"), metrics(30)]);
  assert.equal(again.error, null);
  assert.equal(again.metrics?.connections, 40);
});

test("without a relay there is nothing to draw", async (t) => {
  const health = await read(t, [metrics(0, { instances: [] })]);
  assert.equal(health.metrics?.instances.length, 0);
  assert.deepEqual(health.history.connections, []);
});

test("nobody looks, so nobody asks", async (t) => {
  const health = await read(t, [metrics(0), metrics(30)], () => true);
  assert.equal(health.metrics, null);
});

test("what an operator has to know first about a relay", () => {
  const cases = {
    well: {},
    silent: { reportedAt: iso(-66), draining: true },
    draining: { draining: true, bus: "detached" },
    detached: { bus: "detached", connections: 95 },
    full: { connections: 90, lagP99Ms: 5000 },
    late: { lagP99Ms: 1001 },
  };
  for (const [condition, rest] of Object.entries(cases)) {
    assert.equal(conditionOf(instance(rest), NOW), condition);
  }
  assert.equal(conditionOf(instance({ bus: "none", lagP99Ms: null }), NOW), "well");
});

test("a line runs from left to right, with zero at the bottom and holes where nothing is known", () => {
  const points = [4, null, 0, 2].map((value, n) => ({ at: n * 10, value }));
  const placed = place(points);
  assert.deepEqual(placed[0], { x: 0, y: 2 });
  assert.equal(placed[1], null);
  assert.deepEqual(placed[2]?.y, 38);
  assert.deepEqual(placed[3], { x: 160, y: 20 });
  assert.deepEqual(
    runs(placed).map((run) => run.length),
    [1, 2],
  );
  assert.deepEqual(place([]), []);
  const twice = [
    { at: 5, value: 1 },
    { at: 5, value: 1 },
  ];
  assert.ok(place(twice).every(({ x }) => x === 0), "two of one moment");
  assert.deepEqual(place([{ at: 5, value: 7 }]), [
    { x: 0, y: 2 },
    { x: 160, y: 2 },
  ]);
});
