import assert from "node:assert/strict";

import { test } from "vitest";

import type { Instance, Metrics } from "../requests";
import { type Condition, type Health, after, conditionOf } from "./health";
import { place, runs } from "./line";

const NOW = 1_765_000_000_000;
const iso = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

const instance = (rest: Partial<Instance> = {}) =>
  ({
    id: "one",
    reportedAt: iso(-5),
    connections: 10,
    connectionsLimit: 100,
    lagP99Ms: 30,
    bus: "attached",
    draining: false,
    ...rest,
  }) as Instance;

const metrics = (second: number, rest: Partial<Metrics> = {}) =>
  ({
    connections: 10 + second,
    eventsPerSecond: 1,
    deliveriesPerSecond: 2,
    bytesPerSecond: 3,
    lagP99Ms: null,
    tenants: [{ tenantId: "t", connections: 4 }],
    instances: [instance({ reportedAt: iso(second) })],
    ...rest,
  }) as Metrics;

const read = (answers: Metrics[]) =>
  answers.reduce<Health | undefined>((before, one) => after(before, one, iso(0)), undefined) as Health;

test("each report is a point of every line, and nothing between reports is", () => {
  const { history } = read([metrics(0), metrics(0), metrics(30)]);
  assert.deepEqual(history.connections, [
    { at: NOW, value: 10 },
    { at: NOW + 30_000, value: 40 },
  ]);
  assert.equal(history.own[1]?.value, 4);
  assert.deepEqual(history.lag.map(({ value }) => value), [null, null]);
});

test("half an hour is kept", () => {
  const { history } = read(Array.from({ length: 70 }, (_, n) => metrics(n * 30)));
  assert.equal(history.events.length, 60);
  assert.equal(history.events[0]?.at, NOW + 10 * 30_000);
});

test("without a relay there is nothing to draw", () => {
  const health = read([metrics(0, { instances: [] })]);
  assert.equal(health.metrics.instances.length, 0);
  assert.deepEqual(health.history.connections, []);
});

test("what an operator has to know first about a relay", () => {
  const cases: Record<Condition, Partial<Instance>> = {
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
  // A school is not told how many streams a relay carries.
  assert.equal(conditionOf(instance({ connections: null, connectionsLimit: null }), NOW), "well");
});

test("a line runs from left to right, with zero at the bottom and holes where nothing is known", () => {
  const placed = place([4, null, 0, 2].map((value, n) => ({ at: n * 10, value })));
  assert.deepEqual(placed[0], { x: 0, y: 2 });
  assert.equal(placed[1], null);
  assert.deepEqual(placed[2]?.y, 38);
  assert.deepEqual(placed[3], { x: 160, y: 20 });
  assert.deepEqual(runs(placed).map((run) => run.length), [1, 2]);
  assert.deepEqual(place([]), []);
  const twice = [
    { at: 5, value: 1 },
    { at: 5, value: 1 },
  ];
  assert.ok(place(twice).every((spot) => spot?.x === 0), "two of one moment");
  assert.deepEqual(place([{ at: 5, value: 7 }]), [
    { x: 0, y: 2 },
    { x: 160, y: 2 },
  ]);
});
