export type PollPage = {
    events: import("./inbox.js").Envelope[];
    nextCursor: string;
    hasMore: boolean;
    channels: string[];
    /**
     * of the channels, as cursors spell them
     */
    ids: Record<string, string>;
    rejected: string[];
    resync: import("./inbox.js").ResyncData[];
    tenantId: string;
};
export type PollHandlers = {
    /**
     * what to ask for now
     */
    question: () => {
        channels: string[];
        after: string | null;
    };
    /**
     * false: the page was not complete, do not go on
     */
    onPage: (page: PollPage) => boolean;
    /**
     * the turn failed; the next one comes as usual
     */
    onError: (error: unknown) => void;
    /**
     * no token is accepted
     */
    onRefused: () => void;
};
/**
 * @typedef {object} PollPage
 * @property {import("./inbox.js").Envelope[]} events
 * @property {string} nextCursor
 * @property {boolean} hasMore
 * @property {string[]} channels
 * @property {Record<string, string>} ids of the channels, as cursors spell them
 * @property {string[]} rejected
 * @property {import("./inbox.js").ResyncData[]} resync
 * @property {string} tenantId
 */
/**
 * @typedef {object} PollHandlers
 * @property {() => {channels: string[], after: string | null}} question what to ask for now
 * @property {(page: PollPage) => boolean} onPage false: the page was not complete, do not go on
 * @property {(error: unknown) => void} onError the turn failed; the next one comes as usual
 * @property {() => void} onRefused no token is accepted
 */
/**
 * Reads the polling twin of a stream again and again. A server that waits until there is something
 * is asked again at once, so that news comes within a second or two; one that answers at once, with
 * nothing, is left alone for the interval.
 */
export declare class Poller {
    #private;
    /**
     * @param {import("./options.js").Settings} settings
     * @param {PollHandlers} handlers
     */
    constructor(settings: import("./options.js").Settings, handlers: PollHandlers);
    /**
     * Poll now and then every `interval` milliseconds, or whenever the server has waited `wait` seconds.
     *
     * @param {number} interval
     * @param {number} [wait]
     */
    start(interval: number, wait?: number): void;
    /** End it; a page under way is not reported. */
    stop(): void;
}
