import { Observable } from "./observable.js";
export type Shown<T extends {
    id: string;
}> = {
    item: T | Partial<T>;
    key: string | null;
    pending: boolean;
};
export type Wish<T> = {
    kind: "create";
    draft: Partial<T>;
} | {
    kind: "update";
    id: string;
    patch: Partial<T>;
} | {
    kind: "remove";
    id: string;
};
/**
 * A list that shows changes before the server has confirmed them.
 *
 * What the server has said and what this person wants are kept apart: the view is the one with the
 * other on top. So an answer, an event before it and an event after it all lead to the same list,
 * and a refusal leaves no trace. Emits `change`.
 *
 *     const list = new Optimistic();
 *     client.subscribe("message:created", ({ data }) => list.confirm(toMessage(data), data.clientMessageId));
 *     await list.create({ text }, (key) => api.send({ text, clientMessageId: key }));
 *
 * @template {{id: string}} T
 * @typedef {{item: T | Partial<T>, key: string | null, pending: boolean}} Shown `key` where this
 *   client made the item and the server has not confirmed it yet
 */
/**
 * @template T
 * @typedef {{kind: "create", draft: Partial<T>} | {kind: "update", id: string, patch: Partial<T>}
 *   | {kind: "remove", id: string}} Wish
 */
/** @template {{id: string, updatedAt?: string}} T */
export declare class Optimistic<T extends {
    id: string;
    updatedAt?: string;
}> extends Observable {
    #private;
    /** @param {{isOlder?: (item: T, known: T) => boolean}} [options] which of two states is older */
    constructor({ isOlder }?: {
        isOlder?: (item: T, known: T) => boolean;
    });
    /** The list with every wish applied; drafts come last. @returns {Shown<T>[]} */
    get shown(): Shown<T>[];
    /**
     * Take over what the API lists; wishes stay on top, and so does what events have brought since.
     *
     * @param {readonly T[]} items
     */
    load(items: readonly T[]): void;
    /**
     * Show a draft, and send it. Give the same `key` again to repeat a request whose answer was lost.
     *
     * @param {Partial<T>} draft
     * @param {(key: string) => Promise<T>} send with the key as Idempotency-Key or as a client's id
     * @param {string} [key]
     * @returns {Promise<T>} rejects as `send` does, with the draft gone
     */
    create(draft: Partial<T>, send: (key: string) => Promise<T>, key?: string): Promise<T>;
    /**
     * Show a change, and send it.
     *
     * @param {string} id
     * @param {Partial<T>} patch
     * @param {(key: string) => Promise<T>} send
     * @returns {Promise<T>} rejects as `send` does, with the change undone
     */
    update(id: string, patch: Partial<T>, send: (key: string) => Promise<T>): Promise<T>;
    /**
     * Take an item away, and ask the server to.
     *
     * @param {string} id
     * @param {(key: string) => Promise<unknown>} send
     */
    remove(id: string, send: (key: string) => Promise<unknown>): Promise<void>;
    /**
     * Follow an event that brings an item, made here or elsewhere.
     *
     * @param {T} item
     * @param {string | null} [key] the key or client's id that it was made with
     */
    confirm(item: T, key?: string | null): void;
    /** Follow an event that takes an item away. @param {string} id */
    drop(id: string): void;
}
