/**
 * What carries a stream. Two are here, `fetchTransport` and `eventSourceTransport`; a third (a
 * WebSocket, a native bridge) is an object with the same three members:
 *
 * - `open(request)` begins at once and returns the means to end it. It reports every message's
 *   text and its end: once, and never after close(). Ids it may ignore: the client keeps its own
 *   positions.
 * - `tellsStatus` says whether a refusal can be told from a network that is down. Where it cannot,
 *   a stream that did not open is tried again with a new token, once, in case that was the reason.
 * - `name` is for people who read logs.
 *
 * Reconnecting, positions, duplicates and gaps are not a transport's business: it must not try
 * again by itself. `Watch` below keeps the two promises about time and about the end.
 *
 * @typedef {object} Transport
 * @property {string} name
 * @property {boolean} tellsStatus
 * @property {(request: TransportRequest) => {close: () => void}} open
 */
export type Transport = {
    name: string;
    tellsStatus: boolean;
    open: (request: TransportRequest) => {
        close: () => void;
    };
};
export type StreamEnd = {
    kind: "eof";
} | {
    kind: "silent";
} | {
    kind: "network";
    error: unknown;
} | {
    kind: "status";
    status: number;
    retryAfter: number;
};
export type TransportRequest = {
    /**
     * with the channels asked for
     */
    url: string;
    token: string;
    /**
     * where to continue
     */
    cursor: string | null;
    fetch: typeof fetch;
    clock: import("./options.js").Clock;
    /**
     * milliseconds until the first message
     */
    openTimeout: number;
    /**
     * milliseconds without a sign of life after that
     */
    silenceTimeout: number;
    onMessage: (data: string) => void;
    /**
     * a sign of life; 0 where the size is not known
     */
    onBytes: (bytes: number) => void;
    onEnd: (end: StreamEnd) => void;
};
/**
 * How a stream ended. `retryAfter` is in milliseconds.
 *
 * @typedef {{kind: "eof"} | {kind: "silent"} | {kind: "network", error: unknown}
 *   | {kind: "status", status: number, retryAfter: number}} StreamEnd
 */
/**
 * @typedef {object} TransportRequest
 * @property {string} url with the channels asked for
 * @property {string} token
 * @property {string | null} cursor where to continue
 * @property {typeof fetch} fetch
 * @property {import("./options.js").Clock} clock
 * @property {number} openTimeout milliseconds until the first message
 * @property {number} silenceTimeout milliseconds without a sign of life after that
 * @property {(data: string) => void} onMessage
 * @property {(bytes: number) => void} onBytes a sign of life; 0 where the size is not known
 * @property {(end: StreamEnd) => void} onEnd
 */
/** Watches one stream for silence, and reports its end once. */
export declare class Watch {
    #private;
    /**
     * @param {TransportRequest} request
     * @param {() => void} release lets go of what carries the stream
     */
    constructor(request: TransportRequest, release: () => void);
    /** Whether nothing more may be reported. */
    get done(): boolean;
    /** Something came. @param {number} bytes */
    alive(bytes: number): void;
    /** Stop; nothing is reported any more. */
    close(): void;
    /** @param {StreamEnd} end */
    end(end: StreamEnd): void;
}
