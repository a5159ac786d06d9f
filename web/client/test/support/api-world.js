import { ApiClient } from "../../api.js";
import { settled } from "./clock.js";
import { Network } from "./network.js";

export { settled };

export const TOKENS = {
  accessToken: "access-1",
  refreshToken: "refresh-1",
  tokenType: "Bearer",
  expiresIn: 900,
  tenantId: "t",
  userId: "u",
};

/**
 * An API client on a network that a test answers.
 *
 * @param {{signedIn?: boolean, degraded?: (parts: string[]) => void}} [wish]
 */
export function setting({ signedIn = true, degraded } = {}) {
  const network = new Network();
  const time = { now: 1_000_000 };
  /** @type {any} */
  let kept = null;
  const api = new ApiClient({
    sessions: { get: () => kept, set: (session) => void (kept = session) },
    fetch: network.fetch,
    now: () => time.now,
    newKey: () => `key-${network.calls.length}`,
    language: () => "km",
    degraded,
  });
  if (signedIn) kept = { ...TOKENS, id: "s", expiresAt: time.now + 900_000 };
  return { api, network, time, kept: () => kept, keep: (/** @type {any} */ s) => void (kept = s) };
}
