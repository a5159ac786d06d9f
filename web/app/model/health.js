import { Emitter } from "./emitter.js";

/** @typedef {import("../../client/api/types.js").RealtimeMetrics} RealtimeMetrics */
/** @typedef {import("../../client/api/types.js").RelayInstance} RelayInstance */
/** @typedef {"connections" | "own" | "events" | "deliveries" | "bytes" | "lag"} Measure */
/** @typedef {{at: number, value: number | null}} Point */
/** @typedef {"well" | "draining" | "silent" | "detached" | "full" | "late"} Condition */

/** Relays report every half minute; asked more often, a new report shows soon. */
const EVERY = 10_000;

/** Points kept: half an hour of reports. */
const KEPT = 60;

/** A relay that has not reported for so long is in trouble, before it is left out altogether. */
const SILENT = 65_000;

/** From here on a stream may be refused soon. */
const FULL = 0.9;

/** Later than this nobody calls live. */
const LATE = 1000;

/** @type {Record<Measure, (metrics: RealtimeMetrics) => number | null>} */
const MEASURES = {
  connections: ({ connections }) => connections,
  own: ({ tenants }) => tenants.reduce((sum, { connections }) => sum + connections, 0),
  events: ({ eventsPerSecond }) => eventsPerSecond,
  deliveries: ({ deliveriesPerSecond }) => deliveriesPerSecond,
  bytes: ({ bytesPerSecond }) => bytesPerSecond,
  lag: ({ lagP99Ms }) => lagP99Ms,
};

/** How the relays are, now and in the last half hour. Emits `change`. */
export class Health extends Emitter {
  #read;
  #hidden;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #stopped = false;
  #reported = "";
  /** @type {RealtimeMetrics | null} */
  metrics = null;
  /** When it was read, by the clock of this machine. */
  readAt = "";
  /** Why the newest state could not be read; null when it was. @type {unknown} */
  error = null;
  /** @type {Record<Measure, Point[]>} */
  history = { connections: [], own: [], events: [], deliveries: [], bytes: [], lag: [] };

  /**
   * @param {() => Promise<RealtimeMetrics>} read
   * @param {() => boolean} [hidden] whether nobody looks
   */
  constructor(read, hidden = () => document.visibilityState === "hidden") {
    super();
    this.#read = read;
    this.#hidden = hidden;
  }

  /** Read now, and again every few seconds while somebody looks. */
  async start() {
    clearTimeout(this.#timer);
    if (!this.#hidden()) await this.#refresh();
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.start(), EVERY);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #refresh() {
    try {
      const metrics = await this.#read();
      this.metrics = metrics;
      this.readAt = new Date().toISOString();
      this.error = null;
      this.#keep(metrics);
    } catch (error) {
      this.error = error;
    }
    if (!this.#stopped) this.emit("change");
  }

  /** @param {RealtimeMetrics} metrics */
  #keep(metrics) {
    // Between two reports there is nothing new to draw.
    const reported = metrics.instances.map(({ id, reportedAt }) => `${id} ${reportedAt}`).join();
    if (reported === this.#reported || metrics.instances.length === 0) return;
    this.#reported = reported;
    const at = newest(metrics);
    for (const name of /** @type {Measure[]} */ (Object.keys(MEASURES))) {
      const points = [...this.history[name], { at, value: MEASURES[name](metrics) }];
      this.history[name] = points.slice(-KEPT);
    }
  }
}

/**
 * The time of the newest report. Silence is measured from there: the relays' clocks agree, and that
 * of this machine may be wrong.
 *
 * @param {RealtimeMetrics} metrics
 */
export function newest({ instances }) {
  return Math.max(...instances.map(({ reportedAt }) => Date.parse(reportedAt)));
}

/**
 * What an operator has to know first about a relay.
 *
 * @param {RelayInstance} instance
 * @param {number} now epoch milliseconds, by the relays' clock
 * @returns {Condition}
 */
export function conditionOf(instance, now) {
  if (now - Date.parse(instance.reportedAt) > SILENT) return "silent";
  if (instance.draining) return "draining";
  if (instance.bus === "detached") return "detached";
  const { connections, connectionsLimit } = instance;
  if (connections !== null && connectionsLimit !== null) {
    if (connections >= FULL * connectionsLimit) return "full";
  }
  if (instance.lagP99Ms !== null && instance.lagP99Ms > LATE) return "late";
  return "well";
}
