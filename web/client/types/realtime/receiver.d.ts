import { Inbox } from "./inbox.js";
export type Envelope = import("./inbox.js").Envelope;
export type ResyncData = import("./inbox.js").ResyncData;
export type Joined = {
    channels: string[];
    added: string[];
    rejected: string[];
    resumed: boolean;
};
export type Change = {
    state: import("./machine.js").StateName;
    previous: import("./machine.js").StateName;
    reason: string;
    /**
     * failed attempts in a row
     */
    failures: number;
    /**
     * when the next attempt begins
     */
    retryAt: number | null;
};
export type Sink = {
    envelope: (envelope: Envelope) => void;
    state: (change: Change) => void;
    joined: (joined: Joined) => void;
    resync: (data: ResyncData) => void;
    gap: (gap: {
        channel: string;
        after: number;
        got: number;
    }) => void;
    polled: (health: {
        ok: boolean;
        error: unknown;
    }) => void;
    error: (error: unknown) => void;
    /**
     * whatever arrived in its place, once for each of
     * its channels: for those who pass it on to others
     */
    heard?: (envelope: Envelope) => void;
};
export type Outcome = {
    kind: "nothing";
} | {
    kind: "opened";
    joined: Joined;
    connectionId: string;
} | {
    kind: "carries";
    joined: Joined;
} | {
    kind: "gap";
} | {
    kind: "move";
    reason: string;
    afterMs: number;
};
/** Takes events from streams and pages alike, and hands each to the sink once and in order. */
export declare class Receiver {
    #private;
    inbox: Inbox;
    /**
     * @param {Sink} sink
     * @param {import("./stats.js").Stats} stats
     * @param {import("./options.js").Clock} clock
     * @param {import("./options.js").Start | null} [start]
     */
    constructor(sink: Sink, stats: import("./stats.js").Stats, clock: import("./options.js").Clock, start?: import("./options.js").Start | null);
    get cursor(): string | null;
    /** @param {Iterable<string>} channels */
    forget(channels: Iterable<string>): void;
    /**
     * Take one message of a stream.
     *
     * @param {string} text
     * @returns {Outcome}
     */
    message(text: string): Outcome;
    /**
     * Take a page of the polling twin.
     *
     * @param {import("./poller.js").PollPage} page
     * @returns {boolean} false when it had a gap: what follows the gap was not taken
     */
    page({ events, nextCursor, channels, ids, rejected, resync }: import("./poller.js").PollPage): boolean;
    /** @param {unknown} error */
    pageFailed(error: unknown): void;
    /**
     * Take one event.
     *
     * @param {Envelope} envelope
     * @returns {boolean} false at a gap
     */
    take(envelope: Envelope): boolean;
    /**
     * Go on after a hole that will not be filled.
     *
     * @param {ResyncData} data
     */
    resync(data: ResyncData): void;
}
