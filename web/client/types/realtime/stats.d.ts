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
export type Stats = {
    /**
     * whose stream it is: this tab's, this tab's for
     * others as well, another tab's
     */
    role: "alone" | "leader" | "follower";
    /**
     * streams tried
     */
    attempts: number;
    /**
     * streams opened
     */
    connects: number;
    /**
     * streams that did not open
     */
    failures: number;
    /**
     * events handed to listeners
     */
    delivered: number;
    /**
     * events dropped because they were known
     */
    duplicates: number;
    /**
     * holes found in the order of a channel
     */
    gaps: number;
    /**
     * channels whose missed events are gone
     */
    resyncs: number;
    heartbeats: number;
    /**
     * pages read
     */
    polls: number;
    pollFailures: number;
    /**
     * read from streams
     */
    bytes: number;
    /**
     * failed attempts in a row
     */
    reconnectAttempts: number;
    /**
     * when the newest stream opened
     */
    connectedAt: number | null;
    lastHeartbeatAt: number | null;
    lastByteAt: number | null;
    lastEventAt: number | null;
};
/** @returns {Stats} */
export declare function newStats(): Stats;
