import { Observable } from "./observable.js";
/** Who is typing in which conversation. Emits `change` with the id of the conversation. */
export declare class Typists extends Observable {
    #private;
    /**
     * @param {import("./observable.js").Client} client
     * @param {{clock?: import("../realtime/options.js").Clock}} [options]
     */
    constructor(client: import("./observable.js").Client, { clock }?: {
        clock?: import("../realtime/options.js").Clock;
    });
    /**
     * The ids of those who are typing, who began first coming first.
     *
     * @param {string} conversationId
     */
    in(conversationId: string): string[];
}
/**
 * Tells others that this person types in a conversation, at most every two and a half seconds.
 *
 *     field.oninput = () => sender.typed(field.value);
 *     form.onsubmit = () => sender.sent();
 */
export declare class TypingSender {
    #private;
    /**
     * @param {(op: "start" | "stop") => Promise<unknown>} send failures are nobody's concern
     * @param {Pick<import("../realtime/options.js").Clock, "now">} [clock]
     */
    constructor(send: (op: "start" | "stop") => Promise<unknown>, clock?: Pick<import("../realtime/options.js").Clock, "now">);
    /** The field changed. @param {string} text what it holds now */
    typed(text: string): void;
    /** The message went out, and says by itself that its typist has stopped. */
    sent(): void;
    /** The field was emptied or left. */
    stopped(): void;
}
