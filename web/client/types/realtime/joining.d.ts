/**
 * Brings the channels of an open stream in step with those that are wanted: by asking for a change
 * of the stream where the server can do that, else by another stream.
 */
export declare class Joining {
    #private;
    /**
     * @param {import("./options.js").Settings} settings
     * @param {import("./timers.js").Timers} timers
     * @param {() => void} move opens another stream with the channels that are wanted then
     */
    constructor(settings: import("./options.js").Settings, timers: import("./timers.js").Timers, move: () => void);
    /**
     * Compare, and act soon. Channels that a stream has too many do no harm, and go along with the
     * next change.
     *
     * @param {import("./attempt.js").Attempt | null} attempt
     * @param {() => string[]} wanted asked again when it is time
     */
    look(attempt: import("./attempt.js").Attempt | null, wanted: () => string[]): void;
    /**
     * The stream says what it carries from here on.
     *
     * @param {import("./attempt.js").Attempt} attempt
     * @param {import("./receiver.js").Joined} joined
     */
    confirmed(attempt: import("./attempt.js").Attempt, { channels, rejected }: import("./receiver.js").Joined): void;
}
