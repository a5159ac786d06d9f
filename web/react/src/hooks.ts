import { useEffect, useRef, useSyncExternalStore } from "react";

import { useStreamOf } from "./context";
import type { Envelope, Status } from "./stream";

/** How news arrives, and a way to try at once where it does not. */
export function useConnection(): { status: Status; reconnect: () => void } {
  const stream = useStreamOf();
  const status = useSyncExternalStore(
    (changed) => stream.onStatus(changed),
    () => stream.status,
  );
  return { status, reconnect: () => stream.reconnect() };
}

/** Listen to channels beyond the automatic ones, for as long as the component is there. */
export function useStream(...channels: (string | null)[]): void {
  const stream = useStreamOf();
  const key = channels.filter((channel) => channel !== null).join(" ");
  useEffect(() => {
    const leave = key.split(" ").filter(Boolean).map((channel) => stream.join(channel));
    return () => leave.forEach((each) => each());
  }, [stream, key]);
}

/** Hear of events of a type, of `prefix:*`, or of `*`; the newest handler is called. */
export function useEvent<Data = any>(type: string, handler: (envelope: Envelope<Data>) => void): void {
  const stream = useStreamOf();
  const newest = useRef(handler);
  newest.current = handler;
  useEffect(() => stream.subscribe(type, (envelope) => newest.current(envelope)), [stream, type]);
}
