export { type CaughtUp, type Missed, catchUp, forgetOld } from "./catchup";
export { Outbox, type Written, waits, wasSent } from "./outbox";
export { type Keeps, Pages } from "./pages";
export { type KeptAccount, type Waiting, forgetKept, forgetOthers, keepAccount, lastAccount } from "./store";
export { installWorker } from "./worker";

import type { World } from "../world";
import type { Keeps } from "./pages";
import type { Waiting } from "./store";

/** Sends one kind of what was written. What the server has already is a success. */
export type Send = (waiting: Waiting, world: World) => Promise<void>;

/** What the areas want of this: which of their answers are kept, and who sends what was written. */
export interface OfflinePlan {
  keeps: readonly Keeps[];
  senders: Record<string, () => Promise<Send>>;
}
