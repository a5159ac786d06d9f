import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { requests } from "./requests";

export const devicesQuery = {
  queryKey: ["identity", "devices"] as const,
  queryFn: requests.devices,
};

/** Where this person is signed in; events of other devices say when that changes. */
class Devices {
  readonly bridge: Bridge;

  constructor(world: World) {
    const read = () => world.refetches.request(devicesQuery.queryKey);
    this.bridge = {
      events: { "session:created": read, "session:revoked": read },
      stale: { user: read },
    };
  }
}

/** Follows the devices from the first time they are asked for. */
export const followDevices = (world: World): Devices => world.area(Devices);
