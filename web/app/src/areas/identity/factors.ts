import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { requests } from "./requests";

export const factorsQuery = { queryKey: ["identity", "factors"] as const, queryFn: requests.factors };
export const passkeysQuery = { queryKey: ["identity", "passkeys"] as const, queryFn: requests.passkeys };
export const apiKeysQuery = { queryKey: ["identity", "apiKeys"] as const, queryFn: requests.apiKeys };
/** Keys that devices of the reader have published. */
export const messageKeysQuery = (id: string) => ({
  queryKey: ["identity", "messageKeys"] as const,
  queryFn: () => requests.messageKeys(id),
});

/** How this person signs in; another device may change it. */
class SigningIn {
  readonly bridge: Bridge;

  constructor(world: World) {
    const read = () => {
      for (const { queryKey } of [factorsQuery, passkeysQuery]) world.refetches.request(queryKey);
    };
    this.bridge = {
      events: {
        "user:updated": ({ data }) => {
          if (data.changed.includes("secondFactor")) read();
        },
      },
      stale: { user: read },
    };
  }
}

/** Follows them from the first time they are asked for. */
export const followSigningIn = (world: World): SigningIn => world.area(SigningIn);
