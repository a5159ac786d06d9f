import { ApiClient } from "@stunity/client";
import { Stream } from "@stunity/react";
import { signal } from "@preact/signals";

import { routesOf } from "../kernel/api";
import { clock } from "../kernel/clock";
import { degradation } from "../kernel/degradation";
import { language } from "../kernel/i18n";
import type { Session } from "../kernel/session";
import { Seat } from "../kernel/world";

const KEY = "stunity.guest";

/**
 * The session of a guest: one token for one game or board, in this tab only. It cannot be renewed;
 * when it is refused, the guest is nobody again.
 */
export class GuestSession {
  readonly #key: string;

  /** @param place such as live:123456 */
  constructor(
    private readonly storage: Storage,
    place: string,
    private readonly changed: () => void = () => {},
  ) {
    this.#key = `${KEY}.${place}`;
  }

  get = (): Session | null => {
    try {
      return JSON.parse(this.storage.getItem(this.#key) ?? "null") as Session | null;
    } catch {
      return null;
    }
  };

  set = (session: Session | null): void => {
    if (session === null) this.storage.removeItem(this.#key);
    else this.storage.setItem(this.#key, JSON.stringify(session));
    this.changed();
  };

  /** @param id of the guest */
  begin({ token }: { token: string }, id: string): void {
    // When it ends is the server's affair: this device may have another time.
    this.set({ id, accessToken: token, refreshToken: "", expiresAt: null, tenantId: "", userId: id });
  }
}

/** What a guest sees and does in one game or on one board. */
export class GuestSeat extends Seat {
  readonly client: ApiClient;

  constructor(
    readonly place: string,
    readonly session: GuestSession,
  ) {
    const client = new ApiClient({
      sessions: session,
      clock,
      language: () => language.value,
      degraded: () => degradation.report(),
    });
    const person = `guest ${place} ${Math.random()}`;
    super(routesOf(client), new Stream({ token: (wish) => client.token(wish), person }));
    this.client = client;
  }

  async start(): Promise<void> {
    this.stream.start((await this.client.meta()).relayUrl);
  }
}

const version = signal(0);

/** The pass for a place that this tab keeps; components follow it. */
export function guestSession(place: string): GuestSession {
  return new GuestSession(sessionStorage, place, () => void (version.value += 1));
}

/** Whether this tab has a pass for a place; components that ask follow it. */
export function hasPass(place: string): boolean {
  void version.value;
  return guestSession(place).get() !== null;
}
