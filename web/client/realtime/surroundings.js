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

/**
 * Tells what happens around the page. `navigator.onLine` is only ever a hint (a machine may be
 * offline and still reach a server on itself), so nothing waits for it: it moves attempts forward.
 *
 * @param {import("./options.js").Surroundings} surroundings
 * @param {Observer} on
 * @returns {() => void} stops listening
 */
export function observe({ window, document }, on) {
  const listening = new AbortController();
  const listen = (
    /** @type {EventTarget | null} */ target,
    /** @type {string} */ name,
    /** @type {(event: any) => void} */ listener,
  ) => target?.addEventListener(name, listener, { signal: listening.signal });
  listen(window, "online", on.online);
  listen(window, "offline", on.offline);
  listen(window, "pagehide", on.left);
  listen(window, "pageshow", ({ persisted }) => persisted && on.back());
  listen(document, "freeze", on.left);
  listen(document, "resume", on.back);
  listen(document, "visibilitychange", () => {
    if (document?.visibilityState === "hidden") on.hidden();
    else on.visible();
  });
  return () => listening.abort();
}
