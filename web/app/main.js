import { App } from "./app.js";

const root = /** @type {Element} */ (document.getElementById("app"));
const onThisMachine = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname);

/** The local stack has demo accounts; elsewhere it is asked whether this is one. */
async function isDemo() {
  if (onThisMachine) return true;
  try {
    return (await fetch("/dev/services.json", { method: "HEAD" })).ok;
  } catch {
    return false;
  }
}

await new App(root, await isDemo()).start();
