export type Clock = {
    /**
     * epoch milliseconds that only go forward
     */
    now: () => number;
    setTimeout: (callback: () => void, milliseconds: number) => unknown;
    clearTimeout: (timer: any) => void;
};
export type Credentials = {
    token: string;
    expiresAt?: number;
};
export type Surroundings = {
    /**
     * fires `online`, `offline`, `pagehide` and `pageshow`
     */
    window: EventTarget | null;
    /**
     * fires `visibilitychange`,
     * `freeze` and `resume`
     */
    document: (EventTarget & {
        visibilityState?: string;
    }) | null;
    /**
     * without them each tab streams by itself
     */
    locks?: Pick<LockManager, "request"> | null;
    channel?: ((name: string) => BroadcastChannel) | null;
};
export type Start = {
    cursor: string;
    channels: string[];
};
export type RealtimeOptions = {
    /**
     * the current token; a new one when forced; null
     * when the session is over. An exception counts as a failed attempt.
     */
    tokenProvider: (wish: {
        force: boolean;
    }) => Promise<Credentials | string | null> | Credentials | string | null;
    /**
     * channels beyond the automatic ones
     */
    channels?: string[];
    /**
     * where this connection begins, so that nothing that was read
     * since then has to be read again; null begins at the present
     */
    start?: Start | null;
    /**
     * the polling twin; null leaves polling out
     */
    pollUrl?: string | null;
    /**
     * where the channels of an open
     * stream are changed; null opens another stream instead
     */
    channelsUrl?: ((connectionId: string) => string) | null;
    /**
     * failed attempts in a row before giving up the stream
     */
    maxReconnectAttempts?: number;
    reconnectDelay?: number;
    maxReconnectDelay?: number;
    /**
     * spread of a delay on either side, as a part of it
     */
    reconnectJitter?: number;
    /**
     * silence after which a stream counts as dead
     */
    heartbeatTimeout?: number;
    /**
     * time for the first message of a stream
     */
    connectTimeout?: number;
    /**
     * names a person in a school: tabs of one browser with the same
     * name share one stream. Null gives each tab its own.
     */
    share?: string | null;
    enablePollingFallback?: boolean;
    /**
     * how often a server that does not wait is asked
     */
    pollingInterval?: number;
    /**
     * seconds that a poll may wait for news; 0 asks every interval
     */
    pollWait?: number;
    /**
     * how often a polling client tries to stream again
     */
    probeInterval?: number;
    /**
     * poll while the page is hidden, as phones want it
     */
    pollInBackground?: boolean;
    backgroundPollMs?: number;
    /**
     * how long before its expiry a token is replaced
     */
    renewBefore?: number;
    /**
     * changes of channels within this time make one reconnect
     */
    channelsDebounce?: number;
    /**
     * what carries the stream
     */
    transport?: import("./transport.js").Transport;
    fetch?: typeof fetch;
    clock?: Clock;
    random?: () => number;
    surroundings?: Surroundings;
};
export type Settings = Required<RealtimeOptions>;
/** @type {Clock} */
export declare const systemClock: Clock;
/**
 * The options with every gap filled.
 *
 * @param {RealtimeOptions} options
 * @returns {Settings}
 */
export declare function settle(options: RealtimeOptions): Settings;
