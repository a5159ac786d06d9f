import type { QueryClient } from "@tanstack/preact-query";
import { Stream } from "@stunity/react";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

import { type Api, type MeRead, api, sdk } from "./api";
import { clock } from "./clock";
import { Drafts } from "./drafts";
import { type Bridge, Events } from "./events";
import {
  type CaughtUp,
  type OfflinePlan,
  Outbox,
  Pages,
  catchUp,
  forgetOld,
  installWorker,
  keepAccount,
} from "./offline";
import { Refetches, newCache } from "./query";
import type { Session } from "./session";

export type Permission = MeRead["permissions"][number];
export type SwitchedFunction = MeRead["functions"][number];

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
  /** What was read last, for a visit without a network. */
  readonly pages: Pages;
  /** What was written and is not sent yet. */
  readonly outbox: Outbox;
  readonly #account: string;
  readonly #began = Date.now();
  #caughtUp = false;

  /**
   * @param cursor until when this device knows what happened, where it was here before
   * @param ahead what happened since then, asked before anything else was: whatever is read in this
   *   world is younger, so the stream goes on from there and nothing is read a second time
   */
  constructor(
    readonly me: MeRead,
    readonly relayUrl: string,
    plan: OfflinePlan = { keeps: [], senders: {} },
    private cursor: string | null = null,
    private readonly ahead: CaughtUp | null = null,
  ) {
    const person = `${me.tenant.id} ${me.id}`;
    super(api, new Stream({ token: (wish) => sdk.token(wish), person }), new Drafts(person));
    this.#account = person;
    this.pages = new Pages(person, this.cache, plan.keeps);
    this.outbox = new Outbox(person, async (waiting) => {
      const send = await plan.senders[waiting.kind]?.();
      if (send === undefined) throw new Error(`nobody sends ${waiting.kind}`);
      await send(waiting, this);
    });
    this.events.add({
      // Perhaps this session, perhaps another of the same person: the server knows which.
      events: { "session:revoked": () => void sdk.token({ force: true }).catch(() => {}) },
    });
  }

  /** Whether a session is of this person in this school. */
  isOf(session: Session | null): boolean {
    return session?.userId === this.me.id && session.tenantId === this.me.tenant.id;
  }

  /** Whether the school lets them do nothing but set up the second factor that it demands. */
  get owesFactor(): boolean {
    const { secondFactorDue: due } = this.me;
    return due !== null && Date.parse(due) <= clock.now();
  }

  may(permission: Permission): boolean {
    return this.me.permissions.includes(permission);
  }

  /** Whether a function of the product that can be switched off is on for them. */
  has(name: SwitchedFunction): boolean {
    // What a device has kept of an older visit does not say so.
    return this.me.functions?.includes(name) ?? true;
  }

  start(): void {
    this.stream.start(this.relayUrl, this.ahead);
    this.pages.follow();
    void this.outbox.start();
    installWorker();
    if (this.ahead !== null) this.#take(this.ahead);
    void this.#keepAccount();
    const whenLive = () => {
      if (this.stream.status !== "live") return;
      this.outbox.flush();
      this.#catchUp().catch(() => {});
    };
    this.stream.onStatus(whenLive);
  }

  override stop(): void {
    this.leave();
    super.stop();
  }

  /** Write nothing more on this device, and send nothing more. */
  leave(): void {
    // The stream ends first: it would see its own session being revoked.
    this.stream.stop();
    this.pages.stop();
    this.outbox.stop();
    this.drafts.stop();
  }

  /** Hear what of the kept pages is not true any more: once, as soon as there is a network. */
  async #catchUp() {
    if (this.#caughtUp) return;
    this.#caughtUp = true;
    try {
      this.#take(await catchUp(this.cursor));
      await this.#keepAccount();
    } catch (error) {
      this.#caughtUp = false;
      throw error;
    }
  }

  #take({ startAnew, missed, cursor }: CaughtUp) {
    this.#caughtUp = true;
    if (startAnew && this.cursor !== null) forgetOld(this.cache, this.#began);
    this.events.caughtUp(missed);
    this.cursor = cursor;
  }

  async #keepAccount() {
    // Whoever has left meanwhile leaves nothing behind.
    if (!this.pages.following) return;
    const { me, relayUrl, cursor } = this;
    await keepAccount({ account: this.#account, version: __API__, me, relayUrl, cursor }).catch(() => {});
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
