import { Observable } from "./observable.js";
export type Activity = {
    id: string;
    entityType: string;
    entityId: string;
    action: string;
    description: string;
    userName: string;
    createdAt: string;
};
/**
 * @typedef {object} Activity
 * @property {string} id
 * @property {string} entityType
 * @property {string} entityId
 * @property {string} action
 * @property {string} description
 * @property {string} userName
 * @property {string} createdAt
 */
/**
 * The last activities of a school, newest first, and how many of them are new. Emits `change`.
 * The count goes back to nothing by itself, some seconds after the last arrival.
 */
export declare class ActivityList extends Observable {
    #private;
    /** @type {readonly Activity[]} */
    items: readonly Activity[];
    /** How many arrived lately: the N of "N new". */
    fresh: number;
    /**
     * @param {import("./observable.js").Client} client
     * @param {object} [options]
     * @param {number} [options.limit]
     * @param {number} [options.freshFor] milliseconds until "N new" goes; Infinity leaves it to seen()
     * @param {import("../realtime/options.js").Clock} [options.clock]
     */
    constructor(client: import("./observable.js").Client, { limit, freshFor, clock }?: {
        limit?: number;
        freshFor?: number;
        clock?: import("../realtime/options.js").Clock;
    });
    /**
     * Begin with what the API lists, newest first; what arrived before stays on top.
     *
     * @param {readonly Activity[]} items
     */
    load(items: readonly Activity[]): void;
    /** The reader has looked. */
    seen(): void;
}
