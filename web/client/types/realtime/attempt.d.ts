export type AttemptOptions = {
    settings: import("./options.js").Settings;
    url: string;
    cursor: string | null;
    /**
     * what the address asks for
     */
    channels: string[];
    onMessage: (data: string) => void;
    onBytes: (bytes: number) => void;
    /**
     * worth another attempt
     */
    onLost: (reason: string, retryAfter: number) => void;
    /**
     * not worth another attempt
     */
    onRefused: (reason: string) => void;
};
/**
 * @typedef {object} AttemptOptions
 * @property {import("./options.js").Settings} settings
 * @property {string} url
 * @property {string | null} cursor
 * @property {string[]} channels what the address asks for
 * @property {(data: string) => void} onMessage
 * @property {(bytes: number) => void} onBytes
 * @property {(reason: string, retryAfter: number) => void} onLost worth another attempt
 * @property {(reason: string) => void} onRefused not worth another attempt
 */
/**
 * One attempt to stream: a token, a stream, and once a new token where the first is not accepted.
 * Reports its end once, and nothing after close().
 */
export declare class Attempt {
    #private;
    /** The channels that were settled: carried, or refused. @type {Set<string>} */
    channels: Set<string>;
    /** Those asked for that the stream may still carry. @type {Set<string>} */
    asked: Set<string>;
    /** What the server calls this stream. @type {string | null} */
    connectionId: string | null;
    /** Whether the server said `connected`. */
    opened: boolean;
    /** When the token in use ends, if that is known. @type {number | null} */
    expiresAt: number | null;
    /** @param {AttemptOptions} options */
    constructor(options: AttemptOptions);
    get closed(): boolean;
    close(): void;
}
/**
 * Ask the application for its token.
 *
 * @param {import("./options.js").Settings} settings
 * @param {boolean} force
 * @returns {Promise<import("./options.js").Credentials | null>}
 */
export declare function askForToken(settings: import("./options.js").Settings, force: boolean): Promise<import("./options.js").Credentials | null>;
