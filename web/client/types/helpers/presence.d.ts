import { Observable } from "./observable.js";
/**
 * Who is online, and the sign of life that makes others see this person. Emits `change` with the
 * ids that changed. Presence events are not replayed: load() what the API says whenever the client
 * tells `joined` for the channel of presence.
 *
 *     const presence = new Presence(client, { beat: () => api.heartbeat() });
 *     presence.start();
 */
export declare class Presence extends Observable {
    #private;
    /**
     * @param {import("./observable.js").Client} client
     * @param {object} options
     * @param {() => Promise<unknown>} options.beat says that this person is here
     * @param {number} [options.every] milliseconds; the server forgets a person after fifty seconds
     * @param {() => boolean} [options.hidden] whether nobody looks at the page
     * @param {import("../realtime/options.js").Clock} [options.clock]
     */
    constructor(client: import("./observable.js").Client, { beat, every, hidden, clock }: {
        beat: () => Promise<unknown>;
        every?: number;
        hidden?: () => boolean;
        clock?: import("../realtime/options.js").Clock;
    });
    /** Say now and then that this person is here, while the page is looked at. */
    start(): void;
    /**
     * Take over what the API says about some people.
     *
     * @param {readonly {userId: string, online: boolean, lastSeenAt?: string | null}[]} people
     */
    load(people: readonly {
        userId: string;
        online: boolean;
        lastSeenAt?: string | null;
    }[]): void;
    /** @param {string} userId */
    isOnline(userId: string): boolean;
    /**
     * When a person was here last, as far as that is known.
     *
     * @param {string} userId
     */
    lastSeen(userId: string): string | null;
    /** The ids of those who are online. */
    get online(): string[];
}
