/**
 * A tab's place in a shared stream: what of all that the leader tells is for this tab, and whether
 * anything was missed. Delivers by the positions of its own receiver, so it does not matter who
 * tells an event, or how often.
 */
export declare class Follower {
    #private;
    /**
     * @param {import("./receiver.js").Receiver} receiver
     * @param {import("./receiver.js").Sink} sink
     * @param {import("./stats.js").Stats} stats
     * @param {import("./timers.js").Timers} timers
     * @param {{hello: () => void, rewind: () => void, goAlone: () => void}} ask
     */
    constructor(receiver: import("./receiver.js").Receiver, sink: import("./receiver.js").Sink, stats: import("./stats.js").Stats, timers: import("./timers.js").Timers, ask: {
        hello: () => void;
        rewind: () => void;
        goAlone: () => void;
    });
    /** @param {string[]} channels what this tab's own stream covers */
    covers(channels: string[]): void;
    /** @param {string[]} channels */
    forget(channels: string[]): void;
    /** Another leads, or nobody. */
    lostTouch(): void;
    /**
     * @param {import("./messages.js").Welcome} welcome
     * @param {string[]} requested
     */
    welcomed({ to, epoch, channels, ids, positions, rejected, cursor }: import("./messages.js").Welcome, requested: string[]): void;
    /**
     * Look whether the leader has told more than was heard here. What it tells comes in order, so
     * once its position is known, everything before it has arrived or will not.
     *
     * @param {string | null} cursor
     */
    compare(cursor: string | null): void;
    /** @param {import("./inbox.js").Envelope} envelope */
    event(envelope: import("./inbox.js").Envelope): void;
    /** @param {import("./inbox.js").ResyncData} data */
    resync(data: import("./inbox.js").ResyncData): void;
}
