import type { Instance, Metrics } from "../requests";

export type Measure = "connections" | "own" | "events" | "deliveries" | "bytes" | "lag";
export type Condition = "well" | "draining" | "silent" | "detached" | "full" | "late";

export interface Point {
  at: number;
  /** Null where nothing is known: a hole in the line. */
  value: number | null;
}

/** How the relays are, now and in the last half hour. */
export interface Health {
  metrics: Metrics;
  /** When it was read. */
  readAt: string;
  history: Record<Measure, Point[]>;
}

/** Points kept: half an hour of reports, which come every half minute. */
const KEPT = 60;
/** A relay that has not reported for so long is in trouble, before it is left out altogether. */
const SILENT = 65_000;
/** From here on a stream may be refused soon. */
const FULL = 0.9;
/** Later than this nobody calls live. */
const LATE = 1000;

const MEASURES: Record<Measure, (metrics: Metrics) => number | null> = {
  connections: ({ connections }) => connections,
  own: ({ tenants }) => tenants.reduce((sum, { connections }) => sum + connections, 0),
  events: ({ eventsPerSecond }) => eventsPerSecond,
  deliveries: ({ deliveriesPerSecond }) => deliveriesPerSecond,
  bytes: ({ bytesPerSecond }) => bytesPerSecond,
  lag: ({ lagP99Ms }) => lagP99Ms,
};
export const MEASURED = Object.keys(MEASURES) as Measure[];

/** What is known after one more reading. */
export function after(before: Health | undefined, metrics: Metrics, readAt: string): Health {
  const points = (name: Measure) => before?.history[name] ?? [];
  // Between two reports there is nothing new to draw.
  const same = before !== undefined && reportsOf(before.metrics) === reportsOf(metrics);
  const at = newest(metrics);
  const add = (name: Measure) =>
    same || metrics.instances.length === 0
      ? points(name)
      : [...points(name), { at, value: MEASURES[name](metrics) }].slice(-KEPT);
  const history = Object.fromEntries(MEASURED.map((name) => [name, add(name)])) as Health["history"];
  return { metrics, readAt, history };
}

const reportsOf = ({ instances }: Metrics) =>
  instances.map(({ id, reportedAt }) => `${id} ${reportedAt}`).join();

/**
 * The time of the newest report. Silence is measured from there: the relays' clocks agree, and that
 * of this machine may be wrong.
 */
export function newest({ instances }: Metrics): number {
  return Math.max(...instances.map(({ reportedAt }) => Date.parse(reportedAt)));
}

/**
 * What an operator has to know first about a relay.
 *
 * @param now epoch milliseconds, by the relays' clock
 */
export function conditionOf(instance: Instance, now: number): Condition {
  if (now - Date.parse(instance.reportedAt) > SILENT) return "silent";
  if (instance.draining) return "draining";
  if (instance.bus === "detached") return "detached";
  const { connections, connectionsLimit } = instance;
  if (connections !== null && connectionsLimit !== null && connections >= FULL * connectionsLimit) return "full";
  if (instance.lagP99Ms !== null && instance.lagP99Ms > LATE) return "late";
  return "well";
}
