/** The last keys seen, up to a capacity; the oldest is forgotten first. */
export declare class SeenKeys {
    #private;
    /** @param {number} capacity */
    constructor(capacity: number);
    /**
     * Note a key; true when it was already known.
     *
     * @param {string} key
     * @returns {boolean}
     */
    note(key: string): boolean;
}
