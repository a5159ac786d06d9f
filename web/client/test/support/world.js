import { RealtimeClient } from "../../realtime/client.js";
import { FakeClock, settled } from "./clock.js";
import { Network } from "./network.js";

export const STREAM = "http://relay.test/v1/stream";
export const POLL = "/v1/realtime/events";

let serial = 0;

/**
 * An envelope as the relay sends it.
 *
 * @param {string} type
 * @param {object} data
 * @param {object} [rest]
 */
export function envelope(type, data = {}, rest = {}) {
  serial += 1;
  const durable = "seq" in rest;
  return {
    id: `event-${serial}`,
    type,
    version: 1,
    legacyType: null,
    tenantId: "t",
    channel: "connection",
    actorId: null,
    data,
    timestamp: 0,
    durable,
    ...rest,
  };
}

/**
 * An event of a channel.
 *
 * @param {string} channel
 * @param {number} seq
 * @param {object} [rest]
 */
export function event(channel, seq, rest = {}) {
  return envelope("post:liked", { n: seq }, { channel, seq, ...rest });
}

/**
 * @param {Record<string, number>} positions
 * @param {object} [data]
 */
export function connected(positions, data = {}) {
  const channels = Object.keys(positions);
  const ids = Object.fromEntries(channels.map((name) => [name, idOf(name)]));
  return envelope("connected", {
    connectionId: "c",
    epoch: "e1",
    channels,
    ids,
    positions,
    rejected: [],
    resumed: false,
    heartbeatSeconds: 30,
    maxConnectionSeconds: 3300,
    ...data,
  });
}

/** @param {string} channel */
export function idOf(channel) {
  return channel.replace(/[^0-9a-z]/g, "");
}

/**
 * A client in a world where nothing happens by itself.
 *
 * @param {object} [options]
 */
export function world(options = {}) {
  const clock = new FakeClock();
  const network = new Network();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const surroundings = { window: new EventTarget(), document };
  /** @type {boolean[]} */
  const asked = [];
  const client = new RealtimeClient({
    clock,
    fetch: network.fetch,
    random: () => 0.5,
    surroundings,
    pollUrl: POLL,
    pollWait: 0,
    tokenProvider: ({ force }) => {
      asked.push(force);
      return `token-${asked.length}`;
    },
    ...options,
  });
  /** @type {string[]} */
  const states = [];
  client.addEventListener("state", (e) => states.push(/** @type {any} */ (e).detail.state));
  /** @type {any[]} */
  const events = [];
  client.subscribe("post:*", (given) => events.push(given));
  /** @type {Record<string, any[]>} */
  const told = {};
  for (const name of ["joined", "resync", "gap", "polled", "error", "state"]) {
    told[name] = [];
    client.addEventListener(name, (e) => told[name].push(/** @type {any} */ (e).detail));
  }

  /**
   * Answer the newest request with an open stream.
   *
   * @param {Record<string, number>} positions
   * @param {object} [data]
   */
  async function open(positions = { "user:me": 0 }, data = {}) {
    await settled();
    const call = network.last.open();
    call.send(connected(positions, data));
    await settled();
    return call;
  }

  /** The positions that the newest request asked to continue from. */
  function resumed() {
    return network.last.headers.get("Last-Event-ID");
  }

  return { client, clock, network, surroundings, asked, states, events, told, open, resumed };
}

export { settled };
