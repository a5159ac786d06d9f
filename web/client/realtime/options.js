import { fetchTransport } from "./fetch-transport.js";
import { steady } from "./steady.js";

/**
 * @typedef {object} Clock
 * @property {() => number} now epoch milliseconds that only go forward
 * @property {(callback: () => void, milliseconds: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 */

/**
 * A bearer token. With `expiresAt` (epoch milliseconds) the client moves to a new stream before the
 * server ends the old one.
 *
 * @typedef {{token: string, expiresAt?: number}} Credentials
 */

/**
 * Where the client hears of the network, the page and the other tabs; a browser's own by default.
 *
 * @typedef {object} Surroundings
 * @property {EventTarget | null} window fires `online`, `offline`, `pagehide` and `pageshow`
 * @property {(EventTarget & {visibilityState?: string}) | null} document fires `visibilitychange`,
 *   `freeze` and `resume`
 * @property {Pick<LockManager, "request"> | null} [locks] without them each tab streams by itself
 * @property {((name: string) => BroadcastChannel) | null} [channel]
 */

/**
 * A position that was taken before anything was read: `nextCursor` and `channels` of `GET /v1/sync`.
 *
 * @typedef {{cursor: string, channels: string[]}} Start
 */

/**
 * @typedef {object} RealtimeOptions
 * @property {(wish: {force: boolean}) => Promise<Credentials | string | null>
 *   | Credentials | string | null} tokenProvider the current token; a new one when forced; null
 *   when the session is over. An exception counts as a failed attempt.
 * @property {string[]} [channels] channels beyond the automatic ones
 * @property {Start | null} [start] where this connection begins, so that nothing that was read
 *   since then has to be read again; null begins at the present
 * @property {string | null} [pollUrl] the polling twin; null leaves polling out
 * @property {((connectionId: string) => string) | null} [channelsUrl] where the channels of an open
 *   stream are changed; null opens another stream instead
 * @property {number} [maxReconnectAttempts] failed attempts in a row before giving up the stream
 * @property {number} [reconnectDelay]
 * @property {number} [maxReconnectDelay]
 * @property {number} [reconnectJitter] spread of a delay on either side, as a part of it
 * @property {number} [heartbeatTimeout] silence after which a stream counts as dead
 * @property {number} [connectTimeout] time for the first message of a stream
 * @property {string | null} [share] names a person in a school: tabs of one browser with the same
 *   name share one stream. Null gives each tab its own.
 * @property {boolean} [enablePollingFallback]
 * @property {number} [pollingInterval] how often a server that does not wait is asked
 * @property {number} [pollWait] seconds that a poll may wait for news; 0 asks every interval
 * @property {number} [probeInterval] how often a polling client tries to stream again
 * @property {boolean} [pollInBackground] poll while the page is hidden, as phones want it
 * @property {number} [backgroundPollMs]
 * @property {number} [renewBefore] how long before its expiry a token is replaced
 * @property {number} [channelsDebounce] changes of channels within this time make one reconnect
 * @property {import("./transport.js").Transport} [transport] what carries the stream
 * @property {typeof fetch} [fetch]
 * @property {Clock} [clock]
 * @property {() => number} [random]
 * @property {Surroundings} [surroundings]
 */

/** @typedef {Required<RealtimeOptions>} Settings */

const DEFAULTS = {
  channels: [],
  start: null,
  share: null,
  channelsUrl: null,
  pollUrl: null,
  maxReconnectAttempts: 3,
  reconnectDelay: 1000,
  maxReconnectDelay: 30_000,
  reconnectJitter: 0.2,
  heartbeatTimeout: 60_000,
  connectTimeout: 15_000,
  enablePollingFallback: true,
  pollingInterval: 30_000,
  pollWait: 20,
  probeInterval: 60_000,
  pollInBackground: false,
  backgroundPollMs: 10_000,
  renewBefore: 45_000,
  channelsDebounce: 400,
};

/** @type {Clock} */
export const systemClock = {
  now: steady,
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer),
};

/**
 * The options with every gap filled.
 *
 * @param {RealtimeOptions} options
 * @returns {Settings}
 */
export function settle(options) {
  return {
    ...DEFAULTS,
    transport: fetchTransport,
    // Called without a receiver: a browser's fetch refuses any other than its window.
    fetch: (input, init) => globalThis.fetch(input, init),
    clock: systemClock,
    random: Math.random,
    surroundings: {
      window: globalThis.window ?? null,
      document: globalThis.document ?? null,
      // Absent on pages that are not a secure context.
      locks: globalThis.navigator?.locks ?? null,
      channel: globalThis.BroadcastChannel && ((name) => new BroadcastChannel(name)),
    },
    ...options,
  };
}
