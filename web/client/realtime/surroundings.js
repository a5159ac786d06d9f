/**
 * Tells what happens around the page. `navigator.onLine` is only ever a hint (a machine may be
 * offline and still reach a server on itself), so nothing waits for it: it moves attempts forward.
 *
 * @param {import("./options.js").Surroundings} surroundings
 * @param {{online: () => void, offline: () => void, visible: () => void, hidden: () => void}} on
 * @returns {() => void} stops listening
 */
export function observe({ network, page }, on) {
  const changed = () => (page?.visibilityState === "hidden" ? on.hidden() : on.visible());
  network?.addEventListener("online", on.online);
  network?.addEventListener("offline", on.offline);
  page?.addEventListener("visibilitychange", changed);
  return () => {
    network?.removeEventListener("online", on.online);
    network?.removeEventListener("offline", on.offline);
    page?.removeEventListener("visibilitychange", changed);
  };
}
