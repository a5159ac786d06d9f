/**
 * How long to wait before the next attempt: 1, 2, 4 … 30 s, each spread by ±20 %, so that the
 * readers of one relay do not come back in the same instant.
 *
 * @param {number} retries attempts already waited for in a row
 * @param {{base: number, max: number, jitter: number, random: () => number}} options `jitter` is
 *   the spread on either side as a part of the delay; 1 spreads over the whole of [0, 2·delay].
 * @returns {number} milliseconds
 */
export declare function backoffDelay(retries: number, { base, max, jitter, random }: {
    base: number;
    max: number;
    jitter: number;
    random: () => number;
}): number;
/** Counts what goes wrong in a row, until something succeeds. */
export declare class Patience {
    #private;
    /** Attempts in a row that did not open a stream. */
    failures: number;
    /** @param {import("./options.js").Settings} settings */
    constructor(settings: import("./options.js").Settings);
    renew(): void;
    get exhausted(): boolean;
    /** The wait before the next attempt; each is longer than the last. */
    nextDelay(): number;
}
