const KEY = "stunity.reloaded";

/**
 * A page whose code is gone was opened before a release: load everything anew, once. Returns whether
 * that happens.
 */
export function reloadOnce(failure: unknown): boolean {
  const lost = failure instanceof TypeError && /dynamically imported|module script/i.test(failure.message);
  const last = Number(sessionStorage.getItem(KEY) ?? 0);
  if (!lost || !navigator.onLine || Math.abs(Date.now() - last) < 60_000) return false;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
  return true;
}
