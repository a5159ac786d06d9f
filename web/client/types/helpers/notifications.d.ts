import { Observable } from "./observable.js";
export type Notice = {
    id: string;
    priority: string;
    title: string;
    message: string;
    groupKey: string | null;
    /**
     * how many events it stands for
     */
    groupCount: number;
    createdAt: string;
    read?: boolean;
};
export type Group = {
    key: string;
    newest: Notice;
    ids: string[];
    count: number;
    unread: boolean;
};
/**
 * Notifications in groups, newest first, with urgent ones apart: those ask to be answered one by
 * one. Events: `change`; `urgent` with the notification when one arrives, for a sign of its own.
 */
export declare class NotificationGroups extends Observable {
    #private;
    /** How many are unread in all, beyond those known here as well. */
    unread: number;
    /**
     * @param {import("./observable.js").Client} client
     * @param {{limit?: number}} [options] notifications kept
     */
    constructor(client: import("./observable.js").Client, { limit }?: {
        limit?: number;
    });
    /**
     * Begin with what the API lists; later events come on top, and what they say is read stays so.
     *
     * @param {readonly Notice[]} notices
     * @param {number} unread
     */
    load(notices: readonly Notice[], unread: number): void;
    /** The urgent ones that are unread, newest first. */
    get urgent(): Notice[];
    /** All others by what they are about; one without a group is a group of itself. */
    get groups(): Group[];
}
