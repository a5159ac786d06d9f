import type { Channel, Envelope, Stream } from "@stunity/react";

import type { EventData } from "../../generated/events";
import type { Missed } from "./offline/catchup";

export type EventType = keyof EventData;
export type Handlers = {
  [Type in EventType]?: (envelope: Envelope<EventData[Type]> & { type: Type }) => void;
};

/** What a browser may be told of: see `shared/realtime/channels.py`. */
type Kind = "user" | "tenant" | "class" | "course" | "post" | "board" | "modq" | "live" | "host" | "presence" | "club";

/** How an area follows the stream: what it does with its events, and what it reads again. */
export interface Bridge {
  events?: Handlers;
  /** Events of a channel of this kind are missing: what of this area has to be read again. */
  stale?: { [Each in Kind]?: (key: string) => void };
  /** What happened before this visit, since the pages that the device kept were read. */
  caughtUp?: (missed: Missed) => void;
  stop?: () => void;
}

/** Brings events of the stream to the areas. One handler's mistake costs nobody else an event. */
export class Events {
  #bridges = new Set<Bridge>();
  #missed: Missed = {};

  constructor(stream: Stream) {
    stream.subscribe("*", (envelope) => this.apply(envelope));
    stream.onStale((channels) => this.missed(channels));
  }

  /** Follow the stream, until the function that comes back is called. */
  add(bridge: Bridge): () => void {
    this.#bridges.add(bridge);
    this.#tell(bridge);
    return () => {
      this.#bridges.delete(bridge);
      bridge.stop?.();
    };
  }

  apply(envelope: Envelope): void {
    for (const { events } of this.#bridges) {
      const handler = events?.[envelope.type as EventType] as ((e: Envelope) => void) | undefined;
      if (handler !== undefined) guarded(() => handler(envelope));
    }
  }

  missed(channels: Channel[]): void {
    for (const { stale } of this.#bridges) {
      for (const { kind, key } of channels) guarded(() => stale?.[kind as Kind]?.(key));
    }
  }

  /** An area that is opened later hears of it then. */
  caughtUp(missed: Missed): void {
    this.#missed = missed;
    for (const bridge of this.#bridges) this.#tell(bridge);
  }

  #tell(bridge: Bridge) {
    if (Object.keys(this.#missed).length > 0) guarded(() => bridge.caughtUp?.(this.#missed));
  }

  stop(): void {
    for (const bridge of this.#bridges) bridge.stop?.();
    this.#bridges.clear();
  }
}

function guarded(work: () => void) {
  try {
    work();
  } catch (error) {
    reportError(error);
  }
}
