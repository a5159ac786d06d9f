/**
 * @typedef {object} Observer
 * @property {() => void} online
 * @property {() => void} offline
 * @property {() => void} visible
 * @property {() => void} hidden
 * @property {() => void} left the browser puts the page away or lets it freeze, perhaps to bring
 *   it back
 * @property {() => void} back
 */
export type Observer = {
    online: () => void;
    offline: () => void;
    visible: () => void;
    hidden: () => void;
    /**
     * the browser puts the page away or lets it freeze, perhaps to bring
     * it back
     */
    left: () => void;
    back: () => void;
};
/**
 * Tells what happens around the page. `navigator.onLine` is only ever a hint (a machine may be
 * offline and still reach a server on itself), so nothing waits for it: it moves attempts forward.
 *
 * @param {import("./options.js").Surroundings} surroundings
 * @param {Observer} on
 * @returns {() => void} stops listening
 */
export declare function observe({ window, document }: import("./options.js").Surroundings, on: Observer): () => void;
