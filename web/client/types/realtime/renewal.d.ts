/** Replaces the token of an open stream before it ends. */
export declare class Renewal {
    #private;
    /**
     * @param {import("./options.js").Settings} settings
     * @param {{renewed: () => void, refused: () => void}} on
     */
    constructor(settings: import("./options.js").Settings, on: {
        renewed: () => void;
        refused: () => void;
    });
    /** @param {number | null} expiresAt null, or a time that is past, leaves it to the server */
    start(expiresAt: number | null): void;
    stop(): void;
}
