/** Relays of the demo, whose numbers move with every report. */

const LIMIT = 900;

export class DemoMetrics {
  #reports = 0;
  #started = Date.now() - 3_600_000;
  /** How many relays report. */
  relays = 3;
  /** What each of them brings in a second, about. */
  deliveries = 410;

  /** @param {string} tenantId */
  answer(tenantId) {
    this.#reports += 1;
    const instances = Array.from({ length: this.relays }, (_, at) => this.#instance(at));
    const sum = (/** @type {(instance: any) => number} */ value) =>
      instances.reduce((total, instance) => total + value(instance), 0);
    const lags = instances.flatMap(({ lagP99Ms }) => lagP99Ms ?? []);
    return {
      refreshedEverySeconds: 30,
      connections: sum(({ connections }) => connections),
      connectionsLimit: LIMIT * this.relays,
      eventsPerSecond: sum(({ eventsPerSecond }) => eventsPerSecond),
      deliveriesPerSecond: sum(({ deliveriesPerSecond }) => deliveriesPerSecond),
      bytesPerSecond: sum(({ bytesPerSecond }) => bytesPerSecond),
      lagP99Ms: lags.length === 0 ? null : Math.max(...lags),
      tenants: [{ tenantId, connections: sum(({ ownConnections }) => ownConnections) }],
      instances,
    };
  }

  /** @param {number} at */
  #instance(at) {
    const wave = 1 + Math.sin((this.#reports + 3 * at) / 4) / 4;
    const silent = at === 1;
    return {
      id: `relay-00012-x${"kqz"[at % 3]}a-${4110 + at}`,
      revision: "relay-00012",
      startedAt: new Date(this.#started).toISOString(),
      reportedAt: new Date(Date.now() - (silent ? 70_000 : 1000)).toISOString(),
      connections: at === 2 ? 850 : Math.round(400 * wave),
      connectionsLimit: LIMIT,
      ownConnections: Math.round(40 * wave),
      eventsPerSecond: 3.25 * wave,
      deliveriesPerSecond: this.deliveries * wave,
      bytesPerSecond: 180_000 * wave,
      lagP50Ms: silent ? null : 5,
      lagP99Ms: silent ? null : Math.round(30 * wave),
      loopLagMs: 0.4 * wave,
      bufferedBytes: 2048,
      overflows: at,
      bus: "attached",
      draining: false,
      shards: [],
    };
  }
}
