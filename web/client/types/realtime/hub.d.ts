export type Message = import("./messages.js").Message;
export type Tab = {
    channels: string[];
    cursor: string | null;
    heardAt: number;
};
/**
 * The leader's half of a shared stream: one connection for the channels of all tabs, from the
 * lowest position of any, and everything that arrives told to all. Each tab drops what it has.
 */
export declare class Hub {
    #private;
    stats: import("./stats.js").Stats;
    /**
     * @param {string} home the tab that it runs in
     * @param {string} url
     * @param {import("./options.js").Settings} settings
     * @param {(message: Message) => void} tell every tab, this one too
     * @param {(change: import("./receiver.js").Change) => void} refused the session of this tab is over
     */
    constructor(home: string, url: string, settings: import("./options.js").Settings, tell: (message: Message) => void, refused: (change: import("./receiver.js").Change) => void);
    close(): void;
    reconnect(): void;
    /** @param {boolean} enabled */
    setPollingFallback(enabled: boolean): void;
    /**
     * Hear what a tab has to say.
     *
     * @param {string} from
     * @param {Message} message
     */
    take(from: string, message: Message): void;
}
/** @param {string} channel */
export declare function isOnRequest(channel: string): boolean;
