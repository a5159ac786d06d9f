export type Message = import("./messages.js").Message;
/**
 * One tab of several that share a stream. Takes the place of Connection.
 *
 * Whoever holds the lock of the group leads: it runs the Hub, and tells everything to all tabs.
 * Each tab keeps positions of its own and delivers by them. When a leader ends, the lock passes on;
 * when it freezes, its silence is noticed and the lock is taken from it. The new leader streams from
 * the lowest position of any tab, so nothing is missed in between. A tab that has fallen behind has
 * the stream begin again where it stands, and where that does not help, or the channels of all do
 * not fit, it streams by itself.
 */
export declare class SharedConnection {
    #private;
    /**
     * @param {string} url
     * @param {import("./options.js").Settings} settings
     * @param {import("./receiver.js").Sink} sink
     */
    constructor(url: string, settings: import("./options.js").Settings, sink: import("./receiver.js").Sink);
    get state(): import("./machine.js").StateName;
    /** What this tab delivered; of the stream itself only its leader knows. */
    get stats(): {
        attempts: number;
        connects: number;
        failures: number;
        heartbeats: number;
        polls: number;
        pollFailures: number;
        bytes: number;
        reconnectAttempts: number;
        connectedAt: number | null;
        lastHeartbeatAt: number | null;
        lastByteAt: number | null;
        delivered: number;
        duplicates: number;
        gaps: number;
        resyncs: number;
        lastEventAt: number | null;
        role: import("./stats.js").Stats["role"];
    };
    connect(): void;
    /** End it for good: a new connection is a new object. */
    disconnect(): void;
    reconnect(): void;
    /** @param {boolean} enabled holds for the streams that this tab opens */
    setPollingFallback(enabled: boolean): void;
    /** @param {string[]} channels */
    setChannels(channels: string[]): void;
}
/**
 * Whether this browser has what sharing takes, and the application wants it.
 *
 * @param {import("./options.js").Settings} settings
 */
export declare function canShare({ share, surroundings }: import("./options.js").Settings): boolean;
