export type StateName = import("./machine.js").StateName;
/** @typedef {import("./machine.js").StateName} StateName */
/**
 * A client of the event stream: it stays connected, and each durable event reaches its listeners
 * once and in the order of its channel.
 *
 *     const client = new RealtimeClient();
 *     client.subscribe("post:*", (event) => console.log(event.type, event.data));
 *     client.connect("https://relay.example/v1/stream", { tokenProvider, pollUrl });
 *
 * Besides the listeners of subscribe() there are events of the client itself, `detail` in brackets:
 *
 * - `state` (Change): the connection is in another state;
 * - `joined` (Joined): a stream or page covers these channels. Those in `added` do not continue
 *   where this client stood, so read their resources now: whatever happens later will arrive;
 * - `resync` (ResyncData): missed events of a channel are gone, read the named resources again;
 * - `gap`: a hole was found; the client is already fetching what is missing;
 * - `polled` ({ok, error}): a page was read, or could not be;
 * - `error`: a listener threw, or the stream sent something unreadable.
 */
export declare class RealtimeClient extends EventTarget {
    #private;
    /** @param {Partial<import("./options.js").RealtimeOptions>} [options] */
    constructor(options?: Partial<import("./options.js").RealtimeOptions>);
    /**
     * Open the stream at `url`, ending an open one. Returns at once: the `state` events tell more.
     *
     * @param {string} url
     * @param {Partial<import("./options.js").RealtimeOptions>} [options] over those of the constructor
     */
    connect(url: string, options?: Partial<import("./options.js").RealtimeOptions>): void;
    /** End the connection; subscriptions stay for the next connect(). */
    disconnect(): void;
    /**
     * Listen to an event type, to `prefix:*`, or to `*`.
     *
     * @param {string} type
     * @param {import("./topics.js").Listener} listener
     * @returns {() => void} ends the subscription
     */
    subscribe(type: string, listener: import("./topics.js").Listener): () => void;
    /**
     * @param {string} type
     * @param {import("./topics.js").Listener} [listener] every listener of the type when left out
     */
    unsubscribe(type: string, listener?: import("./topics.js").Listener): void;
    /** @returns {StateName} */
    getState(): StateName;
    /** @returns {import("./stats.js").Stats & {state: StateName, isPolling: boolean}} */
    getStats(): import("./stats.js").Stats & {
        state: StateName;
        isPolling: boolean;
    };
    /** Try to stream now, whatever the state; after disconnect() as connect() did. */
    reconnect(): void;
    /** Whether the stream is open. */
    isConnected(): boolean;
    /** @param {boolean} enabled whether to poll when streaming fails */
    setPollingFallback(enabled: boolean): void;
    /**
     * Set the channels beyond the automatic ones. New ones are joined by a new stream that continues
     * where the old one ends; several changes in a short time make one.
     *
     * @param {string[]} channels
     */
    setChannels(channels: string[]): void;
}
