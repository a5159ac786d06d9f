/**
 * The server's wish in milliseconds, 0 where it has none. Dates are not read: ours are seconds.
 *
 * @param {Response} response
 */
export function retryAfter(response: Response): number;
/**
 * One attempt to read a stream: a fetch with an Authorization header, parsed as it arrives.
 *
 * Why not EventSource: it cannot send headers, so a token would stand in the address and in every
 * log on the way, and it hides the status of a refusal.
 */
/**
 * How a stream ended. `retryAfter` is in milliseconds.
 *
 * @typedef {{kind: "eof"} | {kind: "silent"} | {kind: "network", error: unknown}
 *   | {kind: "status", status: number, retryAfter: number}} StreamEnd
 */
/**
 * @typedef {object} StreamOptions
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {typeof fetch} fetch
 * @property {import("./options.js").Clock} clock
 * @property {number} openTimeout milliseconds until the first message
 * @property {number} silenceTimeout milliseconds without a byte after that
 * @property {(data: string) => void} onMessage
 * @property {(id: string) => void} onId
 * @property {(bytes: number) => void} onBytes
 * @property {(end: StreamEnd) => void} onEnd called once, never after close()
 */
export class Stream {
    /** @param {StreamOptions} options */
    constructor(options: StreamOptions);
    /** Stop reading; nothing is reported any more. */
    close(): void;
    #private;
}
/**
 * How a stream ended. `retryAfter` is in milliseconds.
 */
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
export type StreamOptions = {
    url: string;
    headers: Record<string, string>;
    fetch: typeof fetch;
    clock: import("./options.js").Clock;
    /**
     * milliseconds until the first message
     */
    openTimeout: number;
    /**
     * milliseconds without a byte after that
     */
    silenceTimeout: number;
    onMessage: (data: string) => void;
    onId: (id: string) => void;
    onBytes: (bytes: number) => void;
    /**
     * called once, never after close()
     */
    onEnd: (end: StreamEnd) => void;
};
