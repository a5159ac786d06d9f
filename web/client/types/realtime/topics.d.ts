/** Who wants which events: exact types, `prefix:*`, or `*`. */
export type Listener = (envelope: import("./inbox.js").Envelope) => void;
/** @typedef {(envelope: import("./inbox.js").Envelope) => void} Listener */
export declare class Topics {
    #private;
    /**
     * @param {string} pattern
     * @param {Listener} listener
     * @returns {() => void} ends this subscription
     */
    add(pattern: string, listener: Listener): () => void;
    /**
     * @param {string} pattern
     * @param {Listener} [listener] all of the pattern when left out
     */
    remove(pattern: string, listener?: Listener): void;
    /**
     * The listeners of an event, each once however many of its patterns match.
     *
     * @param {string} type
     * @returns {Set<Listener>}
     */
    of(type: string): Set<Listener>;
}
