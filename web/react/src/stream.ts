import { RealtimeClient } from "@stunity/client";

/** The connection in words that people understand. */
export type Status = "live" | "connecting" | "polling" | "offline";

export interface Envelope<Data = any> {
  id: string;
  type: string;
  version: number;
  channel: string;
  actorId: string | null;
  data: Data;
  /** Epoch milliseconds. */
  timestamp: number;
  durable: boolean;
  seq?: number;
}

/** A channel whose events did not continue where they stopped: read its resources again. */
export interface Channel {
  kind: string;
  key: string;
}

/** `nextCursor` and `channels` of `GET /v1/sync`. */
export interface Position {
  cursor: string;
  channels: string[];
}

export interface StreamOptions {
  token: (wish: { force: boolean }) => Promise<{ token: string; expiresAt?: number | undefined } | string | null>;
  /** Who reads, in which school: their tabs share one stream. */
  person: string;
  /** Where the API is; the polling twin and the channels of a connection are asked there. */
  base?: string;
  /** More options of the SDK's client: a transport, other surroundings, background polling. */
  client?: Record<string, unknown>;
  /** Whether the device says that it has a network. */
  hasNetwork?: () => boolean;
}

/** Planned moves between streams are over sooner than this and not worth telling. */
const PATIENCE = 800;
/** A stream carries 64 channels; those of the person and the school are among them. */
const MOST_CHANNELS = 52;

/**
 * The one stream of a signed-in person, shared by everything that wants events: it counts who wants
 * which channel, and says in four words how news arrives.
 */
export class Stream {
  readonly client: RealtimeClient;
  status: Status = "connecting";
  #polls = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners = new Set<() => void>();
  #stale = new Set<(channels: Channel[]) => void>();
  /** Channels, and how many parts of the page want each. */
  #joined = new Map<string, number>();
  /** Channels that give way where there is no room. */
  #watched: string[] = [];
  #hasNetwork: () => boolean;

  constructor({ token, person, base = "/v1", client = {}, hasNetwork }: StreamOptions) {
    this.#hasNetwork = hasNetwork ?? (() => globalThis.navigator?.onLine !== false);
    this.client = new RealtimeClient({
      tokenProvider: token,
      pollUrl: `${base}/realtime/events`,
      channelsUrl: (id: string) => `${base}/realtime/connections/${id}/channels`,
      share: person,
      ...client,
    });
    this.#on("state", () => this.look());
    this.#on("polled", ({ ok }: { ok: boolean }) => {
      this.#polls = ok;
      this.look();
    });
    this.#on("joined", ({ added }: { added: string[] }) => this.#tellStale(added));
    this.#on("resync", ({ channel }: { channel: string }) => this.#tellStale([channel]));
    this.#on("error", (error: unknown) => globalThis.reportError?.(error));
  }

  /** @param from a position that was taken before anything was read: then nothing of it is stale yet */
  start(relayUrl: string, from: Position | null = null): void {
    this.client.connect(`${relayUrl.replace(/\/$/, "")}/v1/stream`, { start: from });
  }

  stop(): void {
    this.client.disconnect();
    clearTimeout(this.#timer);
  }

  reconnect(): void {
    this.client.reconnect();
  }

  /** Hear of events of a type, of `prefix:*`, or of `*`. */
  subscribe(type: string, listener: (envelope: Envelope) => void): () => void {
    return this.client.subscribe(type, listener as never);
  }

  /** Hear when the status changes. */
  onStatus(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hear of channels whose resources have to be read again. */
  onStale(listener: (channels: Channel[]) => void): () => void {
    this.#stale.add(listener);
    return () => this.#stale.delete(listener);
  }

  /** Listen to a channel, until the function that comes back is called. */
  join(channel: string): () => void {
    this.#joined.set(channel, (this.#joined.get(channel) ?? 0) + 1);
    this.#setChannels();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const others = (this.#joined.get(channel) ?? 1) - 1;
      if (others > 0) this.#joined.set(channel, others);
      else this.#joined.delete(channel);
      this.#setChannels();
    };
  }

  /** Channels that are wanted as far as there is room, the most wanted first. */
  watch(channels: string[]): void {
    this.#watched = channels;
    this.#setChannels();
  }

  /** Look at the connection again, because something around it has changed. */
  look = (): void => {
    clearTimeout(this.#timer);
    const hide = this.status === "live" && this.#current !== "live";
    this.#timer = setTimeout(() => this.#show(), hide ? PATIENCE : 0);
  };

  #setChannels() {
    const joined = [...this.#joined.keys()];
    const others = this.#watched.filter((channel) => !this.#joined.has(channel));
    this.client.setChannels([...joined, ...others.slice(0, Math.max(0, MOST_CHANNELS - joined.length))]);
  }

  get #current(): Status {
    const state = this.client.getState();
    if (state === "connected") return "live";
    if (state === "polling") return this.#polls ? "polling" : "offline";
    if (state === "failed" || state === "disconnected" || !this.#hasNetwork()) return "offline";
    return "connecting";
  }

  #show() {
    if (this.#current === this.status) return;
    this.status = this.#current;
    for (const listener of this.#listeners) listener();
  }

  #tellStale(names: string[]) {
    if (names.length === 0) return;
    const channels = names.map((name) => {
      const [kind = "", key = ""] = name.split(":");
      return { kind, key };
    });
    for (const listener of this.#stale) listener(channels);
  }

  #on(name: string, listener: (detail: any) => void) {
    this.client.addEventListener(name, (event) => listener((event as CustomEvent).detail));
  }
}
