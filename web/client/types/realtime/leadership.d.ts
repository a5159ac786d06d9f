/** At most one tab of a group leads: whoever holds the lock of the group's name. */
export declare class Leadership {
    #private;
    /**
     * @param {Pick<LockManager, "request">} locks
     * @param {string} name
     * @param {{won: () => void, lost: () => void}} on `lost` to another who took it by force
     */
    constructor(locks: Pick<LockManager, "request">, name: string, on: {
        won: () => void;
        lost: () => void;
    });
    /** Lead as soon as nobody else does. */
    queue(): void;
    /** Lead at once: whoever leads is frozen, or should not. */
    take(): void;
    /** Let another lead, and do not queue. */
    resign(): void;
}
