/**
 * The options with every gap filled.
 *
 * @param {RealtimeOptions} options
 * @returns {Settings}
 */
export function settle(options: RealtimeOptions): Settings;
/** @type {Clock} */
export const systemClock: Clock;
export type Clock = {
    /**
     * epoch milliseconds
     */
    now: () => number;
    setTimeout: (callback: () => void, milliseconds: number) => unknown;
    clearTimeout: (timer: any) => void;
};
/**
 * A bearer token. With `expiresAt` (epoch milliseconds) the client moves to a new stream before the
 * server ends the old one.
 */
export type Credentials = {
    token: string;
    expiresAt?: number;
};
/**
 * Where the client hears of the network, the page and the other tabs; a browser's own by default.
 */
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
    locks?: Pick<LockManager, "request"> | null | undefined;
    channel?: ((name: string) => BroadcastChannel) | null | undefined;
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
    channels?: string[] | undefined;
    /**
     * the polling twin; null leaves polling out
     */
    pollUrl?: string | null | undefined;
    /**
     * where the channels of an open
     * stream are changed; null opens another stream instead
     */
    channelsUrl?: ((connectionId: string) => string) | null | undefined;
    /**
     * failed attempts in a row before giving up the stream
     */
    maxReconnectAttempts?: number | undefined;
    reconnectDelay?: number | undefined;
    maxReconnectDelay?: number | undefined;
    /**
     * spread of a delay on either side, as a part of it
     */
    reconnectJitter?: number | undefined;
    /**
     * silence after which a stream counts as dead
     */
    heartbeatTimeout?: number | undefined;
    /**
     * time for the first message of a stream
     */
    connectTimeout?: number | undefined;
    /**
     * names a person in a school: tabs of one browser with the same
     * name share one stream. Null gives each tab its own.
     */
    share?: string | null | undefined;
    enablePollingFallback?: boolean | undefined;
    pollingInterval?: number | undefined;
    /**
     * how often a polling client tries to stream again
     */
    probeInterval?: number | undefined;
    /**
     * poll while the page is hidden, as phones want it
     */
    pollInBackground?: boolean | undefined;
    backgroundPollMs?: number | undefined;
    /**
     * how long before its expiry a token is replaced
     */
    renewBefore?: number | undefined;
    /**
     * changes of channels within this time make one reconnect
     */
    channelsDebounce?: number | undefined;
    /**
     * what carries the stream
     */
    transport?: import("./transport.js").Transport | undefined;
    fetch?: typeof fetch | undefined;
    clock?: Clock | undefined;
    random?: (() => number) | undefined;
    surroundings?: Surroundings | undefined;
};
export type Settings = Required<RealtimeOptions>;
