/**
 * What time the server has, as far as its answers tell; the device's own may be hours or years off.
 *
 * Each answer bounds it: it was written somewhere between asking and having it. Bounds are laid over
 * one another as long as they agree. When they do not, the device slept or drifted, and the newest
 * hold.
 */
export declare class ServerClock {
    #private;
    /** @param {() => number} [machine] milliseconds by a clock that only goes forward */
    constructor(machine?: () => number);
    /** Epoch milliseconds on the server. */
    now(): number;
    /** Milliseconds until a moment of the server, 0 once it is past. @param {string} iso */
    until(iso: string): number;
    /** The machine's time, to say when something was asked. */
    machine(): number;
    /**
     * Be told when the time was put right by more than a second.
     *
     * @param {() => void} listener
     */
    onChange(listener: () => void): void;
    /**
     * Read something that tells the server's time to the millisecond.
     *
     * @template {{serverTime: string}} T
     * @param {() => Promise<T>} read
     * @returns {Promise<T>}
     */
    ask<T extends {
        serverTime: string;
    }>(read: () => Promise<T>): Promise<T>;
    /**
     * Learn from the `Date` of an answer.
     *
     * @param {Response} response
     * @param {number} sent when it was asked for, by `machine()`
     */
    hear(response: Response, sent: number): void;
}
