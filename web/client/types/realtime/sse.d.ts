/**
 * An incremental parser of server-sent events, after the WHATWG algorithm ("interpreting an event
 * stream"). Bytes in, in pieces of any size; messages and ids out.
 */
export type SseMessage = {
    type: string;
    data: string;
    lastEventId: string;
};
export type SseHandlers = {
    onMessage: (message: SseMessage) => void;
    /**
     * the last event id was set, also by a block without data
     */
    onId?: (id: string) => void;
    onRetry?: (milliseconds: number) => void;
};
/** @typedef {{type: string, data: string, lastEventId: string}} SseMessage */
/**
 * @typedef {object} SseHandlers
 * @property {(message: SseMessage) => void} onMessage
 * @property {(id: string) => void} [onId] the last event id was set, also by a block without data
 * @property {(milliseconds: number) => void} [onRetry]
 */
export declare class SseParser {
    #private;
    /** @param {SseHandlers} handlers */
    constructor(handlers: SseHandlers);
    /**
     * Take the next piece. Throws RangeError on a line beyond all bounds.
     *
     * @param {Uint8Array} bytes
     */
    push(bytes: Uint8Array): void;
}
