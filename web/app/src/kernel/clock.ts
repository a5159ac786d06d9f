import { ServerClock } from "@stunity/client";

export { ServerClock };

/** The server's time, learnt from its answers. Whatever waits for a time asks it, never the device. */
export const clock = new ServerClock();
