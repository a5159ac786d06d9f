import type { QueryClient } from "@tanstack/preact-query";
import { Stream } from "@stunity/react";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

import { type Api, type MeRead, api, ask, sdk } from "./api";
import { Drafts } from "./drafts";
import { type Bridge, Events } from "./events";
import { Refetches, newCache } from "./query";
import type { Session } from "./session";

export type Permission = MeRead["permissions"][number];

/** What it takes to follow the school: a member's world, or the seat of a guest. */
export class Seat {
  readonly cache: QueryClient = newCache();
  readonly refetches = new Refetches(this.cache);
  readonly events: Events;
  #areas = new Map<unknown, unknown>();

  constructor(
    readonly api: Api,
    readonly stream: Stream,
    readonly drafts = new Drafts(),
  ) {
    this.events = new Events(stream);
  }

  /**
   * What an area keeps beside the cache and does with events, made when it is first asked for:
   *
   *     export const social = (world: World) => world.area(Social);
   */
  area<Area extends object>(Kind: new (world: this) => Area & { bridge?: Bridge }): Area {
    const known = this.#areas.get(Kind) as Area | undefined;
    if (known !== undefined) return known;
    const made = new Kind(this);
    this.#areas.set(Kind, made);
    if (made.bridge !== undefined) this.events.add(made.bridge);
    return made;
  }

  stop(): void {
    this.stream.stop();
    this.events.stop();
    this.refetches.stop();
    this.cache.clear();
  }
}

/**
 * Everything of somebody who is signed in, made anew for each sign-in and each school: nothing that
 * one person saw is left for the next.
 */
export class World extends Seat {
  constructor(
    readonly me: MeRead,
    readonly relayUrl: string,
  ) {
    const person = `${me.tenant.id} ${me.id}`;
    super(api, new Stream({ token: (wish) => sdk.token(wish), person }), new Drafts(person));
    this.events.add({
      // Perhaps this session, perhaps another of the same person: the server knows which.
      events: { "session:revoked": () => void sdk.token({ force: true }).catch(() => {}) },
    });
  }

  /** Who is signed in in this browser, or null where nobody is. */
  static async enter(): Promise<World | null> {
    if ((await sdk.token()) === null) return null;
    const [me, meta] = await Promise.all([ask(api.GET("/v1/users/me")), ask(api.GET("/v1/meta"))]);
    return new World(me, meta.relayUrl);
  }

  /** Whether a session is of this person in this school. */
  isOf(session: Session | null): boolean {
    return session?.userId === this.me.id && session.tenantId === this.me.tenant.id;
  }

  may(permission: Permission): boolean {
    return this.me.permissions.includes(permission);
  }

  start(): void {
    this.stream.start(this.relayUrl);
  }
}

export const WorldContext = createContext<World | null>(null);

/** Everything of whoever is signed in; for parts of pages that nobody else sees. */
export function useWorld(): World {
  const world = useContext(WorldContext);
  if (world === null) throw new Error("nobody is signed in here");
  return world;
}

export const SeatContext = createContext<Seat | null>(null);

/** The seat of whoever looks: a guest's where one has a pass, else the world of the person. */
export function useSeat(): Seat {
  const seat = useContext(SeatContext);
  const world = useContext(WorldContext);
  if (seat === null && world === null) throw new Error("nobody is here");
  return seat ?? (world as World);
}
