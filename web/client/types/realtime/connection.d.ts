import { Receiver } from "./receiver.js";
/**
 * Keeps one person's events flowing: drives the state machine with streams, polls, tokens and time.
 * Whatever shares one stream among several tabs can stand in its place with the same methods.
 */
export declare class Connection {
    #private;
    stats: import("./stats.js").Stats;
    /**
     * @param {string} url
     * @param {import("./options.js").Settings} settings
     * @param {import("./receiver.js").Sink} sink
     * @param {{stats?: import("./stats.js").Stats, receiver?: Receiver}} [given] those of a reader
     *   who was connected in another way before
     */
    constructor(url: string, settings: import("./options.js").Settings, sink: import("./receiver.js").Sink, { stats, receiver }?: {
        stats?: import("./stats.js").Stats;
        receiver?: Receiver;
    });
    get state(): import("./machine.js").StateName;
    /** Whether the session is over, so that nothing but reconnect() tries again. */
    get refused(): boolean;
    connect(): void;
    /** End it for good: a new connection is a new object. */
    disconnect(): void;
    reconnect(): void;
    /** @param {boolean} enabled */
    setPollingFallback(enabled: boolean): void;
    /** @param {string[]} channels */
    setChannels(channels: string[]): void;
}
