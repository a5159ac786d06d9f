/**
 * What every helper has in common: it tells `change` events, listens to a client until stop(), and
 * lets go of its timers then.
 */
import { Timers } from "../realtime/timers.js";
export type Client = {
    subscribe: (type: string, listener: import("../realtime/topics.js").Listener) => () => void;
};
/**
 * The part of RealtimeClient that helpers use.
 *
 * @typedef {object} Client
 * @property {(type: string, listener: import("../realtime/topics.js").Listener) => () => void} subscribe
 */
export declare class Observable extends EventTarget {
    #private;
    /** @protected */
    protected clock: import("../realtime/options.js").Clock;
    /** @protected */
    protected timers: Timers;
    /** @param {import("../realtime/options.js").Clock} [clock] */
    constructor(clock?: import("../realtime/options.js").Clock);
    /** Stop listening, and forget what was planned. */
    stop(): void;
    /**
     * @protected
     * @param {Client} client
     * @param {Record<string, (data: any, envelope: import("../realtime/inbox.js").Envelope) => void>} handlers
     *   by event type
     */
    protected follow(client: Client, handlers: Record<string, (data: any, envelope: import("../realtime/inbox.js").Envelope) => void>): void;
    /** @protected */
    protected changed(): void;
    /**
     * @protected
     * @param {string} name
     * @param {unknown} [detail]
     */
    protected tell(name: string, detail?: unknown): void;
}
