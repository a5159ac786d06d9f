export type Envelope = {
    id: string;
    type: string;
    version: number;
    legacyType: string | null;
    tenantId: string;
    channel: string;
    actorId: string | null;
    data: any;
    /**
     * epoch milliseconds
     */
    timestamp: number;
    durable: boolean;
    /**
     * the request that made it, where the relay is new enough
     */
    requestId?: string | null;
    /**
     * position in the channel; durable events only
     */
    seq?: number;
};
export type ConnectedData = {
    connectionId: string;
    epoch: string;
    channels: string[];
    ids: Record<string, string>;
    positions: Record<string, number>;
    rejected: string[];
    resumed: boolean;
    heartbeatSeconds: number;
    maxConnectionSeconds: number;
};
export type ResyncData = {
    reason: string;
    channel: string;
    missedFrom: number | null;
    missedTo: number | null;
    refetch: string[];
};
export type Verdict = "deliver" | "duplicate" | "gap" | "lost";
/**
 * @typedef {object} Envelope
 * @property {string} id
 * @property {string} type
 * @property {number} version
 * @property {string | null} legacyType
 * @property {string} tenantId
 * @property {string} channel
 * @property {string | null} actorId
 * @property {any} data
 * @property {number} timestamp epoch milliseconds
 * @property {boolean} durable
 * @property {string | null} [requestId] the request that made it, where the relay is new enough
 * @property {number} [seq] position in the channel; durable events only
 */
/**
 * @typedef {object} ConnectedData
 * @property {string} connectionId
 * @property {string} epoch
 * @property {string[]} channels
 * @property {Record<string, string>} ids
 * @property {Record<string, number>} positions
 * @property {string[]} rejected
 * @property {boolean} resumed
 * @property {number} heartbeatSeconds
 * @property {number} maxConnectionSeconds
 */
/**
 * @typedef {object} ResyncData
 * @property {string} reason
 * @property {string} channel
 * @property {number | null} missedFrom
 * @property {number | null} missedTo
 * @property {string[]} refetch
 */
/** @typedef {"deliver"|"duplicate"|"gap"|"lost"} Verdict */
export declare class Inbox {
    #private;
    /** The cursor to continue from, or null before the first connection. */
    get cursor(): string | null;
    /**
     * The last position of a channel.
     *
     * @param {string} channel
     * @returns {number | undefined}
     */
    position(channel: string): number | undefined;
    /**
     * Begin where others stand, before the server has given any ids.
     *
     * @param {string} text a cursor
     * @param {Iterable<string>} [channels] whose state was read after it, and goes on from there
     */
    seed(text: string, channels?: Iterable<string>): void;
    /**
     * Whether another, whose cursor is given, has seen more of a channel that this inbox knows by name.
     *
     * @param {string} text
     */
    isBehind(text: string): boolean;
    /**
     * What another inbox needs to go on beside this one, with opened().
     *
     * @param {Iterable<string>} channels
     */
    placesOf(channels: Iterable<string>): {
        epoch: string;
        ids: Record<string, string>;
        positions: Record<string, number>;
    };
    /**
     * Take over what the server says at the start of a stream.
     *
     * @param {Pick<ConnectedData, "epoch" | "channels" | "ids" | "positions" | "resumed">} data
     * @returns {string[]} channels that do not continue where this inbox stands: read their state
     */
    opened(data: Pick<ConnectedData, "epoch" | "channels" | "ids" | "positions" | "resumed">): string[];
    /**
     * Take over what an open stream carries from here on.
     *
     * @param {Pick<ConnectedData, "channels" | "ids" | "positions"> & {removed: string[]}} data `ids`
     *   and `positions` of those that it did not carry before
     * @returns {string[]} channels that begin here
     */
    carries({ channels, removed, ids, positions }: Pick<ConnectedData, "channels" | "ids" | "positions"> & {
        removed: string[];
    }): string[];
    /**
     * Take over a page's channels; their positions come with its events and its end.
     *
     * @param {string} epoch
     * @param {string[]} channels
     * @param {Record<string, string>} ids
     * @returns {string[]} channels that do not continue where this inbox stands
     */
    polled(epoch: string, channels: string[], ids: Record<string, string>): string[];
    /**
     * Decide about an event, and move on where it is delivered or skipped.
     *
     * @param {Envelope} envelope
     * @returns {Verdict} "lost" is a gap that nobody can fill any more: everything up to this event
     *   counts as missed, and the caller has the channel's state read again
     */
    accept(envelope: Envelope): Verdict;
    /**
     * Take over the cursor after a complete page, which covers every event in it.
     *
     * @param {string} text
     */
    pageEnd(text: string): void;
    /**
     * Continue after a hole that the server declared; a channel without an end is over.
     *
     * @param {ResyncData} data
     */
    resync({ channel, missedTo }: ResyncData): void;
    /**
     * Drop channels; joined again later, they start anew.
     *
     * @param {Iterable<string>} channels
     */
    forget(channels: Iterable<string>): void;
}
