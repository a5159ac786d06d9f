/**
 * Counters since connect().
 *
 * @typedef {object} Stats
 * @property {"alone" | "leader" | "follower"} role whose stream it is: this tab's, this tab's for
 *   others as well, another tab's
 * @property {number} attempts streams tried
 * @property {number} connects streams opened
 * @property {number} failures streams that did not open
 * @property {number} delivered events handed to listeners
 * @property {number} duplicates events dropped because they were known
 * @property {number} gaps holes found in the order of a channel
 * @property {number} resyncs channels whose missed events are gone
 * @property {number} heartbeats
 * @property {number} polls pages read
 * @property {number} pollFailures
 * @property {number} bytes read from streams
 * @property {number} reconnectAttempts failed attempts in a row
 * @property {number | null} connectedAt when the newest stream opened
 * @property {number | null} lastHeartbeatAt
 * @property {number | null} lastByteAt
 * @property {number | null} lastEventAt
 */

/** @returns {Stats} */
export function newStats() {
  return {
    role: "alone",
    attempts: 0,
    connects: 0,
    failures: 0,
    delivered: 0,
    duplicates: 0,
    gaps: 0,
    resyncs: 0,
    heartbeats: 0,
    polls: 0,
    pollFailures: 0,
    bytes: 0,
    reconnectAttempts: 0,
    connectedAt: null,
    lastHeartbeatAt: null,
    lastByteAt: null,
    lastEventAt: null,
  };
}
