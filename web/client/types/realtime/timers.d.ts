/** Timers by name: setting one replaces it, and all of them end together. */
export declare class Timers {
    #private;
    /** @param {import("./options.js").Clock} clock */
    constructor(clock: import("./options.js").Clock);
    /**
     * @param {string} name
     * @param {number} milliseconds
     * @param {() => void} callback
     */
    set(name: string, milliseconds: number, callback: () => void): void;
    /**
     * Whether the timer is still to fire.
     *
     * @param {string} name
     */
    has(name: string): boolean;
    /** @param {string[]} names */
    clear(...names: string[]): void;
    clearAll(): void;
}
