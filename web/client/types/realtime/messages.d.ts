/**
 * What tabs that share a stream say to one another. Every message carries `from`, the tab's id.
 *
 * From a tab:
 * - `hello` here I am, with these channels, at this position; again whenever either changes
 * - `bye` I leave
 * - `ping` are you there
 * - `rewind` I miss something: begin again at this position
 * - `reconnect` the person wants it now
 *
 * From the leader:
 * - `lead` I lead from now on: who is here?
 * - `welcome` what the stream covers, and where it stands
 * - `full` the stream has no room for your channels
 * - `pong` I am, and stand here
 * - `event`, `resync`, `state`, `polled`, `error` what the stream brought
 *
 * @typedef {{kind: "hello", channels: string[], cursor: string | null} | {kind: "bye"}
 *   | {kind: "ping"} | {kind: "rewind", cursor: string | null} | {kind: "reconnect"}
 *   | {kind: "lead"} | Welcome | {kind: "full", to: string}
 *   | {kind: "pong", to: string, known: boolean, cursor: string | null}
 *   | {kind: "event", envelope: import("./inbox.js").Envelope}
 *   | {kind: "resync", data: import("./inbox.js").ResyncData}
 *   | {kind: "state", change: import("./receiver.js").Change}
 *   | {kind: "polled", ok: boolean, error: string | null}
 *   | {kind: "error", text: string}} Message
 */
export type Message = {
    kind: "hello";
    channels: string[];
    cursor: string | null;
} | {
    kind: "bye";
} | {
    kind: "ping";
} | {
    kind: "rewind";
    cursor: string | null;
} | {
    kind: "reconnect";
} | {
    kind: "lead";
} | Welcome | {
    kind: "full";
    to: string;
} | {
    kind: "pong";
    to: string;
    known: boolean;
    cursor: string | null;
} | {
    kind: "event";
    envelope: import("./inbox.js").Envelope;
} | {
    kind: "resync";
    data: import("./inbox.js").ResyncData;
} | {
    kind: "state";
    change: import("./receiver.js").Change;
} | {
    kind: "polled";
    ok: boolean;
    error: string | null;
} | {
    kind: "error";
    text: string;
};
export type Welcome = {
    kind: "welcome";
    to: string | null;
    epoch: string;
    channels: string[];
    ids: Record<string, string>;
    positions: Record<string, number>;
    rejected: string[];
    cursor: string | null;
    change: import("./receiver.js").Change | null;
};
/**
 * @typedef {object} Welcome
 * @property {"welcome"} kind
 * @property {string | null} to
 * @property {string} epoch
 * @property {string[]} channels
 * @property {Record<string, string>} ids
 * @property {Record<string, number>} positions
 * @property {string[]} rejected
 * @property {string | null} cursor
 * @property {import("./receiver.js").Change | null} change
 */
export {};
