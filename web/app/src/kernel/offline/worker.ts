/** A first visit has better things to do than to fill a store. */
const LATER = 3000;
const WORKER = "/sw.js";
let installed = false;

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): {
    createScriptURL(url: string): string;
  };
}

/** The worker's address; pages that take scripts from vouched addresses only are told that it is one. */
function address(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  if (trustedTypes === undefined) return WORKER;
  return trustedTypes.createPolicy("stunity-worker", { createScriptURL: () => WORKER }).createScriptURL(WORKER);
}

/** Have the app's own files on the device, so that it opens without a network. */
export function installWorker(): void {
  if (installed || !import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  installed = true;
  setTimeout(() => {
    // Without it the app needs the network, as it did before.
    navigator.serviceWorker.register(address(), { updateViaCache: "none" }).catch(() => {});
  }, LATER);
}
